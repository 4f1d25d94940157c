"""Small TCP proxies between a client and a server, whose lines can be cut, slowed and deceived.

All run on one loop in a thread of their own. They know bytes and sockets, not what is said.
"""

import asyncio
import contextlib
import random
import socket
import struct
import threading
from collections.abc import Coroutine
from types import TracebackType
from typing import Any, Literal, Self, TypeVar

import uvloop

Mode = Literal["pass", "cut", "delay", "hole", "half", "stall", "slow"]
# A path of a unix socket, or a host and a port.
Target = str | tuple[str, int]
Result = TypeVar("Result")

CHUNK_BYTES = 65_536
# A slow reader takes so much in such a time, and reads no further ahead than the limit.
SLOW_BYTES, SLOW_S = 256, 0.04
LIMIT_BYTES = 4_096
DELAY_S = (0.02, 0.2)
ABORTED = struct.pack("ii", 1, 0)


class Pair:
    """One accepted connection and the one behind it."""

    def __init__(self, line: "Line", writer: asyncio.StreamWriter) -> None:
        self._line, self.writers = line, [writer]
        # Half-open: what it says goes nowhere, and it is not told.
        self.is_deaf = False

    async def run(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry both ways until either side ends."""
        try:
            far_reader, far_writer = await self._line.dial()
        except OSError:
            self.reset()
            return
        self.writers.append(far_writer)
        ways = [
            asyncio.ensure_future(self._carry(reader, far_writer, is_back=False)),
            asyncio.ensure_future(self._carry(far_reader, writer, is_back=True)),
        ]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            for each in self.writers:
                each.close()

    async def _carry(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, is_back: bool
    ) -> None:
        line = self._line
        while True:
            chunk = await reader.read(CHUNK_BYTES)
            if not chunk:
                return
            if is_back and line.mode == "slow":
                await asyncio.sleep(SLOW_S * len(chunk) / SLOW_BYTES)
            if line.mode == "delay":
                await asyncio.sleep(line.dice.uniform(*DELAY_S))
            await line.moving.wait()
            if line.mode == "hole":
                self.is_deaf = True
            if not self.is_deaf:
                writer.write(chunk)
                await writer.drain()

    def reset(self) -> None:
        """End both sides at once; over TCP the other end sees a reset."""
        for writer in self.writers:
            bound = writer.get_extra_info("socket")
            if bound is not None and not writer.transport.is_closing():
                with contextlib.suppress(OSError):  # a unix socket has none
                    bound.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, ABORTED)
            writer.transport.abort()


class Line:
    """One port, and what stands behind it."""

    def __init__(self, target: Target, seed: str) -> None:
        self.target, self.dice = target, random.Random(seed)
        self.mode: Mode = "pass"
        self.moving = asyncio.Event()
        self.moving.set()
        self.port = 0
        self.accepted = 0
        self._server: asyncio.Server | None = None
        self._pairs: dict[int, Pair] = {}
        self._tasks: dict[int, asyncio.Task[None]] = {}

    async def open(self) -> None:
        """Listen, on the same port every time."""
        bound = self._bind()
        self._server = await asyncio.start_server(self._accept, sock=bound, limit=LIMIT_BYTES)

    def _bind(self) -> socket.socket:
        bound = socket.socket()
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(("127.0.0.1", self.port))
        bound.setblocking(False)
        self.port = int(bound.getsockname()[1])
        return bound

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.accepted += 1
        number, pair = self.accepted, Pair(self, writer)
        self._pairs[number] = pair
        task = asyncio.current_task()
        assert task is not None
        self._tasks[number] = task
        try:
            await pair.run(reader, writer)
        except (OSError, asyncio.CancelledError):
            pair.reset()
        finally:
            del self._pairs[number], self._tasks[number]

    async def dial(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """A connection to what stands behind; raises OSError."""
        if isinstance(self.target, str):
            return await asyncio.open_unix_connection(self.target, limit=LIMIT_BYTES)
        return await asyncio.open_connection(*self.target, limit=LIMIT_BYTES)

    async def turn(self, mode: Mode) -> None:
        """Change what becomes of what is said from now on."""
        before, self.mode = self.mode, mode
        if mode == "stall":
            self.moving.clear()
        else:
            self.moving.set()
        if mode == "cut" and self._server is not None:
            self._server.close()
            self._server = None
            await self.reset()
        if mode == "half":
            for pair in self._pairs.values():
                pair.is_deaf = True
        if before in ("hole", "half"):
            # What was swallowed is missing: nobody may read on behind it.
            await self.reset(only_deaf=True)
        if mode != "cut" and self._server is None:
            await self.open()

    async def reset(self, *, only_deaf: bool = False) -> None:
        """Reset all connections, or those that were deceived."""
        for pair in list(self._pairs.values()):
            if pair.is_deaf or not only_deaf:
                pair.reset()

    async def close(self) -> None:
        """Listen no more, carry no more."""
        if self._server is not None:
            self._server.close()
        self.moving.set()
        await self.reset()
        for task in list(self._tasks.values()):
            task.cancel()
        while self._tasks:
            await asyncio.wait(list(self._tasks.values()))


class Lines:
    """All proxies of a run. Use as a context; every method may be called from any thread."""

    def __init__(self, seed: str) -> None:
        self._seed = seed
        self._lines: list[Line] = []
        self._loop = uvloop.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="lines", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for line in self._lines:
            self._do(line.close())
        self._do(self._settle())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def add(self, target: Target) -> Line:
        """A new one, open."""

        async def make() -> Line:
            line = Line(target, f"{self._seed}.{len(self._lines)}")
            await line.open()
            return line

        self._lines.append(self._do(make()))
        return self._lines[-1]

    def turn(self, line: Line, mode: Mode) -> None:
        """Change one."""
        self._do(line.turn(mode))

    def reset(self, line: Line) -> None:
        """Reset all connections of one; new ones pass."""
        self._do(line.reset())

    def _do(self, work: Coroutine[Any, Any, Result]) -> Result:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    async def _settle(self) -> None:
        """Let what was aborted be closed before the loop is."""
        for _ in range(5):
            await asyncio.sleep(0)
