"""What machine players feel about people, and why."""

from collections.abc import Sequence
from typing import Protocol

from agents.relationships import Change, Stir, Tie
from game.ids import Actor


class Bonds(Protocol):
    """Ties from agents to people; `last_ms` is 0 where nothing has passed yet.

    Every method raises StorageUnavailable.
    """

    async def toward(self, user: Actor) -> dict[str, Tie]:
        """How each agent feels about this person; strangers are not named."""

    async def of(self, agent: str, users: Sequence[Actor] | None = None) -> dict[Actor, Tie]:
        """How this agent feels about people: all, or these; strangers are not named."""

    async def causes(self, agent: str, user: Actor, limit: int) -> list[Change]:
        """Why an agent feels so about a person, newest first, at most 500."""

    async def stir(self, agent: str, stirs: Sequence[Stir]) -> None:
        """Let changes come about, oldest first, at once; one that came about before does nothing.

        Those toward people who were erased, or agents who are not there, are left out.
        """
