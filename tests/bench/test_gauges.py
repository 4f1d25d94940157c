"""What is read from the parts that all nodes share, by the names under which they tell it."""

from bench.gauges import Reading, counted, difference
from server.meters import PoolUse, Sources
from server.metrics import Metrics

SOURCES = Sources(
    connections=dict,
    rooms=dict,
    pool=lambda: PoolUse(1, 1, 0, 0),
    redis_up=lambda: True,
    messages=lambda: 3,
    letters=lambda: {"ask": 4, "told": 2},
)


def test_a_page_of_metrics_is_read_as_the_node_writes_it() -> None:
    metrics = Metrics()
    metrics.watch(SOURCES)
    metrics.commit(rooms=2, entries=5, ms=1.0, written=True)
    metrics.commit(rooms=1, entries=1, ms=1.0, written=True)
    assert counted(metrics.text().decode()) == {
        "commits": 2,
        "rooms_committed": 3,
        "entries": 6,
        "messages": 3,
        "letters": 6,
        "letters.ask": 4,
        "letters.told": 2,
    }


def test_between_two_readings_lies_what_was_done() -> None:
    before = Reading(10.0, {"commits": 5}, {"nodes": 1.0}, {"get": 7}, {"get": 70})
    after = Reading(12.5, {"commits": 9, "reads": 2}, {"nodes": 1.5}, {"get": 8}, {"get": 75})
    assert difference(before, after) == Reading(
        2.5, {"commits": 4, "reads": 2}, {"nodes": 0.5}, {"get": 1}, {"get": 5}
    )
