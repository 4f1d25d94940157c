"""Hot copies: now and then, the newest of each, gone when the game is over, all before a stop."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from game.ids import GameId
from server.keeper_task import ENTRIES_BETWEEN, PAUSE_MS, TOGETHER
from tests.server.fake_clock import until
from tests.server.stage import Databases, TwinNode
from tests.server.visiting import FakeVisitor


@pytest.fixture
async def kept(node: TwinNode, databases: Databases) -> AsyncIterator[dict[GameId, int]]:
    """The numbers of the snapshots, while the keeper runs."""
    running = asyncio.create_task(node.keeper.run())
    yield {}
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


def seqs(databases: Databases) -> dict[GameId, int]:
    return {game: kept.state.seq for game, kept in databases.memory.kept.items()}


async def chatter(node: TwinNode, ada: FakeVisitor, game: str, count: int) -> None:
    for n in range(count):
        await node.ask(ada, "chat.send", game=game, text=f"{n}")


@pytest.mark.usefixtures("kept")
async def test_a_copy_is_made_every_so_many_entries(
    node: TwinNode, databases: Databases, ada: FakeVisitor
) -> None:
    game = GameId(await node.table(ada))
    await chatter(node, ada, game, ENTRIES_BETWEEN - 3)
    assert seqs(databases) == {}
    await chatter(node, ada, game, 1)
    await until(lambda: seqs(databases) == {game: ENTRIES_BETWEEN})
    await chatter(node, ada, game, ENTRIES_BETWEEN)
    await node.clock.advance(PAUSE_MS)
    await until(lambda: seqs(databases) == {game: 2 * ENTRIES_BETWEEN})
    kept = databases.memory.kept[game]
    assert kept.state == node.state(game)
    assert kept.at_ms == node.room(game).room.at_ms


@pytest.mark.usefixtures("kept")
async def test_a_game_that_is_over_is_forgotten(
    node: TwinNode, databases: Databases, ada: FakeVisitor
) -> None:
    game = await node.table(ada)
    await chatter(node, ada, game, ENTRIES_BETWEEN)
    await until(lambda: seqs(databases))
    await node.ask(ada, "game.cancel", game=game)
    await node.clock.advance(PAUSE_MS)
    await until(lambda: not seqs(databases))


@pytest.mark.usefixtures("kept")
async def test_a_room_in_full_chatter_is_copied_once_in_a_while(
    node: TwinNode, databases: Databases, ada: FakeVisitor
) -> None:
    """Else its copies cost more than its lines."""
    game = GameId(await node.table(ada))
    await chatter(node, ada, game, ENTRIES_BETWEEN)
    await until(lambda: seqs(databases))
    before = seqs(databases)
    await chatter(node, ada, game, 3 * ENTRIES_BETWEEN)
    assert seqs(databases) == before
    await node.clock.advance(PAUSE_MS)
    await until(lambda: seqs(databases) != before)
    assert seqs(databases)[game] > before[game] + 2 * ENTRIES_BETWEEN


async def test_before_a_stop_every_live_room_is_kept(
    node: TwinNode, databases: Databases, ada: FakeVisitor
) -> None:
    games = [await node.table(FakeVisitor(f"ada {n}")) for n in range(TOGETHER + 3)]
    host = node.state(games[0]).host
    await node.ask(FakeVisitor(host), "game.cancel", game=games[0])
    await node.keeper.keep_all(node.directory.rooms)
    assert seqs(databases) == {GameId(game): 2 for game in games[1:]}


async def test_the_newest_copy_replaces_an_older_that_still_waits(
    node: TwinNode, databases: Databases, ada: FakeVisitor
) -> None:
    """Method: the keeper does not run until two are due."""
    game = await node.table(ada)
    await chatter(node, ada, game, 2 * ENTRIES_BETWEEN)
    assert seqs(databases) == {}
    await node.keeper.keep_all([])
    assert seqs(databases) == {GameId(game): 2 * ENTRIES_BETWEEN}


async def test_a_redis_that_is_away_stops_nobody(
    node: TwinNode, databases: Databases, ada: FakeVisitor
) -> None:
    databases.memory.away = True
    game = await node.table(ada)
    await chatter(node, ada, game, 2 * ENTRIES_BETWEEN)
    await node.keeper.keep_all(node.directory.rooms)
    assert node.room(game).room.seq == 2 + 2 * ENTRIES_BETWEEN
