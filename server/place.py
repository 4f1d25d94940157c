"""A game that is open on this node, played here or elsewhere: where commands for it are posted."""

from collections.abc import Callable
from typing import Protocol

from game.commands import Command
from game.ids import Actor, GameId
from game.state import GameState
from server.fanout import Audience
from server.outcomes import Said
from server.room import Post, Room


class Place(Protocol):
    """What the offices see of an open game."""

    room: Room
    audience: Audience

    @property
    def game(self) -> GameId:
        """Which game this is."""

    @property
    def state(self) -> GameState:
        """The committed state, as far as this node has read."""

    def post(self, actor: Actor, command: Command, told: "Told | None" = None) -> None:
        """Take a command in; `told` is called once its outcome is durable and known here."""

    def take(self, posted: Post, told: "Told") -> None:
        """As `post`, for a command whose cause is already named."""


Told = Callable[[Said, Place], None]


def nobody(_said: Said, _place: Place) -> None:
    """For a command after which nobody asks."""
