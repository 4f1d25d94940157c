"""Who stands where, and what the evening amounted to. Pure arithmetic over seats and tallies."""

from collections.abc import Callable

from game.ids import PlayerId
from game.modes import turing
from game.results import GameStats, Standing
from game.state import GameState, Tally


def standings(state: GameState) -> tuple[Standing, ...]:
    """Every seat by score; equal scores share a rank, and the next rank skips (1, 2, 2, 4)."""
    seats = sorted(turing.in_order(state), key=lambda seat: -seat.score)
    ranked: list[Standing] = []
    for place, seat in enumerate(seats, start=1):
        tied = ranked and ranked[-1].score == seat.score
        rank = ranked[-1].rank if tied else place
        ranked.append(Standing(seat.player, seat.score, rank))
    return tuple(ranked)


def winners(table: tuple[Standing, ...]) -> tuple[PlayerId, ...]:
    """All who share the first rank, unless nobody scored."""
    return tuple(each.player for each in table if each.rank == 1 and each.score > 0)


def stats(state: GameState) -> GameStats:
    """The closing numbers of a game."""
    tallies = state.tallies
    total = sum(tally.responses for tally in tallies.values())
    by_ai = sum(tally.responses for player, tally in tallies.items() if state.seats[player].is_ai)
    response_ms = sum(tally.response_ms for tally in tallies.values())
    votes = [tally.votes for tally in tallies.values()]
    return GameStats(
        total_responses=total,
        human_responses=total - by_ai,
        ai_responses=by_ai,
        total_votes=sum(each.funny + each.creative + each.best for each in votes),
        avg_response_time_ms=response_ms // total if total else None,
        fastest_player=_first(state, lambda tally: -tally.response_ms / tally.responses),
        most_funny_player=_first(state, lambda tally: tally.votes.funny, least=1),
        most_creative_player=_first(state, lambda tally: tally.votes.creative, least=1),
    )


def _first(
    state: GameState, measure: Callable[[Tally], float], least: float | None = None
) -> PlayerId | None:
    """The player with the highest measure among those who answered; the earlier seat if equal."""
    best: tuple[float, int, PlayerId] | None = None
    for player, tally in state.tallies.items():
        if not tally.responses:
            continue
        value = measure(tally)
        mark = (value, -state.seats[player].number, player)
        if (least is None or value >= least) and (best is None or mark > best):
            best = mark
    return best[2] if best else None
