"""What a finished game amounts to for each person in it: only facts that its journal holds.

Knows no career: whom somebody met for the first time, or what they won before, is not said here.
"""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from game import standings
from game.events import Entry, RoundCompleted
from game.evolve import evolve
from game.ids import Actor, GameId, PlayerId
from game.results import Result, Standing
from game.state import GameState, Round, Seat

QUICK_MS = 5_000
VOTERS_MIN = 2


class Played(Struct, frozen=True, kw_only=True):
    """A person's part in a game; who never answered did not play. Leavers and kicked ones did."""

    user: Actor
    player: PlayerId
    ended_ms: int
    score: int
    rank: int  # among all seats, machines too
    seats: int
    machines: int
    rounds: int
    has_won: bool
    is_tied: bool  # others have the same rank
    lead: int  # points ahead of the best of the others; negative when behind
    was_last: bool  # at half time nobody had fewer points, and somebody had more
    answers: int
    quick_answers: int  # in under QUICK_MS
    categories: int  # of the prompts answered
    creative: int  # votes received, by type
    funny: int
    best: int
    rounds_won: int  # with more "best" votes than anybody else
    rounds_won_in_a_row: int
    perfect_rounds: int  # each of at least two others who voted gave all three votes
    fewest_words: int | None  # of the answers that won a round
    most_words: int | None
    judged_best: float  # the judge's highest total, 0 where there was none
    co_players: tuple[Actor, ...]  # the other people who played
    # Filled in by whoever knows whom they have met before.
    new_faces: int = 0


class Sums(Struct, frozen=True, kw_only=True):
    """The game as a whole; sums instead of means, since they can be added up."""

    total_responses: int
    ai_responses: int
    human_responses: int
    judged_responses: int
    response_time_ms: int
    creativity: float
    humor: float
    relevance: float
    most_creative_player: PlayerId | None
    most_funny_player: PlayerId | None
    fastest_player: PlayerId | None


class Outcome(Struct, frozen=True, kw_only=True):
    """A game whose last round was revealed at `ended_ms`; the people in order of their seats."""

    game: GameId
    ended_ms: int
    sums: Sums
    people: tuple[Played, ...]


def outcome(game: GameId, entries: Iterable[Entry]) -> Outcome | None:
    """Fold a game from its first entry to its last reveal; None where that never came."""
    state: GameState | None = None
    rounds: list[Round] = []
    half: tuple[Standing, ...] = ()
    for entry in entries:
        state = evolve(state, entry.event)
        if isinstance(entry.event, RoundCompleted):
            assert state.round is not None
            rounds.append(state.round)
            if state.round.number == state.total_rounds // 2:
                half = entry.event.standings
            if state.round.number == state.total_rounds:
                return _outcome(game, state, rounds, half, entry.event.at_ms)
    return None


def _outcome(
    game: GameId,
    state: GameState,
    rounds: Sequence[Round],
    half: tuple[Standing, ...],
    ended_ms: int,
) -> Outcome:
    people = [
        seat for seat in state.seats.values() if not seat.is_ai and seat.player in state.tallies
    ]
    people.sort(key=lambda seat: seat.number)
    return Outcome(
        game=game,
        ended_ms=ended_ms,
        sums=_sums(state, rounds),
        people=tuple(_played(state, rounds, half, ended_ms, seat, people) for seat in people),
    )


def _sums(state: GameState, rounds: Sequence[Round]) -> Sums:
    stats = standings.stats(state)
    scores = [each.scores for current in rounds for each in current.results if each.scores]
    return Sums(
        total_responses=stats.total_responses,
        ai_responses=stats.ai_responses,
        human_responses=stats.human_responses,
        judged_responses=len(scores),
        response_time_ms=sum(tally.response_ms for tally in state.tallies.values()),
        creativity=sum(each.creativity for each in scores),
        humor=sum(each.humor for each in scores),
        relevance=sum(each.relevance for each in scores),
        most_creative_player=stats.most_creative_player,
        most_funny_player=stats.most_funny_player,
        fastest_player=stats.fastest_player,
    )


def _played(
    state: GameState,
    rounds: Sequence[Round],
    half: tuple[Standing, ...],
    ended_ms: int,
    seat: Seat,
    people: Sequence[Seat],
) -> Played:
    me = seat.player
    table = standings.standings(state)
    mine = next(each for each in table if each.player == me)
    others = [each.score for each in table if each.player != me]
    answered = [current for current in rounds if me in current.answers]
    results = [_result(current, me) for current in answered]
    won = [_best_of(current) == me for current in rounds]
    words = [
        len(each.text.split())
        for current, each in zip(answered, results, strict=True)
        if _best_of(current) == me
    ]
    votes = state.tallies[me].votes
    return Played(
        user=seat.user,
        player=me,
        ended_ms=ended_ms,
        score=mine.score,
        rank=mine.rank,
        seats=len(table),
        machines=sum(each.is_ai for each in state.seats.values()),
        rounds=len(rounds),
        has_won=me in standings.winners(table),
        is_tied=sum(each.rank == mine.rank for each in table) > 1,
        # A table has two seats at least when it starts, and none is freed in mid-game.
        lead=mine.score - max(others),
        was_last=_was_last(half, me),
        answers=len(answered),
        quick_answers=sum(each.answers[me].elapsed_ms < QUICK_MS for each in answered),
        categories=len(dict.fromkeys(each.prompt.category for each in answered)),
        creative=votes.creative,
        funny=votes.funny,
        best=votes.best,
        rounds_won=sum(won),
        rounds_won_in_a_row=_longest_run(won),
        perfect_rounds=sum(map(_is_perfect, answered, results)),
        fewest_words=min(words, default=None),
        most_words=max(words, default=None),
        judged_best=max((each.scores.total for each in results if each.scores), default=0.0),
        co_players=tuple(each.user for each in people if each is not seat),
    )


def _result(current: Round, player: PlayerId) -> Result:
    return next(each for each in current.results if each.player == player)


def _best_of(current: Round) -> PlayerId | None:
    """Who got more "best" votes than anybody else in this round."""
    top = max((each.votes.best for each in current.results), default=0)
    first = [each.player for each in current.results if each.votes.best == top]
    return first[0] if top and len(first) == 1 else None


def _is_perfect(current: Round, result: Result) -> bool:
    voters = sum(voter != result.player for voter in current.votes)
    votes = result.votes
    return voters >= VOTERS_MIN and votes.funny == votes.creative == votes.best == voters


def _was_last(half: tuple[Standing, ...], player: PlayerId) -> bool:
    scores = {each.player: each.score for each in half}
    low, high = min(scores.values()), max(scores.values())
    return scores[player] == low < high


def _longest_run(won: Sequence[bool]) -> int:
    longest = run = 0
    for each in won:
        run = run + 1 if each else 0
        longest = max(longest, run)
    return longest
