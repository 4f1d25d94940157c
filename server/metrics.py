"""Counts what the node tells of its work, and prints it as Prometheus text; labels are bounded.

Every instance has a registry of its own, so that several nodes may live in one process.
"""

import asyncio
import ipaddress
from collections import Counter as Tally
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, get_args

import msgspec
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
)
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector

from server.cluster.cluster_task import Cluster
from server.gathering import Gathering
from server.judge.record import Record
from server.meters import Meters, PoolUse, Sources
from server.room_task import RoomTask
from server.stores import Stores
from server.wire import Close, FromClient, FromConsole
from server.wire.codes import MESSAGES

# When a counter was made is told beside each otherwise; the library knows this only as one switch.
disable_created_metrics()  # type: ignore[no-untyped-call]

CONTENT_TYPE: Final = CONTENT_TYPE_LATEST
LAG_EVERY_S: Final = 0.25
OTHER: Final = "other"
# In seconds, as is the habit with Prometheus: 1 ms to 10 s.
SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
BATCHES: Final = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512)

OPS: Final = tuple(
    sorted({str(each.__struct_config__.tag) for each in get_args(FromClient | FromConsole)})
)
OUTCOMES: Final = ("ok", "unasked", *sorted({str(code) for code in MESSAGES}))
CONFLATED: Final = ("dropped", "replaced", "too_many", "too_slow")
REFUSED: Final = ("address", "flood", "full", "handshake", "host", "origin")
CLOSED: Final = tuple(str(int(code)) for code in Close)

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
LOOPBACK: Final = (ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("::1/128"))


class Metrics(Meters):
    """The numbers of one node."""

    def __init__(self, networks: Sequence[Network] = LOOPBACK) -> None:
        self._networks = networks
        self.registry = CollectorRegistry()
        self._commands = self._counter("commands", "commands by outcome", "op", "outcome")
        self._acks = self._histogram("ack_seconds", "frame heard to reply queued", SECONDS, "op")
        # Looking a label up costs more than counting: each pair is looked up once.
        self._children: dict[tuple[str, str], tuple[Counter, Histogram]] = {}
        self._commits = self._histogram("commit_seconds", "a journal transaction", SECONDS)
        self._lost = self._counter("commits_not_written", "journal transactions that failed")
        self._rooms = self._histogram("commit_rooms", "rooms in a commit", BATCHES)
        self._entries = self._histogram("commit_entries", "events in a commit", BATCHES)
        conflated = self._counter("conflated_frames", "frames that won't be sent", "kind")
        self._conflated = {kind: conflated.labels(kind) for kind in (*CONFLATED, OTHER)}
        closed = self._counter("closed_connections", "closed by this side", "code")
        self._closed = {code: closed.labels(code) for code in (*CLOSED, OTHER)}
        refused = self._counter("refused_connections", "not let in at a door", "why")
        self._refused = {why: refused.labels(why) for why in (*REFUSED, OTHER)}
        self._ticks = self._histogram("valley_tick_seconds", "a tick of the valley", SECONDS)
        self._skipped = self._counter("valley_ticks_skipped", "ticks that came too late")
        self._lag = Gauge(
            "loop_lag_last_seconds", "newest lateness", namespace="genius", registry=self.registry
        )
        self._lags = self._histogram("loop_lag_seconds", "how late the loop comes", SECONDS)
        ProcessCollector(registry=self.registry)

    def _counter(self, name: str, words: str, *labels: str) -> Counter:
        return Counter(name, words, labels, namespace="genius", registry=self.registry)

    def _histogram(
        self, name: str, words: str, buckets: Sequence[float], *labels: str
    ) -> Histogram:
        return Histogram(
            name, words, labels, namespace="genius", registry=self.registry, buckets=buckets
        )

    def watch(self, sources: Sources) -> None:
        """Show these too, asked for whenever the numbers are read; call once."""
        self.registry.register(_Present(sources))

    def text(self) -> bytes:
        """All numbers, as Prometheus reads them; of the type CONTENT_TYPE."""
        return generate_latest(self.registry)

    def page(self, address: str | None, passed_on: bool) -> bytes | None:
        """The text for this caller, None for one who may not read it; see `may_read`."""
        if not may_read(address, passed_on=passed_on, networks=self._networks):
            return None
        return self.text()

    def command(self, op: str, outcome: str, ms: float | None) -> None:
        """See Meters; what is not of the wire is counted as "other"."""
        count, acks = self._children.get((op, outcome)) or self._child(op, outcome)
        count.inc()
        if ms is not None:
            acks.observe(ms / 1000)

    def _child(self, op: str, outcome: str) -> tuple[Counter, Histogram]:
        known = op if op in OPS else OTHER, outcome if outcome in OUTCOMES else OTHER
        child = self._commands.labels(*known), self._acks.labels(known[0])
        if known == (op, outcome):
            # Only what is known is kept, or a liar's words would fill the memory.
            self._children[known] = child
        return child

    def commit(self, rooms: int, entries: int, ms: float, written: bool) -> None:
        """See Meters."""
        self._commits.observe(ms / 1000)
        self._rooms.observe(rooms)
        self._entries.observe(entries)
        if not written:
            self._lost.inc()

    def conflated(self, kind: str, frames: int = 1) -> None:
        """See Meters."""
        self._conflated[kind if kind in self._conflated else OTHER].inc(frames)

    def closed(self, code: int) -> None:
        """See Meters."""
        self._closed[str(int(code)) if str(int(code)) in self._closed else OTHER].inc()

    def refused(self, why: str) -> None:
        """See Meters."""
        self._refused[why if why in self._refused else OTHER].inc()

    def valley_ticked(self, ms: float) -> None:
        """See Meters."""
        self._ticks.observe(ms / 1000)

    def valley_skipped(self, ticks: int) -> None:
        """See Meters."""
        self._skipped.inc(ticks)

    def loop_lag(self, ms: float) -> None:
        """See Meters."""
        self._lag.set(ms / 1000)
        self._lags.observe(ms / 1000)

    async def run(self) -> None:
        """A chore without end: measure how late the event loop comes."""
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + LAG_EVERY_S
            await asyncio.sleep(LAG_EVERY_S)
            self.loop_lag(max(0.0, loop.time() - due) * 1000)


