"""A game that goes on at another node: a fact of its journal, so that no former owner can write."""

from msgspec.structs import replace

from game.commands import MoveRoom
from game.events import Event, RoomMoved
from game.state import OVER, GameState


def move_room(state: GameState, command: MoveRoom) -> tuple[Event, ...]:
    """Note who writes from now on; a game that is over is written by nobody any more."""
    return () if state.phase in OVER else (RoomMoved(command.to),)


def room_moved(state: GameState, event: RoomMoved) -> GameState:
    """Fold: nothing of the game itself changes."""
    return replace(state, seq=state.seq + 1)
