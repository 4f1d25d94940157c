"""When a room wants a Tick, and how lost time is given back."""

from msgspec.structs import replace

from game.commands import ThawClock
from game.events import Event, GamePaused, GameResumed
from game.honours import HONOURS_MS, awaited
from game.modes import arrivals
from game.state import GameState, Phase

PLAYING = (Phase.ANSWERING, Phase.JUDGING, Phase.VOTING, Phase.REVEAL)


def next_deadline(state: GameState) -> int | None:
    """The Unix millisecond at which the room wants a Tick; None once the game is over."""
    if state.deadline_ms is not None and awaited(state):
        # At the deadline itself the podium would still wait, and nothing would wake it later.
        return state.deadline_ms + HONOURS_MS
    coming = [due_ms for _, due_ms in arrivals.awaited(state)]
    if state.deadline_ms is not None and coming:
        return min(state.deadline_ms, coming[0])
    return state.deadline_ms


def thaw(state: GameState, command: ThawClock) -> tuple[Event, ...]:
    """Shift a running phase's deadline by the time in which nobody's action could be kept.

    Both events are written together, when the server can commit again: until then the players
    learn of the pause by signal.
    """
    if state.phase not in PLAYING or command.lost_ms == 0:
        return ()
    assert state.deadline_ms is not None
    return (
        GamePaused(command.reason),
        GameResumed(state.deadline_ms + command.lost_ms, command.lost_ms),
    )


def game_paused(state: GameState, event: GamePaused) -> GameState:
    """Fold: the clocks stand."""
    return replace(state, seq=state.seq + 1, paused=True)


def game_resumed(state: GameState, event: GameResumed) -> GameState:
    """Fold: the clocks run; the outage counts for nobody's answering time."""
    current = state.round
    assert current is not None
    return replace(
        state,
        seq=state.seq + 1,
        paused=False,
        deadline_ms=event.deadline_ms,
        round=replace(current, started_ms=current.started_ms + event.lost_ms),
    )
