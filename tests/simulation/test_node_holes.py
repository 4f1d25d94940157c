"""Holes between nodes that the simulation found, each as a short evening with just that bad luck.

In all of them somebody's deadline came too early, two nodes wrote in turns, or a stream went back.
"""

from collections.abc import Callable
from functools import partial

import pytest
from msgspec.structs import replace

from persistence.fakes import LAPSE_MS
from tests.simulation import patience
from tests.simulation.node import Node
from tests.simulation.test_holes import CALMLY, CREATE, Quiet

SEEDS = pytest.mark.parametrize("seed", range(4))


class Pair(Quiet):
    """Two nodes, one of which plays the game; a person at each, who stays there while it lives."""

    lapses_ms = (LAPSE_MS,)
    manners = replace(CALMLY, chats=1.0)

    def open(self) -> None:
        self.boot("a")
        self.boot("b")

    def invite(self) -> None:
        for name, create in (("a", CREATE), ("b", None)):
            person = self.seat(replace(self.manners, roams=0.0), create)
            person.node_name = name

    @property
    def owner(self) -> Node:
        """The node that writes the game."""
        return next(each for each in self.nodes.values() if each.run == self.storage.owner)

    @property
    def other(self) -> Node:
        """The one that shows it."""
        return next(each for each in self.nodes.values() if each is not self.owner)

    def with_owner(self, after_ms: int, what: Callable[[Node], object]) -> None:
        """Let something befall whichever node plays the game by then."""
        self.at(after_ms, lambda: what(self.owner))


def completes(evening: Quiet) -> None:
    assert evening.play().phase == "completed"


@SEEDS
def test_time_lost_by_a_run_is_given_back_though_the_next_of_its_name_lives_already(
    seed: int,
) -> None:
    """Runs of one name noted in one place until when they had played."""
    evening = Pair(seed)
    evening.with_owner(0, lambda node: evening.luck.crash(node.name, 1_200))
    completes(evening)


@SEEDS
@pytest.mark.parametrize("outage_ms", [0, 6_000])
def test_time_lost_in_a_drain_without_an_heir_is_given_back(seed: int, outage_ms: int) -> None:
    """The last note was made after the rooms were closed, and of those that stood still none."""
    evening = Quiet(seed)
    if outage_ms:
        evening.at(-3_000, evening.luck.outage, outage_ms)
    evening.at(0, evening.luck.drain, "a")
    completes(evening)


@SEEDS
def test_a_node_that_comes_back_to_its_database_writes_no_more(seed: int) -> None:
    """It read what its heir had written, and went on as if it were its own."""
    evening = Pair(seed)

    def cut(node: Node) -> None:
        node.store.cut = node.memory.cut = True
        evening.heap.after(7_000, partial(setattr, node.store, "cut", False))
        evening.heap.after(20_000, partial(setattr, node.memory, "cut", False))

    evening.with_owner(0, cut)
    completes(evening)


@SEEDS
def test_nobody_is_shown_less_than_they_have_seen_where_the_game_is_played(seed: int) -> None:
    """The owner waits for word of a write that another node has long shown."""
    evening = Pair(seed)

    def move() -> None:
        person = evening.people[1]
        person.node_name = "a" if person.node_name == "b" else "b"
        person.move()

    evening.at(0, partial(setattr, evening.storage, "lag_ms", 1_500))
    for n in range(40):
        evening.at(n * 600, move)
    evening.at(30_000, partial(setattr, evening.storage, "lag_ms", 0))
    completes(evening)


@SEEDS
def test_a_room_that_owes_time_owes_it_still_when_its_node_was_given_up_for_dead(
    seed: int,
) -> None:
    """Nobody could inherit it, and its node played on as if nothing had been lost."""
    evening = Pair(seed)
    evening.at(0, evening.luck.outage, 14_000)
    evening.with_owner(5_000, lambda node: evening.luck.freeze(node.name, 4_000))
    completes(evening)


@SEEDS
def test_a_node_that_wakes_up_and_inherits_from_its_dead_heir_gives_all_back(seed: int) -> None:
    """It counted the time in which it stood still as played."""
    evening = Pair(seed)

    def strike(node: Node) -> None:
        heir = evening.other.name
        evening.luck.freeze(node.name, 7_000)
        evening.heap.after(3_500, partial(evening.luck.crash, heir, 15_000))

    evening.with_owner(0, strike)
    completes(evening)


@SEEDS
def test_a_game_that_can_not_be_reopened_is_owed_its_time(seed: int) -> None:
    """Its holder had no room to ask, and noted that all was kept."""
    evening = Pair(seed)

    def misjudge(node: Node) -> None:
        member, _ = evening.hot.memory.members[node.run]
        evening.hot.memory.members[node.run] = member, 0

    evening.at(0, evening.luck.outage, 12_000)
    evening.with_owner(100, misjudge)
    evening.with_owner(8_000, lambda node: evening.luck.crash(node.name, 300))
    completes(evening)


@SEEDS
def test_a_drain_ends_though_redis_does_not_take_the_game_nor_the_database_give_it_back(
    seed: int,
) -> None:
    """A game that stayed after all, and could not be reopened, was forgotten with its time."""
    evening = Pair(seed)

    def strike(node: Node) -> None:
        node.store.cut = node.memory.cut = True
        evening.luck.drain(node.name)
        evening.heap.after(20, partial(setattr, node.memory, "cut", False))

    evening.with_owner(0, strike)
    completes(evening)


@SEEDS
def test_time_is_given_back_by_the_heir_of_an_heir_that_died_at_once(seed: int) -> None:
    """What that heir had noted was older than its inheritance."""
    evening = Quiet(seed)
    evening.at(0, evening.luck.crash, "a", 6_000)
    evening.at(5_000, evening.fail_next, 10_000)
    evening.at(6_900, evening.luck.crash, "a", 6_000)
    evening.at(7_000, evening.fail_next, 0)
    completes(evening)


@SEEDS
def test_a_game_that_was_claimed_but_not_read_is_owed_its_time(seed: int) -> None:
    """Its new holder forgot who had held it, and noted that all was kept."""
    evening = Pair(seed)
    evening.at(0, evening.luck.outage, 9_000)
    evening.with_owner(100, lambda node: evening.luck.crash(node.name, 60_000))
    evening.at(8_000, lambda: evening.luck.crash(evening.other.name, 300))
    completes(evening)


@SEEDS
def test_nobody_waits_long_when_the_owner_dies(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A lease lapses in 1.8 s, which a beat finds out in 0.4 s; a refused command waits 0.3 s."""
    monkeypatch.setattr(patience, "STUCK_MS", 4_000)
    monkeypatch.setattr(patience, "LOOK_MS", 100)
    evening = Pair(seed)
    evening.with_owner(0, lambda node: evening.luck.crash(node.name, 60_000))
    completes(evening)
    assert evening.luck.crashes == 1


@SEEDS
def test_a_frozen_owner_that_wakes_up_writes_nothing(seed: int) -> None:
    evening = Pair(seed)
    evening.with_owner(0, lambda node: evening.luck.freeze(node.name, 5_000))
    evening.with_owner(9_000, lambda node: evening.luck.freeze(node.name, 5_000))
    told = evening.play()
    assert told.phase == "completed"
    assert told.moves >= 1


@SEEDS
def test_all_nodes_are_restarted_one_after_the_other(seed: int) -> None:
    evening = Pair(seed)
    evening.at(0, evening.luck.restart_all)
    told = evening.play()
    assert told.phase == "completed"
    assert told.moves >= 1
