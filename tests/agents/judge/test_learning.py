"""Learning finds what was put in, ignores what differs between groups, and keeps its rules."""

import numpy as np
import pytest

from agents.judge.features import NAMES, read
from agents.judge.learning import Rated, Recipe, gathered, learn
from tests.agents.judge.fakes import RANKS, SENSES, SIZE

DRAWS = np.random.default_rng(7)
COUNT = 400
LIGHT = Recipe(("elaboration", "rare_words"), axes=SIZE + 9, axes_penalty=1.0, penalty=1.0)


def rated(ratings: object, table: object = None) -> Rated:
    groups = np.repeat(np.arange(8), COUNT // 8)
    vectors = DRAWS.normal(size=(COUNT, SIZE))
    return Rated(
        TABLE if table is None else np.asarray(table),
        vectors,
        np.asarray(ratings),
        groups,
        np.ones(COUNT),
    )


TABLE = DRAWS.normal(size=(COUNT, len(NAMES)))


def test_a_weight_is_what_a_spread_is_worth() -> None:
    model = learn(rated(3 * TABLE[:, 0] - TABLE[:, 1]), LIGHT)
    spread = model.features["elaboration"].spread
    assert model.features["elaboration"].weight == pytest.approx(3 * spread, rel=0.1)
    assert model.features["rare_words"].weight == pytest.approx(-1, rel=0.15)


def test_a_direction_of_meaning_is_found() -> None:
    one = rated(TABLE[:, 0])
    taught = Rated(one.table, one.vectors, one.vectors[:, 2] * 2, one.groups, one.trust)
    meaning = np.array(learn(taught, LIGHT).meaning)
    assert meaning.argmax() == 2
    assert meaning[2] == pytest.approx(2, rel=0.1)


def test_what_only_a_group_has_in_common_teaches_nothing() -> None:
    groups = np.repeat(np.arange(8), COUNT // 8)
    table = TABLE.copy()
    table[:, 0] = groups
    model = learn(rated(groups * 5.0, table), LIGHT)
    assert abs(model.features["elaboration"].weight) < 0.01


def test_exclaiming_never_helps() -> None:
    recipe = Recipe(("elaboration", "exclaims"), axes=2, penalty=1.0)
    loud = TABLE[:, NAMES.index("exclaims")]
    assert "exclaims" not in learn(rated(loud), recipe).features
    assert learn(rated(-loud), recipe).features["exclaims"].weight < 0


def test_the_whole_has_the_spread_it_says() -> None:
    one = rated(TABLE[:, 0])
    model = learn(one, LIGHT)
    standard = (one.table[:, :2] - one.table[:, :2].mean(axis=0)) / one.table[:, :2].std(axis=0)
    plain = standard @ [feature.weight for feature in model.features.values()]
    assert (plain + one.vectors @ model.meaning).std() == pytest.approx(model.spread, rel=1e-3)


def test_rooms_are_gathered_into_the_places_of_their_file() -> None:
    first = read("one", ["duck", "moon"], [], SENSES.embedder, RANKS)
    second = read("two", ["soup"], [], SENSES.embedder, RANKS)
    found = gathered([(first, [0, 2]), (second, [1])], [1.0, 2.0, 3.0], ["a", "b", "a"], "told")
    assert found.table[1].tolist() == second.table[0].tolist()
    assert found.vectors[2].tolist() == first.told[1].tolist()
    assert found.groups.tolist() == [0, 1, 0]
    assert found.trust.tolist() == [first.crowd.trust, 0, first.crowd.trust]
    assert found.at([2]).ratings.tolist() == [3]


def test_a_small_room_teaches_less_about_rooms() -> None:
    """Method: the same differences count half as much, so that one is worth twice as much."""
    recipe = Recipe(("unlike_near",), axes=2, penalty=0.01)
    one = rated(TABLE[:, NAMES.index("unlike_near")])
    half = Rated(one.table, one.vectors, one.ratings, one.groups, one.trust / 2)
    full, small = (learn(each, recipe).features["unlike_near"].weight for each in (one, half))
    assert small == pytest.approx(2 * full, rel=0.01)
