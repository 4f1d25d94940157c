"""The record of what operators do: nothing is changed without a row of it."""

from contextlib import AbstractAsyncContextManager
from typing import Any, Literal, Protocol

from msgspec import Struct

Values = dict[str, Any]
Outcome = Literal["begun", "done", "refused"]


class Deed(Struct, frozen=True):
    """Who does what, and from where; `actor` is `user <id>`, `key <id>` or `terminal`."""

    actor: str
    address: str | None
    action: str
    at_ms: int


class Audited(Struct, frozen=True, kw_only=True):
    """A row of the record; `at` in Unix ms."""

    id: str
    at: int
    actor: str
    address: str | None
    action: str
    target: str
    old: Values | None
    new: Values | None
    outcome: Outcome


class Page(Protocol):
    """The row of the change under way, still unwritten."""

    def write(self, target: str, old: Values | None, new: Values | None) -> None:
        """What is changed, from what to what; without this call there is no row."""


class Audit(Protocol):
    """The record; rows are added and never taken away."""

    def changing(self, deed: Deed) -> AbstractAsyncContextManager[Page]:
        """One transaction for a change of tables and its row, on every port of this database.

        Whatever the caller's task does inside is part of it, and taken back if it raises. One
        such change at a time, over all nodes, so that what was checked inside stays true.
        """

    async def begin(self, deed: Deed, target: str, old: Values | None, new: Values | None) -> str:
        """A row for what is about to be tried elsewhere; its id."""

    async def settle(self, id: str, outcome: Literal["done", "refused"]) -> None:
        """What became of it."""

    async def newest(self, limit: int) -> list[Audited]:
        """The last rows, newest first; at most 500."""
