"""Every game that is over gets its digest, also those that earlier runs left."""

import asyncio

import pytest

from game.digest import digest
from game.ids import GameId
from server import archive_task
from tests.server.conftest import NewNode
from tests.server.fake_clock import settle, until
from tests.server.stage import Databases, TwinNode
from tests.server.visiting import FakeVisitor


async def stop(running: "asyncio.Task[None]") -> None:
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_a_game_is_sealed_when_it_is_over(
    node: TwinNode, databases: Databases, ada: FakeVisitor
) -> None:
    running = asyncio.create_task(node.archive.run())
    over, live = await node.table(ada), await node.table(ada)
    await settle()
    assert databases.store.digests == {}
    await node.ask(ada, "game.cancel", game=over)
    expected = {over: digest(databases.entries(over))[0]}
    await until(lambda: databases.store.digests == expected)
    # What is chatted afterwards changes nothing.
    await node.ask(ada, "chat.send", game=over, text="gg")
    await node.ask(ada, "chat.send", game=live, text="on")
    await settle()
    assert databases.store.digests == expected
    assert digest(databases.entries(over))[0] == expected[over]
    await stop(running)


async def test_what_earlier_runs_left_is_sealed_at_the_start(
    new_node: NewNode, databases: Databases, ada: FakeVisitor
) -> None:
    one = new_node()
    games = [await one.table(ada) for _ in range(2)]
    for game in games:
        await one.ask(ada, "game.cancel", game=game)
    await one.stop()
    running = asyncio.create_task(new_node().archive.run())
    await until(lambda: set(databases.store.digests) == set(games))
    await stop(running)


async def test_a_game_that_cannot_be_folded_holds_up_no_other(
    new_node: NewNode, databases: Databases, ada: FakeVisitor
) -> None:
    one = new_node()
    broken, sound = [await one.table(ada) for _ in range(2)]
    for game in (broken, sound):
        await one.ask(ada, "game.cancel", game=game)
    await one.stop()
    del databases.store.entries[GameId(broken)][1]
    running = asyncio.create_task(new_node().archive.run())
    await until(lambda: databases.store.digests != {})
    await settle()
    assert set(databases.store.digests) == {sound}
    await stop(running)


async def test_sealing_waits_for_the_database(
    node: TwinNode, databases: Databases, ada: FakeVisitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive_task, "RETRY_S", 0.0)
    game = await node.table(ada)
    running = asyncio.create_task(node.archive.run())
    await settle()
    await node.ask(ada, "game.cancel", game=game)
    databases.store.away = True
    await settle(40)
    assert not running.done()
    assert databases.store.digests == {}
    databases.store.away = False
    await until(lambda: game in databases.store.digests)
    await stop(running)


async def test_what_a_dead_node_left_is_sealed_and_counted_by_another(
    new_node: NewNode, databases: Databases, ada: FakeVisitor
) -> None:
    """Method: a game ends at a node that seals nothing; the other hears that it is no more."""
    one, two = new_node("one"), new_node("two")
    running = asyncio.create_task(two.archive.run())
    counting = asyncio.create_task(two.scribe.run())
    await settle()
    game = await one.table(ada)
    await one.ask(ada, "game.cancel", game=game)
    await settle()
    assert databases.store.digests == {}
    two.cluster.bereaved = lambda: (two.archive.look_again(), two.scribe.look_again())
    await two.join()
    await one.membership.leave()
    await two.cluster.moves.beat()
    await until(lambda: set(databases.store.digests) == {game})
    await stop(running)
    await stop(counting)
