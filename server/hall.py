"""What a connection needs of the node it belongs to."""

from typing import Protocol

from server.clock import Clock
from server.desk import Desk
from server.http import Pages
from server.visitor import Visitor


class Guest(Visitor, Protocol):
    """A connection as the node keeps it."""

    def look_after(self, now_ms: int) -> None:
        """Ping the quiet, drop the silent."""


class Hall(Protocol):
    """The node, from a connection's side."""

    clock: Clock
    desk: Desk
    pages: Pages

    def unready(self) -> str | None:
        """Why the node takes no games right now; None if it does."""

    def entered(self, connection: Guest) -> None:
        """A connection is open."""

    def left(self, connection: Guest) -> None:
        """A connection is gone."""
