"""What watchers are told: everything once, then what changed; whoever lags is left out."""

from msgspec.structs import replace

from server.meters import Meters
from server.valley.mirror import GONE_MAX, QUIET_BEATS, SLICE, Mirror, Watchers
from server.wire import Figure, MemorySignal
from tests.server.visiting import FakeVisitor, Said

ANN = Figure(
    id="ann", name="Ann", is_person=False, x=1, y=2, place="inn", to=None, kind="rest",
    activity="waiting", mood=0, energy=80, talks_to=None, tone=None,
)  # fmt: skip
BEA = replace(ANN, id="bea", name="Bea")


class Counted(Meters):
    dropped = 0

    def conflated(self, kind: str, frames: int = 1) -> None:
        self.dropped += frames


def beat(watchers: Watchers, count: int = 1) -> None:
    for _ in range(count):
        for _ in watchers.tell():
            pass


def told(visitor: FakeVisitor) -> list[Said]:
    return visitor.signals("world.tick")


def shown(*figures: Figure) -> Mirror:
    mirror = Mirror(30)
    mirror.show_all(1, 3_000, figures)
    return mirror


def test_first_everything_then_what_changed() -> None:
    mirror, ada = shown(ANN, BEA), FakeVisitor("ada")
    watchers = Watchers(mirror, 5)
    watchers.enter(ada, 10)
    beat(watchers)
    mirror.show(2, 6_000, [replace(ANN, x=9), BEA], [])
    beat(watchers)
    mirror.show(3, 9_000, [], ["bea", "nobody"])
    beat(watchers)
    mirror.show(4, 12_000, [], [])
    beat(watchers)
    first, moved, gone = told(ada)
    assert (first["full"], [each["id"] for each in first["agents"]]) == (True, ["ann", "bea"])
    assert (moved["full"], moved["gone"]) == (False, [])
    assert [(each["id"], each["x"]) for each in moved["agents"]] == [("ann", 9)]
    assert (gone["tick"], gone["agents"], gone["gone"]) == (3, [], ["bea"])
    assert first["now"] == {"at": 3_000, "shown": "Monday 00:00", "pace": 30}


def test_who_is_told_seldom_misses_nothing() -> None:
    mirror, often, seldom = shown(ANN, BEA), FakeVisitor("ada"), FakeVisitor("bob")
    watchers = Watchers(mirror, 5)
    watchers.enter(often, 10)
    watchers.enter(seldom, 2)
    for n in range(20):
        mirror.show(n, n, [replace(ANN, x=n), replace(BEA, y=n // 7)], [])
        beat(watchers)
    assert (len(told(often)), len(told(seldom))) == (20, 4)
    for visitor in (often, seldom):
        seen = {each["id"]: each for said in told(visitor) for each in said["agents"]}
        assert (seen["ann"]["x"], seen["bea"]["y"]) == (19, 2)


def test_where_nothing_changes_time_goes_on() -> None:
    mirror, ada = shown(ANN), FakeVisitor("ada")
    watchers = Watchers(mirror, 5)
    watchers.enter(ada, 10)
    beat(watchers)
    for n in range(3 * QUIET_BEATS):
        mirror.show(n, n, [ANN], [])
        beat(watchers)
    _, *others = told(ada)
    assert len(others) == 3
    assert all((each["agents"], each["gone"], each["full"]) == ([], [], False) for each in others)


def test_nothing_waits_for_who_is_too_slow_and_then_they_are_told_everything() -> None:
    counted = Counted()
    mirror, slow, fine = shown(ANN, BEA), FakeVisitor("ada"), FakeVisitor("bob")
    watchers = Watchers(mirror, 5, counted)
    for each in (slow, fine):
        watchers.enter(each, 10)
    beat(watchers)
    slow.lagging = True
    for n in range(5):
        mirror.show(n, n, [replace(ANN, x=n + 10)], [])
        beat(watchers)
    assert (len(told(slow)), len(told(fine)), counted.dropped) == (1, 6, 5)
    slow.lagging = False
    mirror.show(9, 9, [], ["bea"])
    beat(watchers)
    last = told(slow)[-1]
    assert (last["full"], [(each["id"], each["x"]) for each in last["agents"]]) == (
        True, [("ann", 14)],
    )  # fmt: skip
    assert told(fine)[-1]["full"] is False


def test_who_leaves_while_others_are_told_is_told_no_more() -> None:
    mirror = shown(ANN)
    crowd = [FakeVisitor(f"{n}") for n in range(SLICE + 1)]
    watchers = Watchers(mirror, 1_000)
    for each in crowd:
        watchers.enter(each, 10)
    telling = watchers.tell()
    next(telling)
    watchers.leave(crowd[-1])
    assert list(telling) == []
    assert (len(told(crowd[0])), len(told(crowd[-1]))) == (1, 0)
    assert len(watchers) == SLICE


def test_only_so_many_may_watch_and_each_once() -> None:
    watchers = Watchers(shown(ANN), 1)
    ada, bob = FakeVisitor("ada"), FakeVisitor("bob")
    assert watchers.enter(ada, 10)
    assert not watchers.enter(bob, 10)
    assert watchers.enter(ada, 1)
    assert len(watchers) == 1
    watchers.leave(bob)
    watchers.leave(ada)
    assert watchers.enter(bob, 10)


def test_a_new_memory_is_said_to_all_who_watch() -> None:
    watchers, ada, bob = Watchers(shown(ANN), 5), FakeVisitor("ada"), FakeVisitor("bob")
    watchers.enter(ada, 3)
    watchers.enter(bob, 10)
    watchers.pass_on(MemorySignal(agent="ann", kind="reflection"))
    for each in (ada, bob):
        assert each.signals("agent.memory") == [
            {"sig": "agent.memory", "agent": "ann", "kind": "reflection"}
        ]


def test_when_too_many_are_gone_to_be_named_everything_is_told() -> None:
    mirror, ada = shown(ANN), FakeVisitor("ada")
    watchers = Watchers(mirror, 5)
    watchers.enter(ada, 10)
    beat(watchers)
    crowd = [replace(ANN, id=f"a{n}") for n in range(GONE_MAX + 1)]
    mirror.show(2, 2, crowd, [])
    mirror.show(3, 3, [], [each.id for each in crowd])
    beat(watchers)
    last = told(ada)[-1]
    assert (last["full"], [each["id"] for each in last["agents"]]) == (True, ["ann"])


def test_a_mirror_of_another_node_forgets_who_is_not_there() -> None:
    mirror = shown(ANN, BEA)
    mirror.show_all(7, 7, [BEA])
    assert list(mirror.figures) == ["bea"]
    assert mirror.tick == 7
