"""What is stored about a person: shown to others, handed out to them, and forgotten."""

from collections.abc import Sequence
from typing import Any, Protocol

from msgspec import Struct

from game.ids import Actor, GameId

ROWS_PER_PAGE = 100


class PastGame(Struct, frozen=True, kw_only=True):
    """A finished game somebody played; `ended_at` in Unix ms, `rank` 1 for the winner."""

    game: GameId
    name: str
    score: int
    rank: int
    players: int
    ended_at: int


class Exported(Struct, frozen=True):
    """Rows by table, secrets left out; `more` names the tables that go on, and the next offset."""

    tables: dict[str, list[dict[str, Any]]]
    more: dict[str, int]


class Records(Protocol):
    """Everything that hangs on a person, over all tables."""

    async def recent(self, user: Actor, viewer: Actor, limit: int) -> list[PastGame]:
        """Their last completed games, newest first; private ones only if the viewer played too."""

    async def export(self, user: Actor, table: str | None, offset: int) -> Exported | None:
        """All that is stored about them, or one table of it from an offset; None: no such table.

        The journal of a game only once it is over: it holds the table's secrets.
        """

    async def unfinished(self, user: Actor) -> GameId | None:
        """A game that is not over which they lead, or in which they ever sat, if there is one."""

    async def erase(self, user: Actor, now_ms: int) -> Sequence[GameId]:
        """Forget them in one transaction: no sign-in, name or word is left; their games.

        Games keep their scores and places. Raises StorageUnavailable.
        """
