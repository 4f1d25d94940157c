"""Honours: a game counts once its last round is revealed; here the word of those who count it.

Knows no career: what was unlocked is told to the room, and the podium or a later event shows it.
"""

from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from game.commands import RecordHonours
from game.events import Event, HonoursRecorded
from game.refusals import Refusal, Rejected
from game.results import Unlocked
from game.state import GameState, Honours, Phase

Decision = tuple[Event, ...] | Rejected

# The podium waits so long beyond the reveal for the game to be counted, and not longer.
HONOURS_MS = 2_000


def all_played(state: GameState) -> bool:
    """Whether the last round is revealed, so that the game counts whatever still happens."""
    return (
        state.phase is Phase.REVEAL
        and state.round is not None
        and state.round.number == state.total_rounds
    )


def awaited(state: GameState) -> bool:
    """Whether the podium would wait a little longer: all is played, and nobody has counted it."""
    return all_played(state) and state.honours is UNSET


def unlocked(honours: Honours | UnsetType) -> tuple[Unlocked, ...]:
    """What was unlocked; nothing while the game is not counted."""
    return () if isinstance(honours, UnsetType) else honours.unlocked


def record_honours(state: GameState, command: RecordHonours) -> Decision:
    """Take down once what the game brought; after its podium too, and then everyone is told."""
    is_late = state.phase is Phase.COMPLETED
    if not (is_late or all_played(state)):
        return Rejected(Refusal.CONFLICT, "the game is not played to its end")
    if state.honours is not UNSET:
        return Rejected(Refusal.CONFLICT, "the honours are recorded already")
    known = tuple(each for each in command.unlocked if each.player in state.seats)
    return (HonoursRecorded(command.number, known, is_late),)


def honours_recorded(state: GameState, event: HonoursRecorded) -> GameState:
    """Fold: the game is counted."""
    assert state.honours is UNSET
    return replace(state, seq=state.seq + 1, honours=Honours(event.number, event.unlocked))
