"""What a connection needs of the node it belongs to."""

from typing import Protocol

from persistence.ports import Login
from server.clock import Clock
from server.site import Site
from server.terms import Terms
from server.visitor import Visitor
from server.wire import ErrorReply, FromClient, FromConsole, Hello, HelloReply


class Guest(Visitor, Protocol):
    """A connection as the node keeps it."""

    # The door it came through: "ws" or "console", "page" before it is known.
    door: str
    # Since when a request is waited for.
    asked_ms: int

    @property
    def state(self) -> str:
        """How far it is: "handshake", "kept", "hello", "open" or "closing"."""
        ...

    @property
    def place(self) -> str | None:
        """What counts as its address."""
        ...

    def abort(self) -> None:
        """Cut the line."""

    def look_after(self, now_ms: int) -> None:
        """Ping the quiet, drop the silent."""


class Counter(Protocol):
    """Where a door's commands are carried out: the desk's for players, the console's for admins.

    Raises StorageUnavailable where a table can't be reached.
    """

    async def hello(
        self, command: Hello, address: str | None
    ) -> tuple[Login, HelloReply] | ErrorReply:
        """Sign someone in, or say why not."""

    async def serve(self, visitor: Visitor, command: FromClient | FromConsole) -> None:
        """Carry out a command of someone signed in; answers now, or once it is durable."""

    def at_once(self, visitor: Visitor, command: FromClient | FromConsole) -> bool:
        """Carry out what needs no waiting; False for what does."""

    def depart(self, visitor: Visitor) -> None:
        """A connection ended, or goes on as somebody else."""


class Hall(Protocol):
    """The node, from a connection's side."""

    clock: Clock
    site: Site
    terms: Terms

    @property
    def desk(self) -> Counter:
        """Where players' commands are carried out."""
        ...

    @property
    def console(self) -> Counter:
        """Where operators' are."""
        ...

    def numbers(self, address: str | None, passed_on: bool) -> bytes | None:
        """What is counted, as Prometheus reads it; None for a caller who may not."""

    def unready(self) -> str | None:
        """Why the node takes no games right now; None if it does."""

    def entered(self, connection: Guest) -> None:
        """A connection is open."""

    def left(self, connection: Guest) -> None:
        """A connection is gone."""
