"""What is said between machine players and people, and among machine players."""

from collections.abc import Sequence
from typing import Protocol

from msgspec import Struct

from agents.exchange import Exchange, Overheard
from agents.memories import Memory
from agents.relationships import Change, Stir, Tie
from game.ids import Actor, GameId


class Scene(Struct, frozen=True, kw_only=True):
    """What an agent goes into a talk with: how it is, what it feels, what was said before.

    `tie` is None for a stranger; `changes` are those of late, `lines` the last ones, oldest first.
    """

    tie: Tie | None = None
    changes: tuple[Change, ...] = ()
    lines: tuple[Exchange, ...] = ()
    mood: int = 0
    energy: int = 80
    activity: str = ""
    place: str = ""


class Talks(Protocol):
    """Who said what. Every method raises StorageUnavailable."""

    async def scene(self, agent: str, user: Actor, since_ms: int, limit: int) -> Scene:
        """How things stand between an agent and a person; changes since then, `limit` lines."""

    async def keep(
        self,
        agent: str,
        user: Actor,
        exchange: Exchange,
        stir: Stir | None,
        memory: Memory | None,
        since_ms: int,
    ) -> Exchange | None:
        """Write all of it in one transaction; the exchange as it is kept, with the tie after it.

        The one of the same cause that was kept after `since_ms` stands, and nothing is written
        beside it. None, and nothing kept, if the person was erased.
        """

    async def overheard(self, lines: Sequence[Overheard]) -> None:
        """Write what agents said to each other; one of a known id and time changes nothing."""

    async def heard(self, agent: str, other: str, limit: int) -> list[Overheard]:
        """What two agents said to each other last, whoever began, oldest first."""

    async def public(self, games: Sequence[GameId]) -> list[GameId]:
        """Those of these games that anybody may watch, in no order."""
