"""A crowd that watches one game for a while, in a process of its own, and what it saw.

`python -m bench.watchers URL ...` reads one Watch; at the end of the input it leaves at once.
"""

import asyncio
import os
import resource
import sys
from asyncio.subprocess import PIPE, Process
from pathlib import Path
from typing import Final, Self

import msgspec
import uvloop

from clients.bots.crowd import Crowd
from clients.bots.crowd_child import Here, Stands, Watch
from game.ids import GameId

ROOT: Final = Path(__file__).parents[1]
ARRIVE_S: Final = 300.0
LEAVE_S: Final = 30.0


class Watchers:
    """The other end of it."""

    def __init__(self, child: Process) -> None:
        self._child = child
        self.pid = child.pid

    @classmethod
    async def send(cls, urls: tuple[str, ...]) -> Self:
        """A process that waits for its crowd."""
        return cls(
            await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bench.watchers", *urls), stdin=PIPE, stdout=PIPE, cwd=ROOT
            )
        )

    async def sit(self, game: GameId, count: int) -> None:
        """Return when all of them watch; raises TimeoutError."""
        assert self._child.stdin is not None
        assert self._child.stdout is not None
        self._child.stdin.write(msgspec.json.encode(Watch(game, 0, count)) + b"\n")
        async with asyncio.timeout(ARRIVE_S):
            msgspec.json.decode(await self._child.stdout.readline(), type=Here)

    async def leave(self) -> Crowd:
        """They go, and this is what they saw."""
        assert self._child.stdin is not None
        assert self._child.stdout is not None
        self._child.stdin.close()
        async with asyncio.timeout(LEAVE_S):
            said = await self._child.stdout.readline()
            await self._child.wait()
        return msgspec.json.decode(said, type=Crowd)

    async def end(self) -> None:
        """Whatever became of them."""
        if self._child.returncode is None:
            self._child.kill()
        await self._child.wait()


async def main(urls: list[str]) -> None:
    """Watch until the input ends."""
    loop = asyncio.get_running_loop()
    began_s = loop.time()
    reader = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    stands = Stands(urls, _tell)
    stands.beat(began_s)
    while line := await reader.readline():
        stands.seat(msgspec.json.decode(line, type=Watch))
    used = resource.getrusage(resource.RUSAGE_SELF)
    _tell(
        stands.tally.figures(
            cpu_s=used.ru_utime + used.ru_stime,
            rss_mib=used.ru_maxrss / 1024,
            duration_s=loop.time() - began_s,
        )
    )
    # With all their sockets at once: nobody says goodbye.
    os._exit(0)


def _tell(said: Here | Crowd) -> None:
    sys.stdout.buffer.write(msgspec.json.encode(said) + b"\n")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    uvloop.run(main(sys.argv[1:]))
