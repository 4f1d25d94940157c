"""The opening of a round: its prompt from the deck, its deadline, and the fold of both."""

from msgspec.structs import replace

from game.events import RoundStarted
from game.state import MOVES, GameState, Phase, Round


def open_round(state: GameState, number: int, at_ms: int) -> RoundStarted:
    """Open round `number` (from 1) with its prompt from the deck."""
    deadline_ms = at_ms + state.time_limit_seconds * 1000
    return RoundStarted(number, state.deck[number - 1], at_ms, deadline_ms)


def round_started(state: GameState, event: RoundStarted) -> GameState:
    """Fold: a fresh round."""
    assert Phase.ANSWERING in MOVES[state.phase]
    return replace(
        state,
        seq=state.seq + 1,
        phase=Phase.ANSWERING,
        deadline_ms=event.deadline_ms,
        round=Round(event.round, event.prompt, event.at_ms),
    )
