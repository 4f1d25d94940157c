"""A person's part in a game, as plain as can be, for tests to change."""

from game.ids import Actor, PlayerId
from game.outcomes import Played
from tests.game.table import T0

# 12:00 UTC, so that no hour counts for anything.
NOON = T0 // 86_400_000 * 86_400_000 + 12 * 3_600_000
PLAYED = Played(
    user=Actor("ada"),
    player=PlayerId("p"),
    ended_ms=NOON,
    score=500,
    rank=2,
    seats=4,
    machines=0,
    rounds=5,
    has_won=False,
    is_tied=False,
    lead=-300,
    was_last=False,
    answers=5,
    quick_answers=0,
    categories=1,
    creative=0,
    funny=0,
    best=0,
    rounds_won=0,
    rounds_won_in_a_row=0,
    perfect_rounds=0,
    fewest_words=None,
    most_words=None,
    judged_best=0.0,
    co_players=(),
)
