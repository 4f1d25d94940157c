"""Players' votes move the judge slowly, towards what they like, and never far."""

import random
from functools import reduce

import pytest

from agents import calibration
from agents.calibration import (
    EVERY_MS,
    EVERYWHERE,
    LEAN_MAX,
    NEW_VOTES_MIN,
    STEP_MAX,
    Ballot,
    Calibration,
    Pull,
    Vote,
    added,
    advanced,
    is_due,
    leaned,
    moved,
    pulled,
    together,
)

NAMES = ("brevity", "rarity", "words")


def votes(count: int, taste: dict[str, float], seed: int = 1, answers: int = 4) -> list[Ballot]:
    """Votes of people who weigh the parts by `taste` (the judge: 1 each), drawn by a logit."""
    draw = random.Random(seed)
    found = []
    for _ in range(count):
        among = tuple({name: draw.gauss(0, 0.7) for name in NAMES} for _ in range(answers))
        opinions = [sum(taste[name] * part for name, part in each.items()) for each in among]
        shares = calibration._shares(opinions)
        (chosen,) = draw.choices(range(answers), shares)
        found.append(Ballot(among, (Vote(chosen),)))
    return found


def pull_of(ballots: list[Ballot]) -> Pull:
    """What all of these say."""
    return reduce(added, map(pulled, ballots), Pull())


AS_THE_JUDGE = dict.fromkeys(NAMES, 1.0)
# People here don't care for rare words, and love what is short.
TASTE = {"brevity": 1.4, "rarity": 1.0, "words": 0.6}


def many(family: str, heading: str, ballots: list[Ballot], versions: int = 30) -> Calibration:
    """The calibration after these votes, and then nothing new for many versions."""
    found = advanced(Calibration(), 1, {family: {heading: pull_of(ballots)}})
    for version in range(2, versions + 1):
        found = advanced(found, version, {})
    return found


def test_votes_move_the_parts_that_people_weigh_otherwise() -> None:
    leans = many("office", "humor", votes(4_000, TASTE)).of("office")["humor"]
    assert 0.15 < leans["brevity"] < 0.45
    assert -0.45 < leans["words"] < -0.15
    assert abs(leans["rarity"]) < 0.12


def test_whoever_judges_as_the_judge_does_moves_nothing() -> None:
    leans = many("office", "humor", votes(4_000, AS_THE_JUDGE)).of("office")["humor"]
    assert all(abs(lean) < 0.1 for lean in leans.values())


def test_a_few_votes_say_little() -> None:
    few = many("office", "humor", votes(20, TASTE)).of("office")["humor"]
    assert all(abs(lean) < 0.06 for lean in few.values())


def test_a_version_is_a_small_step_and_no_version_leads_far() -> None:
    """Method: everybody always votes for the longest, in thousands."""
    among = ({"brevity": -2.0}, {"brevity": 2.0}, {"brevity": 0.0})
    brigade = Ballot(among, (Vote(0),) * 5_000)
    found = advanced(Calibration(), 1, {"office": {"humor": pulled(brigade)}})
    assert found.of("office")["humor"]["brevity"] == pytest.approx(-STEP_MAX)
    for version in range(2, 40):
        found = advanced(found, version, {})
    assert found.of("office")["humor"]["brevity"] == -LEAN_MAX
    assert found.version == 39


def test_a_family_leans_its_own_way_and_others_as_the_server_does() -> None:
    opposite = {"brevity": 0.6, "rarity": 1.0, "words": 1.4}
    learned = {
        "office": {"humor": pull_of(votes(3_000, TASTE))},
        "love": {"humor": pull_of(votes(1_000, opposite, seed=2))},
    }
    found = advanced(Calibration(), 1, learned)
    for version in range(2, 30):
        found = advanced(found, version, {})
    office, love = found.of("office")["humor"], found.of("love")["humor"]
    server = found.of(EVERYWHERE)["humor"]
    assert love["brevity"] < server["brevity"] < office["brevity"]
    assert found.of("never heard of") == found.of(EVERYWHERE)
    assert "creativity" in server or found.of("office")["creativity"] == {}


