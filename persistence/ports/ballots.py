"""Looking back on the votes of games that are over, and what was found in them."""

from collections.abc import Sequence
from typing import Final, Literal, Protocol

from msgspec import Struct

from game.ballots import Ballot
from game.ids import Actor
from game.mutual import Signal
from persistence.ports.reports import ReportStatus

# How far is looked back: a prompt's last rounds, and the last games that some people had together.
ROUNDS_MAX: Final = 200
GAMES_MAX: Final = 60
ROUNDS_TOGETHER_MAX: Final = 600
# A signal that was closed is raised again once the evidence is so many powers of ten stronger.
AGAIN: Final = 4.0


class Raised(Struct, frozen=True, kw_only=True):
    """A signal on the moderators' list; times in Unix ms, `evidence` in powers of ten."""

    id: str
    kind: str
    people: tuple[Actor, ...]
    evidence: float
    rounds: int
    games: int
    created_at: int
    updated_at: int
    status: ReportStatus = "open"
    resolved_by: Actor | None = None


class Ballots(Protocol):
    """The votes of games that are over."""

    async def of_prompt(self, prompt: str, limit: int = ROUNDS_MAX) -> list[Ballot]:
        """The newest rounds of a prompt (its text or id) in public completed games, oldest first.

        Words of those who were erased are None.
        """

    async def of_people(self, people: Sequence[Actor], limit: int = GAMES_MAX) -> list[Ballot]:
        """The rounds of the last counted games that two or more of them had, oldest first.

        At most the last `ROUNDS_TOGETHER_MAX`, and without words: here they are nobody's business.
        """


class Signals(Protocol):
    """What was found in votes: kept for moderators, and followed by nothing else."""

    async def keep(self, signal: Signal, now_ms: int) -> bool:
        """Put it on the list, or make what stands there newer; whether it is open now.

        One that a moderator closed opens again only with much more evidence. None is kept of people
        of whom one was erased.
        """

    async def page(self, status: ReportStatus | None, limit: int) -> list[Raised]:
        """Those of a status (None: all), the newest first, at most 500."""

    async def resolve(
        self, id: str, status: Literal["resolved", "dismissed"], by: Actor, now_ms: int
    ) -> bool:
        """Close an open one; False if there is no such open one."""
