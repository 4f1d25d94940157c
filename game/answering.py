"""Answering: a prompt is open, each seat may answer once, the last one in closes it."""

from msgspec.structs import replace

from game import judging, reveal, voting
from game.commands import SubmitResponse
from game.events import Event, ResponseSubmitted
from game.ids import Actor, ResponseId, mint
from game.refusals import Refusal, Rejected
from game.rules import RULES
from game.state import Answer, GameState, Phase
from game.texts import Flaw, clean_line
from game.words import CLEAN_TABLE, screened

Decision = tuple[Event, ...] | Rejected


def submit_response(
    state: GameState, actor: Actor, command: SubmitResponse, at_ms: int
) -> Decision:
    """Accept one response per seat and round."""
    seat, current = state.seat_of(actor), state.round
    if seat is None:
        return Rejected(Refusal.GAME_NOT_SEATED)
    if current is None or command.round != current.number:
        return Rejected(Refusal.ROUND_WRONG)
    if seat.player in current.answers:
        return Rejected(Refusal.RESPONSE_DUPLICATE)
    if state.phase is not Phase.ANSWERING:
        return Rejected(Refusal.ROUND_CLOSED)
    text = _allowed(state, command.text)
    if isinstance(text, Rejected):
        return text

    count = len(current.answers) + 1
    # Minted from the game's founding and the secret seed: an id that carried the moment of
    # answering, or only its side of an outage, would tell on the ballot who wrote it.
    minted = mint(state.created_ms, state.seed, "response", current.number, count)
    return (
        ResponseSubmitted(
            round=current.number,
            author=seat.player,
            response=ResponseId(minted),
            text=text,
            elapsed_ms=max(0, at_ms - current.started_ms),
            received=count,
            expected=count + len(waiting(state)) - 1,
        ),
    )


def _allowed(state: GameState, text: str) -> str | Rejected:
    line = clean_line(text, RULES.text_length_max)
    if line is Flaw.EMPTY:
        return Rejected(Refusal.RESPONSE_EMPTY)
    if line is Flaw.TOO_LONG:
        at_most = f"at most {RULES.text_length_max} characters"
        return Rejected(Refusal.RESPONSE_TOO_LONG, at_most)
    if isinstance(line, Flaw):
        return Rejected(Refusal.RESPONSE_REFUSED, line.value)
    said = screened(line, state.settings.profanity)
    return Rejected(Refusal.RESPONSE_REFUSED, CLEAN_TABLE) if said is None else said


def waiting(state: GameState) -> tuple[str, ...]:
    """The players in the game who have not answered yet."""
    assert state.round is not None
    answers, seats = state.round.answers, state.seats.values()
    return tuple([seat.player for seat in seats if seat.is_active and seat.player not in answers])


def response_submitted(state: GameState, event: ResponseSubmitted) -> GameState:
    """Fold: one more answer."""
    current = state.round
    assert current is not None
    assert event.author not in current.answers
    answer = Answer(event.response, event.author, event.text, event.elapsed_ms)
    answers = {**current.answers, event.author: answer}
    return replace(state, seq=state.seq + 1, round=replace(current, answers=answers))


def close(state: GameState, at_ms: int) -> tuple[Event, ...]:
    """What follows once everyone has answered or the time is up; nothing before."""
    assert state.round is not None
    assert state.deadline_ms is not None
    if waiting(state) and at_ms < state.deadline_ms:
        return ()
    if not state.round.answers:
        return (reveal.complete_round(state, at_ms),)
    if state.settings.judge != "off":
        return (judging.open_judging(state, at_ms),)
    return (voting.open_voting(state, at_ms),)
