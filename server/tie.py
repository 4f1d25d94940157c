"""What an audience knows of its game at other nodes, and how those hear of it. Pure."""

from typing import Final, Protocol

from msgspec import Struct

from game.ids import Actor
from server.wire import AnySignal


class Elsewhere(Struct, frozen=True):
    """Who watches a game at other nodes; all but `present` is known only where it is played."""

    # Those who hold their seat's connection there.
    present: tuple[Actor, ...] = ()
    # Whoever leads the game, if they watch from there, with a seat or without.
    hosts: tuple[Actor, ...] = ()
    connections: int = 0


NOWHERE: Final = Elsewhere()


class Tie(Protocol):
    """How other nodes that show or play the game hear of what happens here."""

    def moved(self) -> None:
        """Somebody has come or gone."""

    def hand_on(self, said: AnySignal, key: str | None) -> None:
        """This was signalled."""
