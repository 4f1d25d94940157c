"""What a letter between nodes costs by sharded pub/sub and by streams: time, commands, CPU.

Chosen: pub/sub, all letters for one inbox that wait together as one message. A letter is worth
something only to whoever listens now: a command that nobody took is sent again by its id, a
signal is newer the next time. Streams would keep what nobody wants any more, need trimming and
a key per node that somebody clears away, and cost a second command to read each bundle.
"""

import asyncio
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec
from redis.asyncio import Redis

from persistence.embedded import Embedded
from persistence.redis.client import Client
from persistence.redis.inboxes import RedisInboxes

ROUNDS, WARM_ROUNDS = 2_000, 200
BATCHES = (1, 16)
LETTER = b"x" * 200  # as long as a command for a room with its author and id
KEPT_MAX = 1_000  # entries of a stream
WITHIN_S = 30.0

Hear = Callable[[list[bytes]], None]


class PubSub:
    """Ours, or the same with one message per letter."""

    def __init__(self, url: str, *, is_bundled: bool) -> None:
        self._client = Client(url, prefix="bench")
        self._inboxes = RedisInboxes(self._client)
        self._is_bundled = is_bundled
        self._redis = Redis.from_url(url, protocol=3)

    async def open(self, node: str, hear: Hear) -> None:
        await self._inboxes.open(node, lambda letter: hear([letter]))

    async def send(self, to: str, letters: Sequence[bytes]) -> None:
        if self._is_bundled:
            await self._inboxes.send([(to, letter) for letter in letters])
            return
        pipe = self._redis.pipeline(transaction=False)
        for letter in letters:
            pipe.execute_command("SPUBLISH", f"bench:inbox:{to}", msgspec.msgpack.encode([letter]))
        await pipe.execute()

    async def close(self) -> None:
        await self._inboxes.close()
        await self._client.close()
        await self._redis.aclose()


class Streams:
    """A stream for each node, read by blocking and trimmed as it grows."""

    def __init__(self, url: str, *, is_bundled: bool) -> None:
        self._is_bundled = is_bundled
        self._reader = Redis.from_url(url, protocol=3, socket_timeout=None)
        self._redis = Redis.from_url(url, protocol=3)
        self._task: asyncio.Task[None] | None = None

    async def open(self, node: str, hear: Hear) -> None:
        self._task = asyncio.create_task(self._read(f"bench:stream:{node}", hear))

    async def _read(self, key: str, hear: Hear) -> None:
        last: Any = "0"
        while True:
            told: Any = await self._reader.xread({key: last}, count=256, block=0)
            for entry, fields in told[key.encode()][0]:
                last = entry
                hear(msgspec.msgpack.decode(fields[b"l"], type=list[bytes]))

    async def send(self, to: str, letters: Sequence[bytes]) -> None:
        pipe = self._redis.pipeline(transaction=False)
        for bundle in [letters] if self._is_bundled else [[letter] for letter in letters]:
            entry = {"l": msgspec.msgpack.encode(bundle)}
            pipe.xadd(f"bench:stream:{to}", entry, maxlen=KEPT_MAX, approximate=True)
        await pipe.execute()

    async def close(self) -> None:
        assert self._task is not None
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        await self._reader.aclose()
        await self._redis.aclose()


Carrier = PubSub | Streams


async def play(one: Carrier, two: Carrier, batch: int, rounds: int) -> list[float]:
    """One sends a batch and waits until all of it has come back from the other; seconds each."""
    back, came, echo = list[bytes](), asyncio.Event(), asyncio.Queue[list[bytes]]()

    def hear(letters: list[bytes]) -> None:
        back.extend(letters)
        if len(back) == batch:
            came.set()

    async def answer() -> None:
        while True:
            letters = await echo.get()
            # All that has come by now goes back together, as a node's mail does.
            while len(letters) < batch:
                letters = letters + await echo.get()
            await two.send("one", letters)

    await one.open("one", hear)
    await two.open("two", echo.put_nowait)
    answering = asyncio.create_task(answer())
    took = []
    for _ in range(rounds):
        back.clear()
        came.clear()
        since = time.perf_counter()
        await one.send("two", [LETTER] * batch)
        async with asyncio.timeout(WITHIN_S):
            await came.wait()
        took.append(time.perf_counter() - since)
    answering.cancel()
    return took


async def spent(redis: Redis) -> tuple[float, float, int]:
    """CPU seconds of this program and of Redis, and its commands, until now."""
    told: dict[str, Any] = await redis.info("all")
    cpu = told["used_cpu_user"] + told["used_cpu_sys"]
    return time.process_time(), cpu, told["total_commands_processed"]


async def measure(url: str, name: str, kind: Callable[[], Carrier], batch: int) -> str:
    """One line of the table."""
    redis = Redis.from_url(url, protocol=3)
    await redis.flushall()
    for rounds in (WARM_ROUNDS, ROUNDS):
        one, two = kind(), kind()
        before = await spent(redis)
        took = sorted(await play(one, two, batch, rounds))
        after = await spent(redis)
        await one.close()
        await two.close()
    await redis.aclose()
    ours, theirs, commands = (late - early for late, early in zip(after, before, strict=True))
    letters = 2 * ROUNDS * batch
    p50, p99 = took[ROUNDS // 2] * 1e3, took[ROUNDS * 99 // 100] * 1e3
    return (
        f"{name:<26}{batch:>5}{p50:>10.2f}{p99:>10.2f}{commands / letters:>10.2f}"
        f"{theirs / letters * 1e6:>12.1f}{ours / letters * 1e6:>12.1f}\n"
    )


async def main() -> None:
    """Measure everything against a Redis of its own, and say it."""
    with tempfile.TemporaryDirectory(prefix="genius-bench-") as folder:
        place = Embedded(Path(folder), want_postgres=False, want_redis=True, log=lambda _: None)
        await place.start()
        try:
            await table(place.redis_url)
        finally:
            await place.stop()


async def table(url: str) -> None:
    """The lines, one by one."""
    kinds: dict[str, Callable[[], Carrier]] = {
        "pub/sub, bundled (ours)": lambda: PubSub(url, is_bundled=True),
        "pub/sub, one by one": lambda: PubSub(url, is_bundled=False),
        "streams, bundled": lambda: Streams(url, is_bundled=True),
        "streams, one by one": lambda: Streams(url, is_bundled=False),
    }
    sys.stdout.write("                                  round trip, ms    per letter:\n")
    sys.stdout.write("carrier                   batch       p50       p99  commands")
    sys.stdout.write("   Redis, us    nodes, us\n")
    for batch in BATCHES:
        for name, kind in kinds.items():
            sys.stdout.write(await measure(url, name, kind, batch))


if __name__ == "__main__":
    asyncio.run(main())
