"""Rooms whose players talk without a pause, to see when each is answered again after a fault."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Final

import asyncpg
import msgspec

from clients.bots.measures import percentile
from clients.sdk import Client, ClientError, Guest
from game.commands import CancelGame, JoinGame, SendChat, StartGame
from game.ids import GameId
from server.wire import CreateGame

TALK_EVERY_S: Final = 0.05
PATIENCE_S: Final = 30.0
LINES: Final = "select message from conversation_logs where game_id = $1"


class Talker:
    """One player who says something every moment, whether or not the last was answered."""

    def __init__(self, client: Client, game: GameId, name: str) -> None:
        self._client, self._game, self._name = client, game, name
        # When each line was said and acknowledged, and the line.
        self.acked: list[tuple[float, float, str]] = []
        self.failed: list[str] = []
        self._asks: dict[int, asyncio.Task[None]] = {}
        self._talk = asyncio.create_task(self._go_on())

    async def _go_on(self) -> None:
        number = 0
        while True:
            number += 1
            task = asyncio.create_task(self._ask(f"{self._name} {number}"))
            self._asks[number] = task
            task.add_done_callback(lambda _, number=number: self._asks.pop(number))
            await asyncio.sleep(TALK_EVERY_S)

    async def _ask(self, text: str) -> None:
        said_s = time.monotonic()
        try:
            await self._client.ask(SendChat(game=self._game, text=text))
        except ClientError as error:
            self.failed.append(f"{text}: {error}")
        else:
            self.acked.append((said_s, time.monotonic(), text))

    def waited_s(self, since_s: float) -> float | None:
        """From a moment until something said after it was acknowledged; None: not yet."""
        return min((at - since_s for said, at, _ in self.acked if said >= since_s), default=None)

    async def end(self) -> None:
        """Say no more, and wait for what was said."""
        self._talk.cancel()
        while self._asks:
            await asyncio.wait(list(self._asks.values()))


class Table(msgspec.Struct, frozen=True):
    """A game in its first round, founded at one node: `near` sits there, `far` at another."""

    game: GameId
    host: Client
    near: Talker
    far: Talker

    async def end(self) -> None:
        """Say no more, and end the game."""
        await asyncio.gather(self.near.end(), self.far.end())
        await self.host.ask(CancelGame(game=self.game))

    async def wrongs(self, url: str) -> list[str]:
        """Lines that were refused, or acknowledged and are not there once."""
        connection = await asyncpg.connect(url)
        try:
            rows = await connection.fetch(LINES, self.game)
        finally:
            await connection.close()
        kept = [str(row["message"]) for row in rows]
        wrongs = [*self.near.failed, *self.far.failed]
        for _, _, text in (*self.near.acked, *self.far.acked):
            if kept.count(text) != 1:
                wrongs.append(f"acknowledged, and there {kept.count(text)} times: {text}")
        return wrongs


@asynccontextmanager
async def tables(count: int, urls: Sequence[str]) -> AsyncIterator[list[Table]]:
    """So many, all founded at the first of the urls."""
    async with AsyncExitStack() as doors:

        async def arrive(first: int, name: str) -> Client:
            client = Client(
                urls, auth=Guest(name), first=first, patience_s=PATIENCE_S, on_view=_seen
            )
            return await doors.enter_async_context(client)

        found = []
        for number in range(count):
            host, guest = await arrive(0, "Near"), await arrive(1, "Far")
            wishes = CreateGame(name="Talk", max_players=2, time_limit_seconds=600)
            game = (await host.ask(wishes)).game
            for client in (host, guest):
                await client.ask(JoinGame(code=game.code))
            await host.ask(StartGame(game=game.id))
            near = Talker(host, game.id, f"near {number}")
            found.append(Table(game.id, host, near, Talker(guest, game.id, f"far {number}")))
        yield found


def _seen(_game: GameId, _shown: object) -> None:
    """Nobody reads along."""


async def until(true: Callable[[], object], within_s: float, what: str) -> None:
    """Wait for a condition; fails after that long."""
    ends = time.monotonic() + within_s
    while not true():
        assert time.monotonic() < ends, f"{what}: not within {within_s} s"
        await asyncio.sleep(0.01)


def spread(samples_s: Sequence[float]) -> str:
    """Median, 99th percentile and the most, in seconds, for people."""
    ordered = sorted(samples_s)
    shown = (percentile(ordered, share) or 0.0 for share in (0.5, 0.99, 1.0))
    return "p50 {:.2f} s, p99 {:.2f} s, max {:.2f} s".format(*shown)
