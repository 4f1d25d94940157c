"""The shell around the judge's process: begun when first needed, watched, and begun again.

Must not know what is judged.
"""

import asyncio
import contextlib
import logging
import socket
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import msgspec
from msgspec.structs import replace

from agents.pauses import Pauses
from server.judge.words import Task, Word

ROOT: Final = Path(__file__).parents[2]
COMMAND: Final = (sys.executable, "-m", "server.judge.program")
# A judge that has not answered one task by then hangs; no round waits for that, but for its budget.
HANG_S: Final = 5.0
# Longer than this nobody waits for it.
WAIT_S: Final = 2.0
START_S: Final = 30.0
BEAT_S: Final = 15.0
# Nobody asked for so long: its memory is given back.
IDLE_S: Final = 1_800.0
# After the first failure it is begun again at once, after the next ones later and later.
FAILURES_FREE: Final = 1
PAUSE_S: Final = 1.0
PAUSE_S_MAX: Final = 60.0
# One that has lived so long has not failed because of how it was begun.
PROVEN_S: Final = 60.0
# What was written and can't be read ahead is read when it is judged: the oldest is forgotten.
AHEAD_MAX: Final = 256
# The share of the newest in what one takes.
RECENT: Final = 0.2
LINE_BYTES_MAX: Final = 1 << 20

log = logging.getLogger(__name__)


class JudgeAway(Exception):
    """There is no word to be had from this judge now; says why."""


class Child:
    """A process that is asked one task at a time; those who ask wait in turn."""

    def __init__(
        self,
        command: Sequence[str] = COMMAND,
        *,
        wait_s: float = WAIT_S,
        hang_s: float = HANG_S,
        start_s: float = START_S,
        beat_s: float = BEAT_S,
        idle_s: float = IDLE_S,
    ) -> None:
        self._command, self._hang_s, self._start_s = command, hang_s, start_s
        self._beat_s, self._idle_s = beat_s, idle_s
        self._turn, self._wait_s = asyncio.Lock(), wait_s
        # How many ask, and what one of them has taken of late.
        self._asking, self._takes_s = 0, 0.0
        self._program: _Program | None = None
        self._ahead: deque[Task] = deque(maxlen=AHEAD_MAX)
        self._reading: asyncio.Task[None] | None = None
        self._pauses, self._asked_s = Pauses(FAILURES_FREE, PAUSE_S, PAUSE_S_MAX), 0.0
        # Set where it can never judge here: what it needs is missing.
        self.missing: str | None = None

    @property
    def pid(self) -> int | None:
        """Of the process, while there is one."""
        return self._program.running.pid if self._program is not None else None

    async def ask(self, task: Task) -> Word:
        """The answer; raises JudgeAway, at once where it would come too late.

        Whoever calls brings the time limit. Those who wait for nothing would only take the turns
        of those for whom there is time.
        """
        self._asked_s = _now_s()
        if self._asking and (self._asking + 1) * self._takes_s > self._wait_s:
            raise JudgeAway(f"{self._asking} rounds wait already")
        self._asking += 1
        try:
            async with self._turn:
                return await self._ask(task)
        finally:
            self._asking -= 1

    def read_ahead(self, task: Task) -> None:
        """Let it read this in between, so that judging takes no time; nobody waits for it."""
        self._asked_s = _now_s()
        self._ahead.append(replace(task, is_ahead=True))
        if self._reading is None:
            self._reading = asyncio.create_task(self._read())

    async def run(self) -> None:
        """Look after it until cancelled, then end it."""
        try:
            while True:
                await asyncio.sleep(self._beat_s)
                with contextlib.suppress(JudgeAway):
                    await self._look()
        finally:
            self.close()

    def close(self) -> None:
        """End the process, whatever it reads."""
        if self._reading is not None:
            self._reading.cancel()
        self._end()

    async def _look(self) -> None:
        """A heartbeat, unless it is at work, whose end is awaited anyway."""
        if self._program is None or self._turn.locked():
            return
        if _now_s() - self._asked_s > self._idle_s:
            self._end()
            return
        async with self._turn:
            await self._ask(Task())

    async def _read(self) -> None:
        try:
            with contextlib.suppress(JudgeAway):
                while self._ahead:
                    async with self._turn:
                        await self._ask(self._ahead.popleft())
            self._ahead.clear()
        finally:
            self._reading = None

    async def _ask(self, task: Task) -> Word:
        program, began_s = await self._ready(), _now_s()
        try:
            async with asyncio.timeout(self._hang_s):
                word = await program.ask(task)
        except TimeoutError as error:
            self._fail(program, f"nothing said for {self._hang_s:g} s")
            raise JudgeAway("it hangs") from error
        except (OSError, msgspec.MsgspecError) as error:
            self._fail(program, str(error))
            raise JudgeAway(str(error)) from error
        except asyncio.CancelledError:
            # A half-written line can't be mended.
            if not program.is_whole:
                self._fail(program, "it does not listen")
            raise
        finally:
            if not task.is_ahead:
                self._takes_s += RECENT * (_now_s() - began_s - self._takes_s)
        if word.fault is not None:
            raise JudgeAway(word.fault)
        said = (len(word.opinions), len(word.meanings))
        if not task.is_ahead and said != (len(task.answers), len(task.texts)):
            why = f"{said[0]} opinions of {len(task.answers)} answers"
            if task.texts:
                why = f"{said[1]} meanings of {len(task.texts)} texts"
            self._fail(program, why)
            raise JudgeAway(why)
        return word

    async def _ready(self) -> "_Program":
        """The process, once it is; begun if there is none, and it was not too bad of late."""
        if self.missing is not None:
            raise JudgeAway(self.missing)
        if self._program is not None and self._program.running.poll() is not None:
            self._fail(self._program, "it died")
        if self._program is None:
            left_s = self._pauses.left_s(_now_s())
            if left_s:
                raise JudgeAway(f"it failed {self._pauses.failures} times; again in {left_s:.0f} s")
            self._program = self._begun()
        program = self._program
        if not program.is_ready:
            try:
                # Whoever stops waiting leaves the rest of the wait to the next one.
                async with asyncio.timeout_at(program.began_s + self._start_s):
                    word = await program.word(0)
            except (TimeoutError, OSError, msgspec.MsgspecError) as error:
                self._fail(program, f"it did not begin: {type(error).__name__} {error}")
                raise JudgeAway("it did not begin") from error
            if word.fault is not None:
                self.missing = word.fault
                log.warning("no judge: %s", word.fault)
                self._end()
                raise JudgeAway(word.fault)
            program.is_ready = True
            log.info("the judge reads, process %d", program.running.pid)
        return program

    def _begun(self) -> "_Program":
        try:
            return _Program(self._command)
        except OSError as error:
            self._rest(0.0, str(error))
            raise JudgeAway(str(error)) from error

    def _fail(self, program: "_Program", why: str) -> None:
        """End this one, unless it has been ended meanwhile."""
        if self._program is program:
            self._rest(_now_s() - program.began_s, why)
            self._end()

    def _rest(self, lived_s: float, why: str) -> None:
        """Begin none for a while."""
        if lived_s > PROVEN_S:
            self._pauses.mended()
        pause_s = self._pauses.failed(_now_s())
        log.warning("the judge's process is ended: %s; again in %g s", why, pause_s)

    def _end(self) -> None:
        if self._program is not None:
            self._program.end()
            self._program = None


