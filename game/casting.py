"""Whether somebody may say something about an answer on the ballot now: a vote, or a guess."""

from game.ids import Actor, ResponseId
from game.refusals import Refusal, Rejected
from game.state import GameState, Phase, Round, Seat


def caster(
    state: GameState, actor: Actor, number: int, response: ResponseId
) -> tuple[Seat, Round] | Rejected:
    """Who casts it, and in which round; or why it may not be, such as for one's own answer."""
    seat, current = state.seat_of(actor), state.round
    if seat is None:
        return Rejected(Refusal.GAME_NOT_SEATED)
    if current is None or number != current.number:
        return Rejected(Refusal.ROUND_WRONG)
    if state.phase is not Phase.VOTING:
        return Rejected(Refusal.VOTE_CLOSED)
    if response not in current.ballot:
        return Rejected(Refusal.VOTE_UNKNOWN_RESPONSE)
    own = current.answers.get(seat.player)
    if own is not None and own.response == response:
        return Rejected(Refusal.VOTE_OWN_RESPONSE)
    return seat, current
