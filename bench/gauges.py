"""What the parts that all nodes share have done so far, read from themselves; and the differences.

PostgreSQL and Redis are asked for their own counts, the nodes for their /metrics, the kernel for
CPU seconds. Each reading is of one moment; whatever runs meanwhile may be in it or not.
"""

import asyncio
import re
import urllib.request
from collections import Counter
from collections.abc import Mapping, Sequence
from time import perf_counter
from typing import Final

import asyncpg
import psutil
from msgspec import Struct
from redis.asyncio import Redis

from bench.town import Town

LINE: Final = re.compile(r'^(\w+)(?:\{\w+="([^"]*)"\})? (\S+)$', re.MULTILINE)
# What a node counts, and what it is called here.
COUNTED: Final = {
    "genius_commit_seconds_count": "commits",
    "genius_commit_rooms_sum": "rooms_committed",
    "genius_commit_entries_sum": "entries",
    "genius_letter_messages_total": "messages",
    "genius_letters_total": "letters",
}
TRANSACTIONS: Final = """
select xact_commit + xact_rollback from pg_stat_database where datname = current_database()"""
# A journal is read by its key, and by nothing else while games are played.
READS: Final = """
select coalesce(sum(idx_scan), 0)::bigint from pg_stat_user_tables
where relname like 'game_events%'"""


class Reading(Struct, frozen=True):
    """Everything counted since the start, at one moment of `perf_counter`; CPU in seconds."""

    at_s: float
    counts: Mapping[str, float]
    cpu_s: Mapping[str, float]
    # Of each command of Redis: how often, and how many microseconds.
    redis_calls: Mapping[str, float]
    redis_us: Mapping[str, float]


async def read(town: Town, bots: Sequence[int]) -> Reading:
    """All gauges now; `bots` are the pids of who plays."""
    pages = await asyncio.gather(*(asyncio.to_thread(_page, node.port) for node in town.nodes))
    link = await asyncpg.connect(town.database_url)
    try:
        transactions, reads = await link.fetchval(TRANSACTIONS), await link.fetchval(READS)
    finally:
        await link.close()
    async with Redis.from_url(town.redis_url) as redis:
        told = await redis.info("commandstats")
        total = (await redis.info("stats"))["total_commands_processed"]
    of_redis = {name.removeprefix("cmdstat_"): each for name, each in told.items()}
    counts: Counter[str] = Counter(transactions=transactions, reads=reads, redis=total)
    for page in pages:
        counts.update(counted(page))
    return Reading(
        at_s=perf_counter(),
        counts=counts,
        cpu_s={kind: cpu_of(pids) for kind, pids in {**town.pids, "bots": bots}.items()},
        redis_calls={name: each["calls"] for name, each in of_redis.items()},
        redis_us={name: each["usec"] for name, each in of_redis.items()},
    )


def cpu_of(pids: Sequence[int]) -> float:
    """Seconds of work of these programs and of all that they started, also of those that ended."""
    total = 0.0
    for pid in pids:
        top = psutil.Process(pid)
        for each in (top, *top.children(recursive=True)):
            try:
                times = each.cpu_times()
            except psutil.NoSuchProcess:
                continue  # its parent has its time by now
            total += times.user + times.system + times.children_user + times.children_system
    return total


def counted(page: str) -> Counter[str]:
    """What a page of /metrics says of what we count; labelled counts are kept apart, and summed."""
    found: Counter[str] = Counter()
    for name, label, value in LINE.findall(page):
        if name in COUNTED:
            found[COUNTED[name]] += int(float(value))
            if label:
                found[f"{COUNTED[name]}.{label}"] += int(float(value))
    return found


def difference(before: Reading, after: Reading) -> Reading:
    """What happened in between; `at_s` is how long it took."""
    return Reading(
        at_s=after.at_s - before.at_s,
        counts=_minus(before.counts, after.counts),
        cpu_s=_minus(before.cpu_s, after.cpu_s),
        redis_calls=_minus(before.redis_calls, after.redis_calls),
        redis_us=_minus(before.redis_us, after.redis_us),
    )


def _minus(before: Mapping[str, float], after: Mapping[str, float]) -> dict[str, float]:
    return {name: value - before.get(name, 0) for name, value in after.items()}


def _page(port: int) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
        return str(answer.read(), "utf-8")
