"""Holes that the simulation found, each as a short evening in which nothing else goes wrong."""

from functools import partial

import pytest
from msgspec.structs import replace

from game.ids import GameId
from game.rules import Settings
from persistence.fakes import Weather
from server.wire import JSON, CreateGame
from tests.simulation.evening import Evening
from tests.simulation.person import Manners

CREATE = CreateGame(
    name="a quiet evening",
    time_limit_seconds=15,
    agents=1,
    settings=Settings(voting_seconds=8, reveal_seconds=1, judge="off"),
)
CALMLY = Manners(
    comes_ms=0,
    think_ms=30_000,
    doubles=0.0,
    cuts=0.0,
    naps=0.0,
    chats=0.0,
    errs=0.0,
    leaves=0.0,
    kicks=0.0,
    is_spectator=False,
    codec=JSON,
)
# The first round of these evenings is open long before, and the third still is after.
IN_PLAY_MS = 25_000


class Quiet(Evening):
    """Two people and a machine; most phases end by their deadlines. Tests add the bad luck."""

    manners = CALMLY

    def open(self) -> None:
        self.boot("a")

    def invite(self) -> None:
        self.seat(self.manners, CREATE)
        self.seat(self.manners, None)

    def brew(self) -> None:
        """Nothing but what a test wants."""

    def at(self, after_ms: int, what: object, *words: object) -> None:
        """Let something happen in the midst of play."""
        assert callable(what)
        self.heap.after(IN_PLAY_MS + after_ms, partial(what, *words))

    def fail_next(self, count: int, weather: Weather = "before") -> None:
        """The next writes fail."""
        left = [weather] * count

        def forecast(_game: GameId, _seq: int) -> Weather:
            return left.pop() if left else "fair"

        self.storage.store.forecast = forecast


class Hasty(Quiet):
    """Everybody sends everything twice."""

    manners = replace(CALMLY, doubles=1.0, think_ms=3_000, chats=1.0)


SEEDS = pytest.mark.parametrize("seed", range(6))


@SEEDS
def test_a_create_sent_twice_at_once_is_told_of_its_game_both_times(seed: int) -> None:
    """The second found the journal's game, whose room had not been told yet: `internal`."""
    evening = Hasty(seed)
    evening.storage.lag_ms = 60
    assert evening.play().phase == "completed"


@SEEDS
def test_a_retry_that_waits_while_a_write_fails_is_told_what_it_led_to(seed: int) -> None:
    """It was refused as `unavailable`, though its first copy was committed long ago."""
    evening = Hasty(seed)
    evening.heap.after(2_000, lambda: vars(evening.storage).update(fails=0.3))
    assert evening.play().phase == "completed"


@SEEDS
def test_time_lost_in_a_restart_is_given_back_though_the_first_write_fails(seed: int) -> None:
    evening = Quiet(seed)
    evening.at(0, evening.luck.crash, "a", 5_000)
    evening.at(5_000, evening.fail_next, 1)
    assert evening.play().phase == "completed"


@SEEDS
def test_time_lost_in_an_outage_is_given_back_though_the_node_crashes_in_it(seed: int) -> None:
    """The node's pulse went on while its room could keep nothing."""
    evening = Quiet(seed)
    evening.at(0, evening.luck.outage, 12_000)
    evening.at(9_000, evening.luck.crash, "a", 500)
    assert evening.play().phase == "completed"


@SEEDS
def test_time_lost_in_two_crashes_in_a_row_is_given_back(seed: int) -> None:
    evening = Quiet(seed)
    evening.at(0, evening.luck.crash, "a", 6_000)
    evening.at(5_000, evening.fail_next, 10_000)
    evening.at(9_000, evening.luck.crash, "a", 300)
    evening.at(9_100, evening.fail_next, 0)
    assert evening.play().phase == "completed"


@SEEDS
def test_the_lead_passes_on_though_the_write_of_it_fails(seed: int) -> None:
    """The room's own posts went under with their batch, and nobody posted them again."""
    evening = Quiet(seed)

    def vanish() -> None:
        evening.people[0].is_gone = True
        evening.people[0].move()

    evening.heap.after(2_000, vanish)
    evening.heap.after(20_000, partial(evening.fail_next, 1))
    assert evening.play().phase == "completed"
