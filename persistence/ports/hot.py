"""Hot state, which may be lost at any time: snapshots of rooms, and when a node last lived."""

from collections.abc import Sequence
from typing import Protocol

from msgspec import Struct

from game.ids import GameId
from game.state import GameState


class Kept(Struct, frozen=True):
    """A room's snapshot: the state after entry `state.seq`."""

    state: GameState
    at_ms: int


class Snapshots(Protocol):
    """Hot copies of live rooms; losing one costs only a longer fold."""

    async def save(self, *kept: Kept) -> None:
        """Keep these, at most one of a room, in place of older ones."""

    async def load(self, games: Sequence[GameId]) -> dict[GameId, Kept]:
        """Those still there; one that can't be read counts as lost."""

    async def forget(self, game: GameId) -> None:
        """The game is over."""

    async def pulse(self, node: str, now_ms: int) -> None:
        """Note that this node lives; read at the next start, to give lost time back."""

    async def last_pulse(self, node: str) -> int | None:
        """When this node last noted that it lives, Unix ms."""
