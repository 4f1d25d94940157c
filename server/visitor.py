"""A signed-in connection as the desk and the rooms' answers see it: someone to reply to."""

from collections.abc import Iterable
from typing import Protocol

from game.ids import Actor, GameId
from persistence.ports import Login
from server.fanout import Audience
from server.listener import Listener
from server.wire import Close, ErrorReply, GoodbyeSignal, Reply


class Visitor(Listener, Protocol):
    """Who asked, and a way to answer; a visitor that has gone hears nothing."""

    login: Login
    # Where they come from, as the doors made it out; None where that can't be told.
    address: str | None
    # The games this connection watches, to be left when it ends.
    games: dict[GameId, Audience]

    @property
    def actor(self) -> Actor:
        """The person's id."""
        ...

    @property
    def name(self) -> str:
        """The name that others see."""
        ...

    @property
    def gone(self) -> bool:
        """Whether the connection has ended; it may still be told outcomes it waited for."""
        ...

    def welcome(self, login: Login) -> None:
        """Go on as this person."""

    def reply(self, said: Reply | ErrorReply | GoodbyeSignal) -> None:
        """Answer, after whatever was sent before."""


class Crowd(Protocol):
    """Everyone connected to this node."""

    def visitors(self) -> Iterable[Visitor]:
        """All who have signed in, at either door."""

    def part(self, user: Actor, code: Close, reason: str, *, session: str | None = None) -> int:
        """End a person's connections, or those of one session of theirs; how many."""
