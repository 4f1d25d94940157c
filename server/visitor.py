"""A signed-in connection as the desk and the rooms' answers see it: someone to reply to."""

from typing import Protocol

from game.ids import Actor, GameId
from server.fanout import Listener
from server.wire import ErrorReply, GoodbyeSignal, Reply


class Visitor(Listener, Protocol):
    """Who asked, and a way to answer; a visitor that has gone hears nothing."""

    actor: Actor
    name: str
    # The games this connection watches, to be left when it ends.
    games: dict[GameId, None]

    @property
    def gone(self) -> bool:
        """Whether the connection has ended; it may still be told outcomes it waited for."""
        ...

    def reply(self, said: Reply | ErrorReply | GoodbyeSignal) -> None:
        """Answer, after whatever was sent before."""
