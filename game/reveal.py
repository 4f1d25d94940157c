"""The reveal: who wrote what and what it was worth; then the next round, or the podium."""

from msgspec import UnsetType
from msgspec.structs import replace

from game import honours, rounds, scoring, standings
from game.events import Event, GameCompleted, RoundCompleted
from game.ids import PlayerId
from game.modes import turing
from game.results import Guesser, Result, VoteCount
from game.state import MOVES, Answer, GameState, Phase, Tally


def complete_round(state: GameState, at_ms: int) -> RoundCompleted:
    """Count the votes, weigh the parts, and rank the table."""
    current = state.round
    assert current is not None
    order = current.ballot or tuple(each.response for each in current.answers.values())
    by_response = {answer.response: answer for answer in current.answers.values()}
    # Those who left after voting count as voters: their votes do.
    voters = tuple(
        seat.player
        for seat in state.seats.values()
        if seat.is_active or seat.player in current.votes
    )
    results = tuple(_result(state, by_response[response], voters) for response in order)
    guessers = turing.guessers(state)
    return RoundCompleted(
        round=current.number,
        results=results,
        standings=standings.standings(_scored(state, results, guessers)),
        at_ms=at_ms,
        reveal_until_ms=at_ms + state.settings.reveal_seconds * 1000,
        guessers=guessers,
    )


def _result(state: GameState, answer: Answer, voters: tuple[PlayerId, ...]) -> Result:
    current = state.round
    assert current is not None
    votes = scoring.count_votes(current.votes, answer.response)
    verdict = current.verdicts.get(answer.response)
    scores = scoring.scores(verdict) if verdict is not None else None
    points = scoring.points(
        state.settings.weights,
        scoring.vote_part(votes, len(voters) - (answer.author in voters), state.scoring),
        scores,
        scoring.speed_part(answer.elapsed_ms, state.time_limit_seconds * 1000),
    )
    guesses = turing.taken_for(state, answer)
    return Result(
        response=answer.response,
        player=answer.author,
        text=answer.text,
        is_ai=state.seats[answer.author].is_ai,
        scores=scores,
        judge=current.judge if scores is not None else None,
        votes=votes,
        points=points + (guesses.points if guesses is not None else 0),
        guesses=guesses,
        because="" if isinstance(current.because, UnsetType) else current.because,
    )


def _scored(
    state: GameState, results: tuple[Result, ...], guessers: tuple[Guesser, ...]
) -> GameState:
    seats = dict(state.seats)
    earned = [(each.player, each.points) for each in results]
    for player, points in (*earned, *((each.player, each.points) for each in guessers)):
        seats[player] = replace(seats[player], score=seats[player].score + points)
    return replace(state, seats=seats)


def round_completed(state: GameState, event: RoundCompleted) -> GameState:
    """Fold: points to the seats, counts to the tallies."""
    assert Phase.REVEAL in MOVES[state.phase]
    current = state.round
    assert current is not None
    tallies = dict(state.tallies)
    for result in event.results:
        elapsed_ms = current.answers[result.player].elapsed_ms
        tallies[result.player] = _add(tallies.get(result.player, Tally()), result, elapsed_ms)
    return replace(
        _scored(state, event.results, event.guessers),
        seq=state.seq + 1,
        phase=Phase.REVEAL,
        deadline_ms=event.reveal_until_ms,
        round=replace(current, results=event.results),
        tallies=tallies,
    )


def _add(tally: Tally, result: Result, elapsed_ms: int) -> Tally:
    votes = VoteCount(
        funny=tally.votes.funny + result.votes.funny,
        creative=tally.votes.creative + result.votes.creative,
        best=tally.votes.best + result.votes.best,
    )
    return Tally(tally.responses + 1, tally.response_ms + elapsed_ms, votes)


def close(state: GameState, at_ms: int) -> tuple[Event, ...]:
    """When the reveal is over: the next round, or the podium, which waits a little for honours."""
    assert state.deadline_ms is not None
    if at_ms < state.deadline_ms:
        return ()
    assert state.round is not None
    if state.round.number < state.total_rounds:
        return (rounds.open_round(state, state.round.number + 1, at_ms),)
    if honours.awaited(state) and at_ms < state.deadline_ms + honours.HONOURS_MS:
        return ()
    return (podium(state),)


def podium(state: GameState) -> GameCompleted:
    """The end of a game whose rounds are all played."""
    table = standings.standings(state)
    return GameCompleted(
        standings=table,
        winners=standings.winners(table),
        stats=standings.stats(state),
        achievements=honours.unlocked(state.honours),
    )


def game_completed(state: GameState, event: GameCompleted) -> GameState:
    """Fold: over."""
    assert Phase.COMPLETED in MOVES[state.phase]
    return replace(
        state,
        seq=state.seq + 1,
        phase=Phase.COMPLETED,
        deadline_ms=None,
        winners=event.winners,
    )
