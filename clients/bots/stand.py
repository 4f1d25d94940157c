"""Where a run's spectators are: in a process of their own, so that their load is not the bots'."""

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import msgspec

from clients.bots.crowd import Crowd
from clients.bots.crowd_child import END_S, Here, Watch
from clients.bots.options import Options
from game.ids import GameId

ROOT: Final = Path(__file__).parents[2]
ARRIVE_S: Final = 180.0
LEAVE_S: Final = END_S + 20.0
LINE_BYTES_MAX: Final = 1024 * 1024


class Stand:
    """Use as a context around the games; without spectators it does nothing."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._child: Process | None = None
        self._listening: asyncio.Task[Crowd | None] | None = None
        self._here: dict[GameId, asyncio.Event] = {}

    async def __aenter__(self) -> Self:
        if self._options.spectators:
            self._child = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "clients.bots.crowd_child", *self._options.addresses),
                stdin=PIPE,
                stdout=PIPE,
                cwd=ROOT,
                limit=LINE_BYTES_MAX,
            )
            self._listening = asyncio.create_task(self._listen(self._child))
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._child is not None and self._child.returncode is None:
            with suppress(ProcessLookupError):
                self._child.kill()
            await self._child.wait()
        if self._listening is not None:
            self._listening.cancel()
            await asyncio.wait({self._listening})

    async def watch(self, number: int, game: GameId) -> None:
        """Send this game its share of the crowd, and wait until they sit; raises TimeoutError,
        or RuntimeError where the crowd's process is gone."""
        first, watchers = share(self._options, number)
        if self._child is None or watchers == 0:
            return
        assert self._child.stdin is not None
        here = self._here[game] = asyncio.Event()
        asked = msgspec.json.encode(Watch(game, first, watchers))
        with suppress(ConnectionError):
            self._child.stdin.write(asked + b"\n")
        async with asyncio.timeout(ARRIVE_S):
            await here.wait()
        if self._listening is not None and self._listening.done():
            raise RuntimeError("the crowd's process is gone")

    async def figures(self) -> Crowd | None:
        """Wait until all have seen the end; null without spectators, or where they were lost."""
        if self._child is None or self._listening is None:
            return None
        assert self._child.stdin is not None
        self._child.stdin.close()
        with suppress(TimeoutError):
            async with asyncio.timeout(LEAVE_S):
                return await asyncio.shield(self._listening)
        return None

    async def _listen(self, child: Process) -> Crowd | None:
        assert child.stdout is not None
        try:
            while line := await child.stdout.readline():
                said = msgspec.json.decode(line)
                if "game" not in said:
                    return msgspec.convert(said, Crowd)
                self._here[msgspec.convert(said, Here).game].set()
            return None
        finally:
            # Nobody is to wait for a process that ended.
            for here in self._here.values():
                here.set()


def share(options: Options, number: int) -> tuple[int, int]:
    """The number of the first spectator of this game, and how many there are.

    Games that are played at one time share the crowd evenly; later games have it anew.
    """
    beside = min(options.concurrent or options.games, options.games)
    each, more = divmod(options.spectators, beside)
    turn, place = divmod(number, beside)
    first = turn * options.spectators + place * each + min(place, more)
    return first, each + (place < more)
