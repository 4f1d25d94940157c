"""The shell around bcrypt: a bounded queue before one process, which gives way to all others.

Must not know whose password it is.
"""

import asyncio
import math
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Final, Protocol

from server.accounts.passwords import BYTES_MAX, canonical
from server.limits import PASSWORD_WAIT_S_MAX, PASSWORDS_WAITING_MAX

COST: Final = 12
# What one hash takes on a common machine, for saying when to come back.
HASH_MS: Final = 250
LINE_BYTES_MAX: Final = 256
# An idle process that has not answered by then is replaced by one that has its turns, for a while.
IDLE_S: Final = 1.5
HURRIED_S: Final = 60.0
PROGRAM: Final = Path(__file__).with_name("hashing.py")


class TooBusy(Exception):
    """The queue is full, or too slow: come back later."""

    def __init__(self, retry_after_ms: int) -> None:
        super().__init__(f"come back in {retry_after_ms} ms")
        self.retry_after_ms = retry_after_ms


class Passwords(Protocol):
    """Makes and checks hashes, both slowly; raises TooBusy."""

    def make_sure_of_room(self) -> None:
        """Raise TooBusy where the next try would."""

    async def hashed(self, password: str) -> str:
        """A hash to keep; the password has at most 72 bytes."""

    async def matches(self, password: str, password_hash: str | None) -> bool:
        """Whether it is the hash's; without one False, after just as long."""


class Bcrypt:
    """The Passwords port. A thread would hold the interpreter up whenever it came and went on a
    busy machine; a process that yields can't. It is begun with the first password.

    At most `waiting_max` wait beside the one who is served, and each for at most `wait_s`: who
    has no answer by then gives their place up. More are refused before anything is computed.
    The process takes only time that nobody else wants; where there is none for `idle_s`, it takes
    a small part of the others' for a minute. For whoever has nothing else to do, `yields=False`.
    """

    def __init__(
        self,
        *,
        cost: int = COST,
        waiting_max: int = PASSWORDS_WAITING_MAX,
        wait_s: float = PASSWORD_WAIT_S_MAX,
        idle_s: float = IDLE_S,
        yields: bool = True,
    ) -> None:
        self.cost = cost
        self._places, self._wait_s = waiting_max + 1, wait_s
        self._retry_after_ms = HASH_MS * max(1, waiting_max)
        self._idle_s, self._hurried_until = idle_s, 0.0 if yields else math.inf
        self._taken = 0
        self._turn = asyncio.Lock()
        self._program: _Program | None = None
        # A hash of nothing, at the same cost: it takes as long to say no to nobody.
        self._nobody = f"$2b${cost:02}$" + "." * 53

    def make_sure_of_room(self) -> None:
        """Raise TooBusy where the next try would."""
        if self._taken >= self._places:
            raise TooBusy(self._retry_after_ms)

    async def hashed(self, password: str) -> str:
        """A hash to keep; the password has at most 72 bytes."""
        return (await self._ask(f"hash {self.cost}", canonical(password))).decode("ascii")

    async def matches(self, password: str, password_hash: str | None) -> bool:
        """Whether it is the hash's; without one False, after just as long."""
        read = canonical(password)
        said = await self._ask(f"check {password_hash or self._nobody}", read[:BYTES_MAX])
        return said == b"1" and password_hash is not None and len(read) <= BYTES_MAX

    async def _ask(self, what: str, secret: bytes) -> bytes:
        self.make_sure_of_room()
        self._taken += 1
        try:
            async with asyncio.timeout(self._wait_s), self._turn:
                return await self._answer(f"{what} {secret.hex()}\n".encode("ascii"))
        except TimeoutError as error:
            raise TooBusy(self._retry_after_ms) from error
        except OSError as error:
            # Somebody ended it: the next one begins another.
            self.close()
            raise TooBusy(HASH_MS) from error
        finally:
            self._taken -= 1

    async def _answer(self, request: bytes) -> bytes:
        if self._hurried_until <= time.monotonic():
            try:
                async with asyncio.timeout(self._idle_s):
                    return await self._program_that(idles=True).ask(request)
            except TimeoutError:
                self._hurried_until = time.monotonic() + HURRIED_S
        return await self._program_that(idles=False).ask(request)

    def _program_that(self, *, idles: bool) -> "_Program":
        if self._program is not None and self._program.idles is not idles:
            self.close()
        if self._program is None:
            self._program = _Program(idles=idles)
        return self._program

    def close(self) -> None:
        """End the process, whatever it computes."""
        if self._program is not None:
            self._program.end()
            self._program = None


class _Program:
    """The process and the way to it; asked by one at a time."""

    def __init__(self, *, idles: bool) -> None:
        self.idles = idles
        self._way, theirs = socket.socketpair()
        self._way.setblocking(False)
        with theirs:
            # Isolated: what lies beside the program has names of the standard library's. In this
            # session: where sessions are scheduled as one, idleness counts only inside one.
            self.running = subprocess.Popen(
                [sys.executable, "-I", str(PROGRAM), *(("idle",) if idles else ())],
                stdin=theirs.fileno(),
                stdout=theirs.fileno(),
            )
        self._rest = b""
        # Answers that are still to come and that nobody waits for any more.
        self._unwanted = 0

    async def ask(self, request: bytes) -> bytes:
        """The answer; raises ConnectionError when the process is gone."""
        loop = asyncio.get_running_loop()
        while self._unwanted:
            await self._line()
            self._unwanted -= 1
        self._unwanted += 1
        # Far shorter than what a socket takes at once, so it is written whole or not at all.
        await loop.sock_sendall(self._way, request)
        said = await self._line()
        self._unwanted -= 1
        return said

    async def _line(self) -> bytes:
        while b"\n" not in self._rest:
            piece = await asyncio.get_running_loop().sock_recv(self._way, LINE_BYTES_MAX)
            if not piece:
                raise ConnectionResetError("the process that computes hashes is gone")
            self._rest += piece
        said, _, self._rest = self._rest.partition(b"\n")
        return said

    def end(self) -> None:
        """Now; it is reaped in the background, since an idle one needs a turn even to die."""
        self._way.close()
        self.running.kill()
        threading.Thread(target=self.running.wait, daemon=True).start()
