"""The console's hold on a living node: games found and acted on, log lines brought over."""

import asyncio
import logging
import threading
from collections.abc import AsyncIterator

import pytest

from game.commands import Announce, CancelGame, KickPlayer
from game.ids import GameId
from server import console_task
from server.console_task import LINES_MAX, Floor, GameTap, LiveLog, LogTap
from server.room import Answer
from tests.server.fake_clock import until
from tests.server.stage import Databases, TwinNode
from tests.server.visiting import FakeVisitor

Heard = list[tuple[str, str | None, str]]
log = logging.getLogger("server.something")


@pytest.fixture
async def node() -> AsyncIterator[TwinNode]:
    node = TwinNode(Databases())
    await node.start()
    yield node
    await node.stop()


async def test_a_game_is_found_by_its_id_or_code_in_any_case(node: TwinNode) -> None:
    game = await node.table(FakeVisitor("ada"))
    floor, code = Floor(node.directory), node.state(game).code
    for word in (game, game.upper(), code, code.lower()):
        table = await floor.find(word)
        assert table is not None
        assert table.game == game
    for word in ("", "../..", "nobody", "00000000-0000-7000-8000-000000000000", "a" * 500):
        assert await floor.find(word) is None
    (table,) = floor.tables()
    assert (floor.served_by(table), floor.watching(table)) == (None, 1)


async def test_what_another_node_plays_is_shown_with_its_name(node: TwinNode) -> None:
    game = await node.table(FakeVisitor("ada"))
    other = TwinNode(node.databases, "two")
    await other.start()
    table = await Floor(other.directory).find(game)
    assert table is not None
    assert Floor(other.directory).served_by(table) == "one"
    await other.stop()


async def test_what_another_node_plays_is_acted_on_there(node: TwinNode) -> None:
    ada = FakeVisitor("ada")
    game = GameId(await node.table(ada))
    other = TwinNode(node.databases, "two")
    await other.start()
    floor = Floor(other.directory)
    table = await floor.find(game)
    assert table is not None
    assert floor.served_by(table) == "one"
    assert isinstance(await floor.ask(table, Announce(text="hi")), Answer)
    assert ada.kinds[-1] == "announcement.made"
    # Of what is played everywhere, each node tells its own.
    assert await floor.ask_all(Announce(text="all of you")) == 0
    await other.stop()


async def test_who_is_kicked_hears_of_it_and_nothing_more(node: TwinNode) -> None:
    ada, bob = FakeVisitor("ada"), FakeVisitor("bob")
    game = GameId(await node.table(ada, bob))
    floor, player = Floor(node.directory), node.state(game).players[bob.actor]
    said = await floor.ask(node.room(game), KickPlayer(game=game, player=player))
    assert isinstance(said, Answer)
    assert isinstance(await floor.ask(node.room(game), Announce(text="hi")), Answer)
    assert bob.kinds[-1] == "player.left"
    assert ada.kinds[-1] == "announcement.made"


async def test_a_game_that_can_not_answer_is_not_waited_for_without_end(
    node: TwinNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(console_task, "ANSWER_S_MAX", 0.01)
    game = GameId(await node.table(FakeVisitor("ada")))
    floor = Floor(node.directory)
    node.journal.appends.is_shut = True
    assert await floor.ask(node.room(game), CancelGame(game=game)) is None
    assert await floor.ask_all(Announce(text="hi")) == 0
    node.journal.appends.is_shut = False
    await until(lambda: node.state(game).phase == "cancelled", "it is carried out after all")


async def test_everything_played_here_is_told(node: TwinNode) -> None:
    games = [await node.table(FakeVisitor(name)) for name in ("ada", "bob", "cyd")]
    assert await Floor(node.directory).ask_all(Announce(text="hi")) == 3
    for game in games:
        assert node.databases.kinds(game)[-1] == "AnnouncementMade"


async def test_game_events_are_told_by_kind_and_number_alone(node: TwinNode) -> None:
    heard: Heard = []
    watched = [False]
    tap = GameTap(
        lambda topic, about, text, _at: heard.append((topic, about, text)),
        node.clock,
        lambda: watched[0],
    )
    node.directory.followers = (*node.directory.followers, tap)
    ada, bob = FakeVisitor("ada"), FakeVisitor("bob")
    game = await node.playing(ada, bob)
    assert [text for _, _, text in heard] == ["opened"] * len(heard)
    watched[0] = True
    await node.ask(ada, "response.submit", game=game, round=1, text="a secret quip")
    assert {about for _, about, _ in heard} == {game}
    assert [topic for topic, _, _ in heard] == ["game"] * len(heard)
    assert any(text.endswith(" response.submitted") for _, _, text in heard)
    assert "secret" not in str(heard)
    await node.stop()
    assert heard[-1][2] == "closed"


async def test_log_lines_of_any_thread_are_brought_over_in_order() -> None:
    heard: Heard = []
    tap = LogTap(lambda topic, about, text, _at: heard.append((topic, about, text)), lambda: True)
    running = asyncio.create_task(tap.run())
    await asyncio.sleep(0)
    log.warning("first %d", 1)
    thread = threading.Thread(target=log.error, args=("second",))
    thread.start()
    thread.join()
    await until(lambda: len(heard) == 2, "both lines")
    assert heard == [
        ("log", None, "warning server.something: first 1"),
        ("log", None, "error server.something: second"),
    ]
    running.cancel()
    await asyncio.wait({running})
    log.warning("after the end")
    await asyncio.sleep(0)
    assert len(heard) == 2


async def test_lines_beyond_what_waits_are_counted_and_said() -> None:
    heard: list[str] = []
    tap = LogTap(lambda _topic, _about, text, _at: heard.append(text), lambda: True)
    with tap.listening():
        for n in range(LINES_MAX + 7):
            log.warning("line %d", n)
        await until(lambda: heard, "the lines")
        assert len(heard) == LINES_MAX + 1
        assert heard[-1] == "7 lines were left out"
        log.warning("later")
        await until(lambda: heard[-1].endswith("later"), "the next line")


async def test_while_nobody_watches_nothing_is_kept() -> None:
    heard: list[str] = []
    tap = LogTap(lambda _topic, _about, text, _at: heard.append(text), lambda: False)
    with tap.listening():
        log.warning("unheard")
        await asyncio.sleep(0)
    assert heard == []


def test_the_level_is_the_whole_logs() -> None:
    root = logging.getLogger()
    before, live = root.level, LiveLog()
    try:
        live.set_level("error")
        assert (live.level(), root.level) == ("error", logging.ERROR)
        assert not log.isEnabledFor(logging.WARNING)
    finally:
        root.setLevel(before)