class _Program:
    """The process and the way to it."""

    def __init__(self, command: Sequence[str]) -> None:
        self._way, theirs = socket.socketpair()
        self._way.setblocking(False)
        with contextlib.ExitStack() as undone, theirs:
            undone.callback(self._way.close)
            self.running = subprocess.Popen(
                command, cwd=ROOT, stdin=theirs.fileno(), stdout=theirs.fileno()
            )
            undone.pop_all()
        self.began_s = _now_s()
        self.is_ready, self.is_whole = False, True
        self._rest = bytearray()
        self._n = 0

    async def ask(self, task: Task) -> Word:
        """The answer to this task; those to earlier ones, which nobody awaits, are passed over."""
        self._n += 1
        line = msgspec.json.encode(replace(task, n=self._n)) + b"\n"
        self.is_whole = False
        await asyncio.get_running_loop().sock_sendall(self._way, line)
        self.is_whole = True
        return await self.word(self._n)

    async def word(self, n: int) -> Word:
        """The word with this number; raises OSError when the process is gone."""
        while True:
            word = msgspec.json.decode(await self._line(), type=Word)
            if word.n == n:
                return word

    async def _line(self) -> bytes:
        while (end := self._rest.find(b"\n")) < 0:
            if len(self._rest) > LINE_BYTES_MAX:
                raise OSError("it talks without end")
            piece = await asyncio.get_running_loop().sock_recv(self._way, 1 << 16)
            if not piece:
                raise OSError("it died")
            self._rest += piece
        said = bytes(self._rest[:end])
        del self._rest[: end + 1]
        return said

    def end(self) -> None:
        """Now; it is reaped in the background."""
        self._way.close()
        self.running.kill()
        threading.Thread(target=self.running.wait, daemon=True).start()


def _now_s() -> float:
    return asyncio.get_running_loop().time()
