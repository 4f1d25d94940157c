"""Case (k): a lobby's acknowledgements while a thousand agents live on the same node, and without.

Eight people talk in a lobby, by chance and not in step; the node is started in turn with the
valley closed and open, so that both are measured on the same machine in the same minutes.
"""

import asyncio
import sys
import urllib.request
from collections.abc import Sequence
from contextlib import closing
from random import Random
from statistics import median, quantiles
from time import perf_counter
from typing import Final

import uvloop
from msgspec import Struct
from msgspec.structs import replace

from bench.gauges import LINE
from bench.queueing import Queueing
from bench.record import Figure, Options, Ratio, Record, alone, at_most, machine, now
from bench.storm import place
from bench.town import OPEN, Town, built
from bench.world import MORNING, crowd
from clients.sdk import Client, Guest, Token
from game.commands import JoinGame, SendChat
from game.ids import GameId
from game.rules import Settings
from persistence.postgres.pool import create_pool
from server.stores import villagers
from server.wire import CreateGame
from tests.faults.world import Server

EASY: Final = {**OPEN, "GENIUS_RATE_FACTOR": "10000"}
SEATS: Final = 8
LINES_PER_S: Final = 20.0
# Unchanged, as far as two runs of the same thing are the same here.
RATIO_MAX: Final = 1.1
BEGIN: Final = """
insert into valley (seed, tick, now_ms, run, born_at) values ('bench', 0, $1, '', now())"""


class Size(Struct, frozen=True, kw_only=True):
    """How many agents, how many turns of closed and open, and how long each is."""

    agents: int = 1_000
    turns: int = 3
    warm_s: float = 1.5
    window_s: float = 3.0


SMALL: Final = Size(agents=30, turns=1, warm_s=0.5, window_s=1.0)


class Found(Struct):
    """Of all turns: ms until each line was acknowledged, and what the node says of its ticks."""

    closed: list[float] = []
    open: list[float] = []
    kept_off: list[float] = []
    tick_ms: float = 0.0
    skipped: float = 0.0
    tick_count: float = 0.0


async def talk(client: Client, game: GameId, size: Size, dice: Random) -> list[float]:
    """Say lines for as long as it takes; ms until each was acknowledged, after the warm-up."""
    began, took = perf_counter(), list[float]()
    saying: list[asyncio.Task[None]] = []

    async def say(text: str) -> None:
        asked_s = perf_counter()
        await client.ask(SendChat(game=game, text=text))
        if asked_s - began > size.warm_s:
            took.append((perf_counter() - asked_s) * 1_000)

    while perf_counter() - began < size.warm_s + size.window_s:
        await asyncio.sleep(dice.expovariate(LINES_PER_S))
        saying.append(asyncio.create_task(say(f"A duck, and another: {len(saying)}")))
    await asyncio.gather(*saying)
    return took


async def seated(url: str) -> tuple[GameId, list[str]]:
    """A lobby, and the tokens of those who sit there."""
    tokens: list[str] = []
    async with Client(url, auth=Guest("Ada")) as host:
        wish = CreateGame(name="bench", max_players=SEATS, settings=Settings(judge="off"))
        game = (await host.ask(wish)).game.id
        await host.ask(JoinGame(game=game))
        tokens.append(host.token or "")
        for number in range(1, SEATS):
            async with Client(url, auth=Guest(f"Bob {number}")) as guest:
                await guest.ask(JoinGame(game=game))
                tokens.append(guest.token or "")
    return game, tokens