def test_it_starts_as_the_judge_was() -> None:
    assert Calibration().of("office") == {}
    assert Calibration().votes == 0
    parts = {"brevity": 0.5}
    assert moved(6.5, parts, {}) == 6.5
    assert leaned(parts, {}) == parts


def test_what_two_nodes_learned_is_what_one_would_have() -> None:
    choices = votes(60, TASTE)
    whole = pull_of(choices)
    halves = added(pull_of(choices[:25]), pull_of(choices[25:]))
    assert halves.votes == whole.votes == 60
    for name in NAMES:
        assert halves.pull[name] == pytest.approx(whole.pull[name], abs=1e-4)
        for other, value in whole.spread[name].items():
            assert halves.spread[name][other] == pytest.approx(value, abs=1e-4)
    both = together({"a": {"humor": halves}}, {"a": {"creativity": whole}, "b": {"humor": whole}})
    assert both["a"]["humor"] == added(halves, Pull())
    assert {family: set(found) for family, found in both.items()} == {
        "a": {"humor", "creativity"}, "b": {"humor"}
    }  # fmt: skip
    assert Calibration(1, both).votes == 180


def test_a_vote_without_a_choice_says_nothing() -> None:
    assert pulled(Ballot(({"brevity": 1.0},), (Vote(0),))) == Pull()
    # Nobody can vote for their own, so where there are two there is no choice either.
    assert pulled(Ballot(({"brevity": 1.0}, {"brevity": 2.0}), (Vote(0, own=1),))) == Pull()


def test_ones_own_answer_is_not_among_what_was_chosen_from() -> None:
    others = ({"brevity": 1.0}, {"brevity": 0.0})
    with_own = Ballot((*others, {"brevity": 9.0}), (Vote(0, own=2),))
    assert pulled(with_own) == pulled(Ballot(others, (Vote(0),)))


def test_a_part_that_only_some_answers_have_counts_as_none_in_the_others() -> None:
    first = Ballot(({"a": 1.0}, {"b": 1.0}), (Vote(0),))
    second = Ballot(({"a": 1.0, "b": 0.0}, {"a": 0.0, "b": 1.0}), (Vote(0),))
    assert pulled(first) == pulled(second)
    assert pulled(first).pull == {"a": 0.5, "b": -0.5}


@pytest.mark.parametrize("score", [0.0, 0.3, 5.0, 9.99, 10.0])
def test_a_score_moves_with_its_parts_and_stays_on_the_scale(score: float) -> None:
    parts = {"brevity": 2.0, "rarity": -0.5}
    up, down = moved(score, parts, {"brevity": 0.3}), moved(score, parts, {"brevity": -0.3})
    assert 0 <= down <= score <= up <= 10
    if score not in (0.0, 10.0):
        assert down < score < up


def test_all_leans_together_move_an_opinion_only_so_far() -> None:
    parts = {f"part {n}": 1.0 for n in range(-10, 10)}
    leans = dict.fromkeys(parts, 0.5)
    bent = {**dict.fromkeys(list(parts)[:4], -5.0), **dict.fromkeys(list(parts)[4:], 1.0)}
    assert moved(1.0, bent, leans) == pytest.approx(
        calibration._share(-4.0 - 1.0) / calibration._share(-4.0)
    )


def test_a_fault_stays_a_fault() -> None:
    """Nonsense that is scored 0.2 for being nonsense is not lifted by what people like."""
    assert moved(0.2, {"brevity": 1.0}, {"brevity": 0.5}) < 0.3


def test_leans_show_in_the_parts() -> None:
    assert leaned({"brevity": 2.0, "rarity": 1.0}, {"brevity": 0.25}) == {
        "brevity": 2.5, "rarity": 1.0
    }  # fmt: skip


def test_a_version_needs_votes_and_time() -> None:
    assert is_due(NEW_VOTES_MIN, EVERY_MS)
    assert not is_due(NEW_VOTES_MIN - 1, EVERY_MS)
    assert not is_due(NEW_VOTES_MIN, EVERY_MS - 1)
