"""Those who besiege a node, each kind in a process of its own: they connect, and tell what came.

Shells of the bench; bounded in number and time by their arguments, and loopback only.
"""

import argparse
import asyncio
import contextlib
import json
import os
import resource
import sys
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final, cast

import msgspec
import uvloop
from websockets.frames import apply_mask

HANDSHAKE: Final = (
    b"GET /ws HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)
# Connects under way at one time; more would only queue in the kernel.
DIALS_MAX: Final = 64
# Each address has 28,000 ports to call from; the idle come from many, like people do.
PEOPLE_PER_ADDRESS: Final = 500
KEY: Final = b"\x01\x02\x03\x04"
TICK_S: Final = 0.02


class Caller(asyncio.Protocol):
    """One socket. Shakes hands and says hello, if it has one; then it only answers pings."""

    def __init__(self, opening: bytes, hello: bytes | None, seen: Counter[str]) -> None:
        self._opening, self._hello, self._seen = opening, hello, seen
        self._buffer = bytearray()
        self._transport: asyncio.Transport | None = None
        self._upgraded = False
        loop = asyncio.get_running_loop()
        self.answered: asyncio.Future[str] = loop.create_future()
        self.lost: asyncio.Future[None] = loop.create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._transport.write(self._opening)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if not self._upgraded and not self._upgrade():
            return
        while len(self._buffer) >= 2:
            length, head = self._buffer[1], 2
            if length >= 126:
                head = 4 if length == 126 else 10
                length = int.from_bytes(self._buffer[2:head], "big")
            if len(self._buffer) < head + length:
                return
            opcode, payload = self._buffer[0] & 0x0F, bytes(self._buffer[head : head + length])
            del self._buffer[: head + length]
            self._frame(opcode, payload)

    def _upgrade(self) -> bool:
        head, end, rest = self._buffer.partition(b"\r\n\r\n")
        if not end:
            return False
        if not head.startswith(b"HTTP/1.1 101"):
            self._tell(f"http {head[9:12].decode('ascii', 'replace')}")
            self.abort()
            return False
        self._buffer, self._upgraded = rest, True
        if self._hello is not None:
            self._write(1, self._hello)
        return True

    def _frame(self, opcode: int, payload: bytes) -> None:
        if opcode == 8:
            self._tell(f"closed {int.from_bytes(payload[:2], 'big')}")
            self._write(8, payload)
        elif opcode == 9:
            self._seen["pings"] += 1
            self._write(10, payload)
        elif opcode == 1:
            said = msgspec.json.decode(payload)
            if said.get("re") == "h":
                self._tell("ok" if said["ok"] else said["error"]["code"])

    def _write(self, opcode: int, payload: bytes) -> None:
        if self._transport is not None and not self._transport.is_closing():
            size = len(payload)
            length = bytes((0x80 | size,)) if size < 126 else b"\xfe" + size.to_bytes(2, "big")
            frame = bytes((0x80 | opcode,)) + length + KEY + apply_mask(payload, KEY)
            self._transport.write(frame)

    def _tell(self, what: str) -> None:
        self._seen[what] += 1
        if not self.answered.done():
            self.answered.set_result(what)

    def abort(self) -> None:
        """Gone."""
        if self._transport is not None:
            self._transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        if not self.answered.done():
            self.answered.set_result("cut")
        self.lost.set_result(None)


class Attack:
    """One attack on one port, for so many seconds; `seen` counts what came back."""

    def __init__(self, port: int, count: int, rate: float, seconds: float, addresses: int) -> None:
        self.port, self.count, self.rate, self.seconds = port, count, rate, seconds
        self.addresses = addresses
        self.seen: Counter[str] = Counter()
        self.open: dict[Caller, None] = {}
        self._dials = asyncio.Semaphore(DIALS_MAX)

    async def call(self, number: int, opening: bytes, hello: bytes | None) -> Caller | None:
        """A new socket from the address of this number; None where it was refused."""
        host = number % self.addresses
        address = f"127.0.{2 + host // 250}.{1 + host % 250}"
        loop = asyncio.get_running_loop()
        try:
            async with self._dials, asyncio.timeout(10):
                _, caller = await loop.create_connection(
                    lambda: Caller(opening, hello, self.seen),
                    "127.0.0.1",
                    self.port,
                    local_addr=(address, 0),
                )
        except (OSError, TimeoutError) as error:
            self.seen[f"refused: {type(error).__name__}"] += 1
            return None
        self.seen["connected"] += 1
        self.open[caller] = None
        caller.lost.add_done_callback(lambda _: self.open.pop(caller, None))
        return caller

    async def paced(self, act: Callable[[int], Awaitable[None]], most: int | None) -> None:
        """Call `act` at the rate, up to `most` times or until the time is over."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        done = 0
        async with asyncio.TaskGroup() as group:
            while loop.time() - began < self.seconds and (most is None or done < most):
                due = int((loop.time() - began) * self.rate) + 1
                if most is not None:
                    due = min(due, most)
                for number in range(done, due):
                    group.create_task(_awaited(act(number)))
                done = max(done, due)
                await asyncio.sleep(TICK_S)

    async def idle(self) -> None:
        """`count` guests who come at `rate` a second, say hello, and then nothing."""

        async def arrive(number: int) -> None:
            hello = _hello({"kind": "guest", "name": f"Idle {number}"})
            caller = await self.call(number, HANDSHAKE, hello)
            if caller is not None:
                await caller.answered

        await self.paced(arrive, self.count)
        _say({"here": len(self.open), **self.seen})
        # Until whoever besieges has seen enough, and closes our input.
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)

    async def half_open(self) -> None:
        """`count` handshakes at once that stop in the middle; whoever is cut calls again."""
        half = HANDSHAKE[: len(HANDSHAKE) // 2]

        async def once(number: int) -> None:
            await self.call(number, half, None)

        loop = asyncio.get_running_loop()
        ends = loop.time() + self.seconds
        await asyncio.gather(*(once(number) for number in range(self.count)))
        first = len(self.open)
        calls = self.count
        while loop.time() < ends:
            again = min(self.count - len(self.open), int(self.rate * TICK_S) + 1)
            for number in range(calls, calls + again):
                await once(number)
            calls += again
            await asyncio.sleep(TICK_S)
        _say({"tried": calls, "open at first": first, "open at last": len(self.open), **self.seen})

    async def logins(self) -> None:
        """`rate` wrong passwords a second, each on a connection of its own."""

        async def guess(number: int) -> None:
            auth = {"kind": "password", "username": f"user{number % 50}", "password": f"no{number}"}
            caller = await self.call(number, HANDSHAKE, _hello(auth))
            if caller is not None:
                try:
                    async with asyncio.timeout(15):
                        await caller.answered
                except TimeoutError:
                    self.seen["no answer in 15 s"] += 1
                caller.abort()

        await self.paced(guess, None)
        _say(dict(self.seen))


async def _awaited(act: Awaitable[None]) -> None:
    await act


def _hello(auth: dict[str, str]) -> bytes:
    return msgspec.json.encode({"op": "hello", "id": "h", "client": "siege/1", "auth": auth})


def _say(told: dict[str, int]) -> None:
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


def main() -> int:
    """Attack once; the last line of output is what was seen."""
    parser = argparse.ArgumentParser(prog="python -m bench.attackers")
    parser.add_argument("kind", choices=("idle", "half_open", "logins"))
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--count", type=int, default=0)
    parser.add_argument("--rate", type=float, default=100.0)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--addresses", type=int, default=1)
    given = parser.parse_args()
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    # The players are measured, not we: on a shared core we take what they leave.
    os.nice(10)
    with contextlib.suppress(OSError):
        Path("/proc/self/autogroup").write_text("10")

    async def attack() -> None:
        made = Attack(given.port, given.count, given.rate, given.seconds, given.addresses)
        await getattr(made, given.kind)()

    uvloop.run(attack())
    return 0


if __name__ == "__main__":
    sys.exit(main())
