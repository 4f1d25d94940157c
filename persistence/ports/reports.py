"""Lines of chat that somebody found wrong, and what the moderators made of them."""

from typing import Literal, Protocol

from msgspec import Struct

from game.ids import Actor, GameId

ReportStatus = Literal["open", "resolved", "dismissed"]


class Report(Struct, frozen=True, kw_only=True):
    """One line, reported by one person; `created_at` in Unix ms.

    `author` is a user's id, `agent:<slug>` for a machine player, None where nobody knows any
    more. `resolved_by` is None while the report is open.
    """

    id: str
    game: GameId
    message: str
    text: str
    author: Actor | None
    reporter: Actor
    reason: str
    created_at: int
    status: ReportStatus = "open"
    resolved_by: Actor | None = None


class Reports(Protocol):
    """The moderators' list."""

    async def add(self, report: Report) -> bool:
        """Keep an open report; False if this person reported this line before: the first holds."""

    async def page(self, status: ReportStatus | None, limit: int) -> list[Report]:
        """Those of a status (None: all), newest first, at most 500."""

    async def resolve(self, id: str, status: Literal["resolved", "dismissed"], by: Actor) -> bool:
        """Close an open report; False if there is no such open one."""
