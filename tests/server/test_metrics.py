"""The numbers of a node: what is counted comes out, and no stranger's word becomes a label."""

import asyncio
import contextlib
import ipaddress

import pytest
from msgspec.structs import replace
from prometheus_client.parser import text_string_to_metric_families

from server import metrics
from server.meters import PoolUse, Sources
from server.metrics import LOOPBACK, OPS, Metrics, may_read
from server.wire import Close

SOURCES = Sources(
    connections=lambda: {("ws", "open"): 3, ("console", "hello"): 1},
    rooms=lambda: {"lobby": 2, "voting": 5},
    pool=lambda: PoolUse(size=10, idle=4, in_use=6, waiting=2),
    redis_up=lambda: False,
    judged=lambda: {("offline", ""): 4, ("offline", "late"): 2, ("nobody", "away"): 1},
    agreement=lambda: 0.25,
)


def read(counted: Metrics) -> dict[str, float]:
    """Every sample as name{label=value,...}."""
    found = {}
    for family in text_string_to_metric_families(counted.text().decode()):
        for sample in family.samples:
            labels = ",".join(f"{name}={value}" for name, value in sorted(sample.labels.items()))
            found[f"{sample.name}{{{labels}}}"] = sample.value
    return found


def test_what_was_told_comes_out() -> None:
    counted = Metrics()
    counted.command("vote.cast", "ok", 3.0)
    counted.command("vote.cast", "ok", 30.0)
    counted.command("vote.cast", "vote.closed", None)
    counted.commit(3, 40, 7.0, True)
    counted.commit(1, 1, 9_000.0, False)
    counted.conflated("dropped")
    counted.conflated("too_slow", 12)
    counted.conflated("too_many", 200)
    counted.closed(Close.TOO_SLOW)
    counted.refused("address")
    counted.loop_lag(20.0)
    numbers = read(counted)
    for sample, value in {
        "genius_commands_total{op=vote.cast,outcome=ok}": 2,
        "genius_commands_total{op=vote.cast,outcome=vote.closed}": 1,
        "genius_ack_seconds_count{op=vote.cast}": 2,
        "genius_ack_seconds_bucket{le=0.005,op=vote.cast}": 1,
        "genius_ack_seconds_bucket{le=10.0,op=vote.cast}": 2,
        "genius_commit_seconds_bucket{le=0.01}": 1,
        "genius_commit_seconds_count{}": 2,
        "genius_commits_not_written_total{}": 1,
        "genius_commit_rooms_bucket{le=2.0}": 1,
        "genius_commit_entries_bucket{le=64.0}": 2,
        "genius_conflated_frames_total{kind=dropped}": 1,
        "genius_conflated_frames_total{kind=too_slow}": 12,
        "genius_conflated_frames_total{kind=too_many}": 200,
        "genius_conflated_frames_total{kind=replaced}": 0,
        "genius_closed_connections_total{code=4430}": 1,
        "genius_refused_connections_total{why=address}": 1,
        "genius_loop_lag_last_seconds{}": 0.02,
        "genius_loop_lag_seconds_count{}": 1,
    }.items():
        assert numbers[sample] == value, sample
    assert numbers["process_resident_memory_bytes{}"] > 1_000_000
    assert not any("created" in name for name in numbers)
    assert numbers["process_cpu_seconds_total{}"] > 0


def test_what_is_true_right_now_is_asked_for() -> None:
    counted = Metrics()
    counted.watch(SOURCES)
    numbers = read(counted)
    assert numbers["genius_connections{door=ws,state=open}"] == 3
    assert numbers["genius_connections{door=console,state=hello}"] == 1
    assert numbers["genius_rooms{phase=voting}"] == 5
    for state, count in {"size": 10, "idle": 4, "in_use": 6, "waiting": 2}.items():
        assert numbers[f"genius_pool_connections{{state={state}}}"] == count
    assert numbers["genius_redis_up{}"] == 0
    assert numbers["genius_judged_rounds_total{because=late,judge=offline}"] == 2
    assert numbers["genius_judge_agreement{}"] == 0.25


def test_while_no_model_judges_there_is_no_agreement() -> None:
    counted = Metrics()
    counted.watch(replace(SOURCES, agreement=lambda: None))
    assert "genius_judge_agreement{}" not in read(counted)


def test_no_word_from_outside_becomes_a_label_or_stays_in_memory() -> None:
    counted = Metrics()
    for number in range(1_000):
        counted.command(f"made.up{number}", f"code{number}", 1.0)
        counted.closed(number)
        counted.conflated(f"kind{number}")
        counted.refused(f"why{number}")
    numbers = read(counted)
    assert numbers["genius_commands_total{op=other,outcome=other}"] == 1_000
    assert numbers["genius_closed_connections_total{code=other}"] == 1_000
    assert numbers["genius_conflated_frames_total{kind=other}"] == 1_000
    assert numbers["genius_refused_connections_total{why=other}"] == 1_000
    assert not any("made" in name or "code1" in name for name in numbers)
    assert len(counted._children) <= 1


def test_the_operations_are_those_of_the_wire() -> None:
    assert {"hello", "vote.cast", "auth.login", "game.create"} <= set(OPS)
    assert any(op.startswith("console.") for op in OPS)


def test_two_nodes_of_one_process_count_apart() -> None:
    first, second = Metrics(), Metrics()
    first.closed(Close.DONE)
    assert read(first)["genius_closed_connections_total{code=1000}"] == 1
    assert read(second)["genius_closed_connections_total{code=1000}"] == 0


async def test_a_loop_that_is_held_up_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Method: let the loop's clock jump while the chore sleeps."""
    monkeypatch.setattr(metrics, "LAG_EVERY_S", 0.001)
    told: list[float] = []
    heard = asyncio.Event()

    class Listening(Metrics):
        def loop_lag(self, ms: float) -> None:
            told.append(ms)
            heard.set()

    loop = asyncio.get_running_loop()
    began, jumped = loop.time(), loop.time
    chore = asyncio.create_task(Listening().run())
    await asyncio.sleep(0)
    monkeypatch.setattr(loop, "time", lambda: jumped() + 5.0)
    async with asyncio.timeout(10):
        await heard.wait()
    chore.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await chore
    assert 4_900 < told[0] < 5_000 + (jumped() - began) * 1000


@pytest.mark.parametrize(
    ("address", "passed_on", "may"),
    [
        ("127.0.0.1", False, True),
        ("127.8.9.1", False, True),
        ("::1", False, True),
        ("::ffff:127.0.0.1", False, True),
        ("127.0.0.1", True, False),
        ("10.0.0.7", False, False),
        ("fe80::1%eth0", False, False),
        ("", False, False),
        ("a unix socket", False, False),
        (None, False, False),
    ],
)
def test_only_this_machine_reads_them_unless_told_otherwise(
    address: str | None, passed_on: bool, may: bool
) -> None:
    assert may_read(address, passed_on=passed_on, networks=LOOPBACK) is may
    assert (Metrics().page(address, passed_on) is not None) is may


def test_other_networks_may_be_named() -> None:
    networks = (ipaddress.ip_network("10.0.0.0/24"), ipaddress.ip_network("fd00::/8"))
    assert may_read("10.0.0.7", passed_on=False, networks=networks)
    assert may_read("fd00::7", passed_on=False, networks=networks)
    assert not may_read("127.0.0.1", passed_on=False, networks=networks)
