"""Voting: everyone gives a funny, a creative and a best vote to others' responses."""

from msgspec.structs import replace

from game import reveal
from game.casting import caster
from game.chance import shuffled
from game.commands import CastVote
from game.events import Event, RoundCompleted, VoteCast, VotingStarted
from game.ids import Actor, PlayerId
from game.modes import turing
from game.refusals import Rejected
from game.rules import VOTE_TYPES
from game.state import MOVES, GameState, Phase, Round

Decision = tuple[Event, ...] | Rejected


def open_voting(state: GameState, at_ms: int) -> VotingStarted | RoundCompleted:
    """Open the vote in a drawn order; straight to the reveal if nobody has anything to choose."""
    assert state.round is not None
    if not voters(state):
        return reveal.complete_round(state, at_ms)
    answers = shuffled(list(state.round.answers.values()), state.seed, state.seq)
    return VotingStarted(
        round=state.round.number,
        ballot=tuple(answer.response for answer in answers),
        texts=tuple(answer.text for answer in answers),
        deadline_ms=at_ms + state.settings.voting_seconds * 1000,
    )


def voters(state: GameState) -> tuple[PlayerId, ...]:
    """The players in the game who see at least one response that isn't theirs."""
    assert state.round is not None
    answers, seats = state.round.answers, state.seats.values()
    count = len(answers)
    return tuple(
        [seat.player for seat in seats if seat.is_active and count > (seat.player in answers)]
    )


def voting_started(state: GameState, event: VotingStarted) -> GameState:
    """Fold: the ballot lies open."""
    assert Phase.VOTING in MOVES[state.phase]
    assert state.round is not None
    return replace(
        state,
        seq=state.seq + 1,
        phase=Phase.VOTING,
        deadline_ms=event.deadline_ms,
        round=replace(state.round, ballot=event.ballot),
    )


def cast_vote(state: GameState, actor: Actor, command: CastVote) -> Decision:
    """Cast one of my three votes, or move it."""
    found = caster(state, actor, command.round, command.response)
    if isinstance(found, Rejected):
        return found
    seat, current = found
    moved = command.vote_type in current.votes.get(seat.player, {})
    received, expected = counts(state)
    received += not moved
    return (
        VoteCast(
            round=current.number,
            voter=seat.player,
            response=command.response,
            vote_type=command.vote_type,
            received=received,
            expected=expected,
        ),
    )


def counts(state: GameState) -> tuple[int, int]:
    """Votes received, and expected: those received plus those still open."""
    current = state.round
    assert current is not None
    votes, able = current.votes, voters(state)
    received = sum(map(len, votes.values()))
    # Not those of who has left since: theirs are received, but nothing of theirs is still open.
    cast = sum([len(votes[player]) for player in able if player in votes])
    return received, received + len(VOTE_TYPES) * len(able) - cast


def vote_cast(state: GameState, event: VoteCast) -> GameState:
    """Fold: the choice stands, in place of an earlier one of its type."""
    current = state.round
    assert current is not None
    assert event.response in current.ballot
    choices = {**current.votes.get(event.voter, {}), event.vote_type: event.response}
    voted: Round = replace(current, votes={**current.votes, event.voter: choices})
    return replace(state, seq=state.seq + 1, round=voted)


def close(state: GameState, at_ms: int) -> tuple[Event, ...]:
    """The reveal follows when every vote, and guess, is in or the time is up."""
    assert state.deadline_ms is not None
    received, expected = counts(state)
    is_open = received < expected or turing.is_waiting(state)
    if is_open and at_ms < state.deadline_ms:
        return ()
    return (reveal.complete_round(state, at_ms),)