class _Present(Collector):
    """What is true right now, asked of the parts that know it."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources

    def describe(self) -> list[Metric]:
        """Nothing, so that registering asks no part that is not there yet."""
        return []

    def collect(self) -> Iterator[Metric]:
        """The present numbers."""
        sources = self._sources
        yield _family("connections", "open", ("door", "state"), sources.connections().items())
        rooms = [((phase,), count) for phase, count in sources.rooms().items()]
        yield _family("rooms", "served here", ("phase",), rooms)
        use = msgspec.structs.asdict(sources.pool())
        pool = [((state,), count) for state, count in use.items()]
        yield _family("pool_connections", "to the database", ("state",), pool)
        yield _family("redis_up", "1 while Redis answers", (), [((), int(sources.redis_up()))])
        yield CounterMetricFamily("genius_letter_messages", "to other nodes", sources.messages())
        judged = CounterMetricFamily(
            "genius_judged_rounds", "by who judged and why", labels=("judge", "because")
        )
        for places, count in sorted(sources.judged().items()):
            judged.add_metric(places, count)
        yield judged
        agreement = sources.agreement()
        if agreement is not None:
            yield GaugeMetricFamily(
                "genius_judge_agreement", "of model and offline judge, -1 to 1", value=agreement
            )
        letters = CounterMetricFamily("genius_letters", "in those messages", labels=("kind",))
        for kind, count in sorted(sources.letters().items()):
            letters.add_metric((kind,), count)
        yield letters


def _family(
    name: str, words: str, labels: Sequence[str], values: Iterable[tuple[tuple[str, ...], int]]
) -> Metric:
    family = GaugeMetricFamily(f"genius_{name}", words, labels=labels)
    for places, value in sorted(values):
        family.add_metric(places, value)
    return family


def sources(kept: Stores, gathering: Gathering, cluster: Cluster, record: Record) -> Sources:
    """What is asked for whenever the numbers of a node are read."""
    return Sources(
        connections=gathering.connections,
        rooms=lambda: by_phase(cluster.directory.rooms),
        pool=lambda: PoolUse(*kept.pool.use_now()),
        redis_up=lambda: kept.redis.is_up,
        messages=lambda: cluster.mail.sent,
        letters=lambda: cluster.mail.letters,
        judged=lambda: record.rounds,
        agreement=lambda: record.agreement,
    )


def by_phase(rooms: Iterable[RoomTask]) -> dict[str, int]:
    """How many of these rooms are in each phase; those still being founded are in none."""
    return Tally(room.state.phase.value for room in rooms if room.room.state is not None)


def may_read(address: str | None, *, passed_on: bool, networks: Sequence[Network]) -> bool:
    """Whether the numbers may be shown to this address.

    `passed_on`: a proxy that is not trusted passed it on, so whose request it is nobody knows.
    """
    if address is None or passed_on:
        return False
    try:
        caller = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    mapped = caller.ipv4_mapped if isinstance(caller, ipaddress.IPv6Address) else None
    return any((mapped or caller) in network for network in networks)