async def turn(
    node: Server, town: Town, game: GameId, tokens: Sequence[str], size: Size, found: Found
) -> list[float]:
    """Start this node, let them talk, and end it."""
    await asyncio.to_thread(node.start)
    assert node.process is not None
    place(town)
    clients = [Client(node.url, auth=Token(token)) for token in tokens]
    try:
        for each in clients:
            await each.__aenter__()
            await each.ask(JoinGame(game=game))
        queueing = Queueing([node.process.pid])
        talks = (talk(each, game, size, Random(n)) for n, each in enumerate(clients))
        took = [ms for part in await asyncio.gather(*talks) for ms in part]
        found.kept_off.append(queueing.share(node.process.pid))
        queueing.end()
        page = await asyncio.to_thread(_page, node.port)
        found.tick_count += page.get("genius_valley_tick_seconds_count", 0.0)
        found.tick_ms += 1_000 * page.get("genius_valley_tick_seconds_sum", 0.0)
        found.skipped += page.get("genius_valley_ticks_skipped_total", 0.0)
    finally:
        for each in clients:
            await each.close()
        await asyncio.to_thread(node.kill)
    return took


def _page(port: int) -> dict[str, float]:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as page:
        return {name: float(value) for name, _, value in LINE.findall(page.read().decode())}


async def measure(size: Size) -> Found:
    """In turn, with the valley closed and open."""
    found = Found()
    async with built(1, {**EASY, "GENIUS_VALLEY": "off"}) as town:
        (closed,) = town.nodes
        places = {"DATABASE_URL": town.database_url, "REDIS_URL": town.redis_url}
        opened = Server(
            closed.folder, closed.port, **EASY, **places, GENIUS_NODE="node1", GENIUS_VALLEY="on"
        )
        game, tokens = await seated(closed.url)
        await asyncio.to_thread(closed.kill)
        pool = await create_pool(town.database_url)
        people = [replace(each, name=f"Agent {n}") for n, each in enumerate(crowd(size.agents))]
        await villagers(pool).load(people)
        async with pool.use() as connection:
            await connection.execute(BEGIN, (MORNING + 15) * 60_000)
        await pool.close()
        with closing(opened):
            for _ in range(size.turns):
                for node, heard in ((closed, found.closed), (opened, found.open)):
                    alone = Town(town._embedded, [node])
                    heard.extend(await turn(node, alone, game, tokens, size, found))
    return found


def run(options: Options) -> Record:
    """The case."""
    size = SMALL if options.smoke else Size()
    found = uvloop.run(measure(size))
    assert found.tick_count, "the valley did not tick"
    shares = {
        what: (quantiles(each, n=100)[49], quantiles(each, n=100)[98])
        for what, each in (("closed", found.closed), ("open", found.open))
    }
    (p50, p99), (p50_open, p99_open) = shares["closed"], shares["open"]
    ratio = p50_open / p50
    return Record(
        case="valley",
        at=now(),
        machine=machine(),
        settings={
            "agents": size.agents,
            "seats": SEATS,
            "lines_per_s": SEATS * LINES_PER_S,
            "turns": size.turns,
            "window_s": size.window_s,
        },
        figures=[
            Figure("valley closed: ack p50", p50, "ms"),
            Figure("valley closed: ack p99", p99, "ms"),
            Figure(f"{size.agents:,} agents: ack p50", p50_open, "ms"),
            Figure(f"{size.agents:,} agents: ack p99", p99_open, "ms"),
            Figure("lines measured", len(found.closed) + len(found.open), "in all"),
            Figure("a tick, shown and noted down", found.tick_ms / found.tick_count, "ms"),
            Figure("ticks", found.tick_count, "in all"),
            Figure("ticks that came too late", found.skipped, "in all"),
            Figure("node kept off its core", median(found.kept_off), "of the time"),
        ],
        ratios=[
            Ratio("ack p50", ratio, "the same with the valley closed"),
            Ratio("ack p99", p99_open / p99, "the same with the valley closed"),
        ],
        bars=[at_most(f"ack p50 beside {size.agents:,} agents", RATIO_MAX, ratio, "times")],
        notes=["The node is started in turn with the valley closed and open, from 06:00 on."],
    )


if __name__ == "__main__":
    sys.exit(alone(run))
