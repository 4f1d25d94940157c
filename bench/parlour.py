"""Rooms full of guests who only react: made through the SDK, entered by the load generator.

Of a room that is larger than a game has seats, the rest watch; they react and hear all the same.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Final, TypeVar, get_args

from msgspec import Meta, Struct

from bench.town import Town, halves, pin
from bench.wsload import Generator, Report
from clients.sdk import Client, Guest, Token
from game.commands import JoinGame
from game.ids import GameId
from game.rules import MaxPlayers, Settings
from server.wire import CreateGame

T = TypeVar("T")

# Guests who come in at a time, fewer than may shake hands at once.
AT_ONCE: Final = 16
HELLO: Final = (
    'text:{"op":"hello","id":"h","client":"bench","auth":{"kind":"token","token":"{f1}"}}',
    'wait:"re":"h"',
    'text:{"op":"game.resume","id":"r","game":"{f2}","seq":0}',
    'wait:"re":"r"',
)
# Without an id: nobody answers it, and all of the room hear of it.
REACT: Final = '{"op":"game.react","game":"{f2}","kind":"wave","data":"{mark}"}'


class Shape(Struct, frozen=True):
    """How many connections, and how many of them in a room."""

    room: int = 8
    connections: int = 400

    @property
    def arguments(self) -> tuple[str, ...]:
        """The same in the load generator's words."""
        return ("--conns", str(self.connections), "--room-size", str(self.room))


def seats_max() -> int:
    """As many as one game may have."""
    (most,) = [each.le for each in get_args(MaxPlayers) if isinstance(each, Meta)]
    return int(most or 0)


class Parlour:
    """A node of the town, and guests with a token each."""

    def __init__(self, town: Town, tokens: Sequence[str]) -> None:
        self._town, self._tokens = town, tokens

    @classmethod
    async def open(cls, town: Town, guests: int) -> "Parlour":
        """So many people, known by name."""
        return cls(town, await _each(guests, lambda number: _token(town.urls[0], number)))

    async def lines(self, shape: Shape, folder: Path) -> Path:
        """Found the games and seat those who get seats; a line for each: their token, their game.

        Each stays in the lobby with their connection gone: whoever resumes is back.
        """
        rooms = range(0, shape.connections, shape.room)
        games = await _each(len(rooms), lambda number: self._found(rooms[number], shape))
        path = folder / f"rooms-of-{shape.room}.tsv"
        told = (
            f"{token}\t{games[number // shape.room]}\n"
            for number, token in enumerate(self._tokens[: shape.connections])
        )
        path.write_text("".join(told))
        return path

    async def _found(self, first: int, shape: Shape) -> GameId:
        """The game of those from the first of the room on, in their seats."""
        url, count = self._town.urls[0], min(shape.room, shape.connections - first)
        seated = self._tokens[first : first + min(count, seats_max())]
        async with Client(url, auth=Token(seated[0])) as host:
            made = await host.ask(
                CreateGame(
                    name="bench", max_players=max(2, len(seated)), settings=Settings(judge="off")
                )
            )
            await host.ask(JoinGame(game=made.game.id))
            for token in seated[1:]:
                async with Client(url, auth=Token(token)) as guest:
                    await guest.ask(JoinGame(game=made.game.id))
        return made.game.id

    async def react(self, generator: Generator, shape: Shape, lines: Path, *how: str) -> Report:
        """Everyone comes in, and then the reactions fly, as `how` says."""
        return await self.say(generator, shape, lines, REACT, *how)

    async def say(
        self, generator: Generator, shape: Shape, lines: Path, message: str, *how: str
    ) -> Report:
        """Everyone comes in, and then this is said, as `how` says."""
        node = self._town.nodes[0]
        (pid,) = self._town.pids["nodes"]
        steps = [word for step in HELLO for word in ("--step", step)]
        return await generator.run(
            node.port,
            pid,
            *("--path", "/ws", "--lines-file", str(lines), "--connect-window", str(AT_ONCE)),
            *(*shape.arguments, *steps, "--msg", message, *how),
        )


async def _token(url: str, number: int) -> str:
    async with Client(url, auth=Guest(f"Guest {number}")) as guest:
        assert guest.token is not None
        return guest.token


async def _each(count: int, make: Callable[[int], Awaitable[T]]) -> list[T]:
    """All of them in order, a few at a time."""
    door = asyncio.Semaphore(AT_ONCE)

    async def one(number: int) -> T:
        async with door:
            return await make(number)

    return list(await asyncio.gather(*map(one, range(count))))


def placed(town: Town) -> None:
    """Nodes on the first core, databases on the others; with one core there is nothing to place."""
    if (cores := halves()) is not None:
        first, others = cores
        pin(town.pids["nodes"], first)
        pin([*town.pids["postgres"], *town.pids["valkey"]], others)
