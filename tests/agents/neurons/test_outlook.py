"""L6 to L9: the rare thoughts, each at its time; what none of them changes while it is off."""

import pytest

from agents.neurons.brain import Brain, Grown
from agents.neurons.layers import LAYERS, LEVELS, Layer
from agents.neurons.outlook import after_game

NOW = 1_764_000_000_000
RARE: tuple[Layer, ...] = ("L6", "L7", "L8", "L9")


def played(games: int, *, won: int = 0, off: tuple[Layer, ...] = (), days: int = 400) -> Grown:
    """So many games, far apart; the first few are won."""
    brain = Brain(off=off, jokes={"brevity": 2.0})
    for number in range(games):
        at = NOW + number * days * LEVELS["L6"].period_ms
        brain = after_game(brain, at, is_won=number < won)
    return brain.grown


def test_games_are_counted_and_a_win_ends_a_drought() -> None:
    lost = played(5)
    assert (lost.games, lost.wins, lost.drought) == (5, 0, 3)
    won = played(2, won=2)
    assert (won.games, won.wins, won.drought) == (2, 2, 0)


def test_each_thinks_when_its_time_has_come_and_the_next_only_after_it() -> None:
    brain = after_game(Brain(), NOW, is_won=False)
    assert list(brain.grown.thought) == list(RARE)
    said = [(each.source, each.target, each.direction) for each in brain.signals]
    assert said == [
        (source, target, "backward") for source, target in zip(LAYERS[4:], RARE, strict=False)
    ]
    soon = after_game(brain, NOW + 1_000, is_won=True)
    assert soon.count == brain.count
    day = after_game(brain, NOW + LEVELS["L6"].period_ms, is_won=True)
    assert day.grown.thought["L6"] > day.grown.thought["L7"] == NOW


def test_what_they_make_of_it() -> None:
    many = played(60)
    assert many.ambition == 1.0
    assert many.style["brevity"] == pytest.approx(0.5)
    assert many.rate == pytest.approx(0.4)
    assert many.stories == 1
    assert played(4, won=4).stories == 4
    assert played(4, won=4).ambition < 0.5


# What each of them would have changed in four games, the first of which is won.
CHANGES = {"L6": "ambition", "L7": "style", "L8": "rate", "L9": "stories"}


@pytest.mark.parametrize("off", RARE)
def test_without_one_its_view_stays_and_nobody_above_hears(off: Layer) -> None:
    whole, without, born = played(4, won=1), played(4, won=1, off=(off,)), Grown()
    for layer, name in CHANGES.items():
        is_reached = layer < off
        assert getattr(without, name) == getattr(whole if is_reached else born, name)
        if layer != "L9":
            assert getattr(whole, name) != getattr(born, name)
    assert played(4, won=4).stories != Grown().stories


def test_without_the_strategy_no_game_counts() -> None:
    assert played(4, off=("L5",)) == Grown()
