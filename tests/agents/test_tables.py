"""A table's votes move the judge a little towards what it likes, and a table by chance hardly.

Method: simulated evenings of six rounds with six people each. An answer's parts are drawn as wide
as those of the real judge; people choose among the others' answers by a logit of what they like.
"""

import math
from random import Random
from statistics import fmean

import pytest

from agents.calibration import LEAN_MAX, Ballot, Leans, Pull, Vote, moved, pulled
from agents.tables import (
    TABLE_LEAN_MAX,
    TABLE_MOVE_MAX,
    Liked,
    beside,
    table_leans,
    votes_of,
)

# How wide the parts of humor spread over answers, as the shipped judge measures them.
SPREADS = {"absurd": 0.5, "brevity": 0.6, "meaning": 0.9, "rarity": 0.3}
ROUNDS, SEATS = 6, 6
Parts = dict[str, float]


def answers(draw: Random) -> list[Parts]:
    return [{name: draw.gauss(0, wide) for name, wide in SPREADS.items()} for _ in range(SEATS)]


def opinion(parts: Parts, taste: Leans) -> float:
    return math.fsum(part * (1 + taste.get(name, 0.0)) for name, part in parts.items())


def ballot(among: list[Parts], taste: Leans, draw: Random) -> Ballot:
    """Everybody chooses, and nobody their own."""
    votes = []
    for own in range(SEATS):
        others = [at for at in range(SEATS) if at != own]
        weights = [math.exp(opinion(among[at], taste)) for at in others]
        (chosen,) = draw.choices(others, weights)
        votes.append(Vote(chosen, own))
    return Ballot(tuple(among), tuple(votes))


def score(parts: Parts) -> float:
    return 10 / (1 + math.exp(-opinion(parts, {})))


def here(parts: Parts, liked: Liked) -> float:
    leans = table_leans(liked, {}).get("humor", {})
    return moved(score(parts), parts, leans, TABLE_MOVE_MAX)


def evening(taste: Leans, draw: Random) -> tuple[Liked, float, float]:
    """What a table came to like; how far scores moved; by how much they agree more with votes.

    Agreement is the share of pairs of answers with different votes that are in the right order.
    """
    liked: Liked = {}
    shifts, better = [0.0], [0.0]
    for _ in range(ROUNDS):
        among = answers(draw)
        cast = ballot(among, taste, draw)
        counts = [sum(vote.chosen == at for vote in cast.votes) for at in range(SEATS)]
        plain, tabled = [score(each) for each in among], [here(each, liked) for each in among]
        shifts += [abs(one - other) for one, other in zip(plain, tabled, strict=True)]
        better.append(agreement(tabled, counts) - agreement(plain, counts))
        liked = beside(liked, {"humor": pulled(cast)})
    return liked, fmean(shifts), fmean(better)


def agreement(scores: list[float], counts: list[int]) -> float:
    pairs = [(a, b) for a in range(SEATS) for b in range(a) if counts[a] != counts[b]]
    return fmean([(scores[a] > scores[b]) == (counts[a] > counts[b]) for a, b in pairs] or [0.5])


LOVES_THE_ABSURD = {"absurd": 3.0, "brevity": -1.0, "meaning": -1.0, "rarity": -1.0}
CAN_NOT_TELL = dict.fromkeys(SPREADS, -1.0)


def test_a_table_that_votes_for_the_absurd_shifts_towards_it() -> None:
    leans = [
        table_leans(evening(LOVES_THE_ABSURD, Random(seed))[0], {})["humor"] for seed in range(40)
    ]
    assert fmean(each["absurd"] for each in leans) > 0.1
    assert fmean(each["meaning"] for each in leans) < 0
    better = [evening(LOVES_THE_ABSURD, Random(seed))[2] for seed in range(100)]
    assert fmean(better) > 0.01


def test_a_table_that_votes_by_chance_hardly_moves_anything() -> None:
    shifts = [evening(CAN_NOT_TELL, Random(seed))[1] for seed in range(60)]
    assert fmean(shifts) < 0.25, "points of ten"


def test_honest_evenings_are_not_judged_worse_for_it() -> None:
    """Method: tables that share the judge's taste, each with a leaning of its own."""
    better = []
    for seed in range(200):
        draw = Random(seed)
        taste = {name: draw.gauss(0, 0.5) for name in SPREADS}
        better.append(evening(taste, draw)[2])
    assert fmean(better) > 0


def test_nothing_is_moved_before_the_first_vote() -> None:
    assert table_leans({}, {"humor": {"absurd": 0.2}}) == {}
    assert votes_of({}) == 0


def test_votes_add_up_by_score() -> None:
    draw = Random(1)
    one = {"humor": pulled(ballot(answers(draw), {}, draw))}
    both = beside(one, {"creativity": one["humor"], "humor": one["humor"]})
    assert {heading: pull.votes for heading, pull in both.items()} == {
        "humor": 2 * SEATS,
        "creativity": SEATS,
    }
    assert votes_of(both) == 3 * SEATS


@pytest.mark.parametrize("server", [{}, {"absurd": 0.5}, {"absurd": -0.5}])
def test_however_many_votes_a_table_leans_only_so_far_from_the_server(server: Leans) -> None:
    among = ({"absurd": 1.0}, {"absurd": 0.0})
    for chosen, way in ((0, 1), (1, -1)):
        liked = {"humor": pulled(Ballot(among, (Vote(chosen),) * 10_000))}
        lean = table_leans(liked, {"humor": server})["humor"]["absurd"]
        before = server.get("absurd", 0.0)
        after = (1 + before) * (1 + lean) - 1
        wanted = max(-LEAN_MAX, min(LEAN_MAX, before + way * TABLE_LEAN_MAX))
        assert after == pytest.approx(wanted)
        far = {"absurd": 100.0 * way}
        assert moved(5.0, far, {"absurd": lean}, TABLE_MOVE_MAX) <= 5.0 * math.exp(TABLE_MOVE_MAX)


def test_with_few_votes_it_stays_near_the_server() -> None:
    one = {"humor": pulled(Ballot(({"absurd": 1.0}, {"absurd": 0.0}), (Vote(0),)))}
    few = table_leans(one, {"humor": {"absurd": 0.2}})["humor"]["absurd"]
    assert 0 < few < 0.02
    assert table_leans({"humor": Pull()}, {"humor": {"absurd": 0.2}}) == {"humor": {"absurd": 0.0}}
