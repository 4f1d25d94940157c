"""The shell of a room: acked once durable, standing still in outages, dying alone of a bug."""

import logging
from pathlib import Path
from typing import Any

import msgspec
import pytest

from game import decide
from game.commands import PassHost, SendChat, Tick
from game.ids import SYSTEM, Actor, GameId
from game.refusals import Rejected
from game.state import Phase
from persistence.ports import StorageUnavailable
from server.outcomes import Gone, Said, Unavailable
from server.room import INBOX_MAX, Answer
from server.room_task import RoomTask
from tests.server.conftest import NewNode
from tests.server.fake_clock import NOW, FakeClock, settle, until
from tests.server.stage import Databases, TwinNode
from tests.server.visiting import FakeVisitor

ADA, BOB = Actor("ada"), Actor("bob")


def chat(game: str, text: str = "hi", id: str = "c1") -> SendChat:
    return SendChat(id=id, game=GameId(game), text=text)


class Heard:
    """A `told` that remembers."""

    def __init__(self) -> None:
        self.said: list[Said] = []

    def __call__(self, said: Said, room: RoomTask) -> None:
        self.said.append(said)


async def test_a_reply_comes_once_durable_and_after_its_event(
    node: TwinNode, ada: FakeVisitor, bob: FakeVisitor, databases: Databases
) -> None:
    game = await node.table(ada, bob)
    ada.heard.clear()
    node.journal.appends.is_shut = True
    command_id = await node.send(ada, "chat.send", game=game, text="hi")
    await settle()
    assert ada.heard == bob.events[1:] == []
    assert len(databases.entries(game)) == node.room(game).room.seq
    node.journal.appends.is_shut = False
    await until(lambda: ada.answers(command_id))
    assert [said.get("ev") or said.get("re") for said in ada.heard] == ["chat.message", command_id]
    assert ada.heard[0]["seq"] == ada.heard[1]["seq"] == 4
    assert bob.kinds[-1] == "chat.message"


async def test_what_comes_during_an_append_shares_the_next(
    node: TwinNode, ada: FakeVisitor, bob: FakeVisitor
) -> None:
    game = await node.table(ada, bob)
    node.journal.batches.clear()
    node.journal.appends.is_shut = True
    await node.send(ada, "chat.send", game=game, text="1")
    await until(lambda: node.journal.appends.waiting)
    for n in range(5):
        await node.send(bob, "chat.send", game=game, text=f"b{n}")
    await settle()
    assert node.journal.appends.waiting == 1, "one append in flight"
    node.journal.appends.is_shut = False
    await until(lambda: node.room(game).room.seq == 9)
    assert node.journal.batches == [[4], [5, 6, 7, 8, 9]]


async def test_a_full_inbox_refuses_but_the_deadline_gets_in(
    node: TwinNode, ada: FakeVisitor, bob: FakeVisitor, clock: FakeClock
) -> None:
    """Method: nothing but refused commands wait at the deadline; the round ends all the same."""
    game = await node.playing(ada, bob)
    room, heard = node.room(game), Heard()
    node.journal.appends.is_shut = True
    room.post(ADA, chat(game))
    await until(lambda: node.journal.appends.waiting)
    for n in range(INBOX_MAX):
        room.post(Actor("nobody"), chat(game, id=f"c{n}"))
    room.post(ADA, chat(game, id="full"), heard)
    assert isinstance(heard.said[0], Unavailable)
    # What waits already is not refused for coming again.
    again = Heard()
    room.post(Actor("nobody"), chat(game, id="c7"), again)
    assert again.said == []
    await clock.advance(60_000)
    node.journal.appends.is_shut = False
    await until(lambda: node.state(game).phase is not Phase.ANSWERING)
    assert isinstance(again.said[0], Rejected)


async def test_the_tick_comes_at_the_deadline_and_not_before(
    node: TwinNode, ada: FakeVisitor, bob: FakeVisitor, clock: FakeClock
) -> None:
    game = await node.playing(ada, bob, time_limit_seconds=20)
    assert node.state(game).deadline_ms == NOW + 20_000
    await clock.advance(19_999)
    assert node.state(game).phase is Phase.ANSWERING
    await clock.advance(1)
    assert node.state(game).phase is not Phase.ANSWERING
    assert node.databases.kinds(game)[-1] == "RoundCompleted"


async def test_everyone_is_told_10_seconds_before_the_end(
    node: TwinNode, ada: FakeVisitor, bob: FakeVisitor, clock: FakeClock
) -> None:
    game = await node.playing(ada, bob, time_limit_seconds=20)
    await clock.advance(9_999)
    assert not bob.signals("countdown")
    await clock.advance(1)
    expected = {"sig": "countdown", "game": game, "phase": "answering", "left_ms": 10_000}
    assert bob.signals("countdown") == [expected]
    await clock.advance(9_999)
    assert len(bob.signals("countdown")) == 1
    assert node.state(game).phase is Phase.ANSWERING


async def test_a_write_that_failed_is_unavailable_and_a_retry_goes_through(
    node: TwinNode, ada: FakeVisitor, bob: FakeVisitor, databases: Databases
) -> None:
    game = await node.table(ada, bob)
    databases.store.forecast = lambda _game, _seq: "before"
    said = await node.ask(ada, "chat.send", game=game, text="hi", id="c1")
    assert said["error"]["code"] == "unavailable"
    assert said["error"]["retry_after_ms"] > 0
    assert not node.room(game).stalled
    databases.store.forecast = lambda _game, _seq: "fair"
    assert (await node.ask(ada, "chat.send", game=game, text="hi", id="c1"))["ok"]
    assert databases.kinds(game).count("ChatSent") == 1
    assert ada.seqs == sorted(set(ada.seqs)), "no event twice, none out of order"


async def test_a_write_that_nobody_knows_of_is_found_and_acked(
    node: TwinNode, ada: FakeVisitor, bob: FakeVisitor, databases: Databases
) -> None:
    game = await node.table(ada, bob)
    databases.store.forecast = lambda _game, _seq: "after"
    said = await node.ask(ada, "chat.send", game=game, text="hi", id="c1")
    assert (said["ok"], said["seq"]) == (True, 4)
    assert ada.seqs[-1] == bob.seqs[-1] == 4
    databases.store.forecast = lambda _game, _seq: "fair"
    assert await node.ask(ada, "chat.send", game=game, text="hi", id="c1") == said
    assert databases.kinds(game).count("ChatSent") == 1


async def test_a_refusal_in_a_batch_that_nobody_knows_of_stays_one(
    node: TwinNode, ada: FakeVisitor, bob: FakeVisitor, databases: Databases
) -> None:
    """Method: both wait for the same commit; the refusal leaves no trace in the journal."""
    game = await node.table(ada, bob)
    node.journal.appends.is_shut = True
    await node.send(ada, "chat.send", game=game, text="first")
    await until(lambda: node.journal.appends.waiting)
    chatted = await node.send(ada, "chat.send", game=game, text="second")
    refused = await node.send(bob, "game.start", game=game)
    databases.store.forecast = lambda _game, seq: "after" if seq > 4 else "fair"
    node.journal.appends.is_shut = False
    await until(lambda: bob.answers(refused) and ada.answers(chatted))
    assert ada.answers(chatted)[0]["ok"]
    assert bob.answers(refused)[0]["error"]["code"] == "game.not_host"


class Outage:
    """A game in round 1 whose database has just gone, with a chat line of Ada's in doubt."""

    def __init__(self, node: TwinNode, ada: FakeVisitor, bob: FakeVisitor) -> None:
        self.node, self.ada, self.bob = node, ada, bob

    async def begin(self, weather: Any) -> "Outage":
        self.game = await self.node.playing(self.ada, self.bob, time_limit_seconds=30)
        store = self.node.databases.store
        store.forecast = lambda _game, _seq: weather
        await self.lose()
        self.id = await self.node.send(self.ada, "chat.send", game=self.game, text="lost?")
        await until(lambda: self.node.room(self.game).stalled)
        return self

    async def lose(self) -> None:
        """Appends meet the weather, readings fail until `end`."""
        self.away = True
        journal = self.node.journal
        read_for_real = journal.read

        async def read(game: GameId, after: int, limit: int = 10_000) -> Any:
            if self.away:
                raise StorageUnavailable("away")
            return await read_for_real(game, after, limit)

        journal.read = read  # type: ignore[method-assign]

    async def end(self) -> None:
        self.away = False
        self.node.databases.store.forecast = lambda _game, _seq: "fair"
        await self.node.clock.advance(1_000)
        await until(lambda: not self.node.room(self.game).stalled)
        await settle()


@pytest.mark.parametrize("weather", ["before", "after"])
async def test_in_an_outage_nothing_is_taken_in_and_everyone_knows(
    node: TwinNode, ada: FakeVisitor, bob: FakeVisitor, weather: str
) -> None:
    outage = await Outage(node, ada, bob).begin(weather)
    game = outage.game
    assert bob.signals("outage") == [{"sig": "outage", "game": game, "over": False}]
    said = await node.ask(bob, "chat.send", game=game, text="anyone?")
    assert said["error"]["code"] == "unavailable"
    assert said["error"]["retry_after_ms"] == 1_000
    # Whose command is in doubt hears nothing yet; nor does its retry.
    retry = await node.send(ada, "chat.send", game=game, text="lost?", id=outage.id)
    await settle()
    assert ada.answers(retry) == []
    await outage.end()
    assert bob.signals("outage")[-1]["over"] is True
    oks = [said["ok"] for said in ada.answers(outage.id)]
    # Written: both know. Not written: both hear so, and nothing of it happens later.
    assert oks == [weather == "after"] * 2
    assert node.databases.kinds(game).count("ChatSent") == int(weather == "after")
    assert bob.seqs == list(range(bob.seqs[0], node.room(game).room.seq + 1))


async def test_an_answered_command_is_answered_again_even_in_an_outage(
    node: TwinNode, ada: FakeVisitor, bob: FakeVisitor
) -> None:
    outage = Outage(node, ada, bob)
    game = await node.table(ada, bob)
    first = await node.ask(ada, "chat.send", game=game, text="before", id="b")
    node.databases.store.forecast = lambda _game, _seq: "before"
    outage.game = game
    await outage.lose()
    await node.send(ada, "chat.send", game=game, text="x")
    await until(lambda: node.room(game).stalled)
    assert await node.ask(ada, "chat.send", game=game, text="before", id="b") == first
    await outage.end()


async def test_the_clocks_stand_still_in_an_outage(
    node: TwinNode, ada: FakeVisitor, bob: FakeVisitor, clock: FakeClock
) -> None:
    """Method: an outage that lasts longer than the round had left."""
    outage = await Outage(node, ada, bob).begin("before")
    deadline = node.state(outage.game).deadline_ms
    assert deadline == NOW + 30_000
    await clock.advance(45_000)
    assert node.state(outage.game).phase is Phase.ANSWERING
    await outage.end()
    assert node.state(outage.game).phase is Phase.ANSWERING
    moved = node.state(outage.game).deadline_ms
    assert moved is not None
    assert deadline + 45_000 < moved <= clock.now_ms() + 30_000
    kinds = node.databases.kinds(outage.game)[-2:]
    assert kinds == ["GamePaused", "GameResumed"]
    assert bob.kinds[-2:] == ["game.paused", "game.resumed"]
    # And it comes when it should.
    await clock.advance(moved - clock.now_ms() - 1)
    assert node.state(outage.game).phase is Phase.ANSWERING
    await clock.advance(1)
    assert node.state(outage.game).phase is not Phase.ANSWERING


async def test_a_short_wait_moves_no_deadline(
    node: TwinNode, ada: FakeVisitor, bob: FakeVisitor, clock: FakeClock
) -> None:
    game = await node.playing(ada, bob)
    node.databases.store.forecast = lambda _game, _seq: "after"
    node.journal.appends.is_shut = True
    command_id = await node.send(ada, "chat.send", game=game, text="hi")
    clock.jump(249)
    node.journal.appends.is_shut = False
    await until(lambda: ada.answers(command_id))
    await settle()
    assert "GamePaused" not in node.databases.kinds(game)


async def test_what_waited_for_its_turn_when_the_outage_began_is_refused_at_once(
    node: TwinNode, ada: FakeVisitor, bob: FakeVisitor
) -> None:
    game = await node.table(ada, bob)
    node.databases.store.forecast = lambda _game, _seq: "before"
    outage = Outage(node, ada, bob)
    outage.game = game
    await outage.lose()
    node.journal.appends.is_shut = True
    await node.send(ada, "chat.send", game=game, text="1")
    await until(lambda: node.journal.appends.waiting)
    waiting = await node.send(bob, "chat.send", game=game, text="2")
    node.journal.appends.is_shut = False
    await until(lambda: bob.answers(waiting))
    assert node.room(game).stalled
    assert bob.answers(waiting)[0]["error"]["code"] == "unavailable"
    await outage.end()
    assert "ChatSent" not in node.databases.kinds(game)


async def test_a_room_that_another_node_has_written_is_let_go(
    new_node: NewNode, ada: FakeVisitor, bob: FakeVisitor, databases: Databases
) -> None:
    """Method: both nodes believe that they own it, as they may while Redis is away."""
    one = new_node("one")
    game = await one.table(ada, bob)
    databases.memory.away = True
    two, cyd = new_node("two"), FakeVisitor("cyd")
    assert (await two.ask(cyd, "game.join", game=game))["ok"]
    old = one.room(game)
    said = await one.ask(ada, "chat.send", game=game, text="hi", id="c1")
    assert said["error"]["code"] == "unavailable"
    # It is served again from what the other wrote, for those who watch it.
    await until(lambda: one.directory.here(GameId(game)) not in (None, old))
    assert ada.closed is bob.closed is None
    assert (await one.ask(ada, "chat.send", game=game, text="hi", id="c1"))["ok"]
    await until(lambda: [*range(bob.seqs[0], len(databases.entries(game)) + 1)] == bob.seqs)
    assert "player.joined" in bob.kinds


async def test_a_command_of_ours_that_was_written_is_acked_though_the_room_is_lost(
    new_node: NewNode, ada: FakeVisitor, databases: Databases
) -> None:
    """Method: the retry of a command that another node has carried out meanwhile."""
    one = new_node("one")
    game = await one.table(ada, FakeVisitor("bob"))
    databases.memory.away = True
    two, again = new_node("two"), FakeVisitor("ada")
    assert (await two.ask(again, "game.resume", game=game, seq=0))["ok"]
    first = await two.ask(again, "chat.send", game=game, text="hi", id="c1")
    assert (await one.ask(ada, "chat.send", game=game, text="hi", id="c1")) == first
    assert databases.kinds(game).count("ChatSent") == 1


async def test_a_bug_in_the_rules_kills_only_its_room_and_keeps_its_posts(
    new_node: NewNode,
    ada: FakeVisitor,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    node = new_node(crashes=tmp_path)
    cyd, dan = FakeVisitor("cyd"), FakeVisitor("dan")
    game, other = await node.table(ada), await node.table(cyd, dan)
    victim = node.room(game)

    def broken(*_: Any) -> Any:
        raise ZeroDivisionError("a bug")

    with monkeypatch.context() as patched, caplog.at_level(logging.CRITICAL):
        patched.setattr(decide.chat, "send_chat", broken)
        said = await node.ask(ada, "chat.send", game=game, text="boom")
    assert said["error"]["code"] == "internal"
    (log,) = tmp_path.iterdir()
    assert log.name == f"{game}-2.jsonl"
    lines = [msgspec.json.decode(line) for line in log.read_bytes().splitlines()]
    assert [line[1]["command"]["op"] for line in lines] == ["game.open", "game.join", "chat.send"]
    # The process lives, other rooms play on, and this one is served again.
    assert (await node.ask(cyd, "chat.send", game=other, text="fine"))["ok"]
    await until(lambda: node.directory.here(GameId(game)) not in (None, victim))
    assert (await node.ask(ada, "chat.send", game=game, text="still here"))["ok"]


async def test_a_closed_room_answers_that_it_is_gone(node: TwinNode, ada: FakeVisitor) -> None:
    game = await node.table(ada)
    room, heard = node.room(game), Heard()
    room.close()
    room.post(ADA, chat(game), heard)
    assert isinstance(heard.said[0], Gone)


async def test_a_closing_room_finishes_what_is_in_flight(node: TwinNode, ada: FakeVisitor) -> None:
    game = await node.table(ada)
    room, done, late = node.room(game), Heard(), Heard()
    node.journal.appends.is_shut = True
    room.post(ADA, chat(game), done)
    await until(lambda: node.journal.appends.waiting)
    room.post(ADA, chat(game, "next", "c2"), late)
    room.close()
    await settle()
    assert done.said == late.said == []
    node.journal.appends.is_shut = False
    await until(lambda: done.said and late.said)
    assert isinstance(done.said[0], Answer)
    assert isinstance(late.said[0], Gone)


async def test_the_rooms_own_posts_survive_an_outage(
    node: TwinNode, ada: FakeVisitor, bob: FakeVisitor
) -> None:
    outage = await Outage(node, ada, bob).begin("before")
    room = node.room(outage.game)
    room.post(SYSTEM, PassHost(present=(BOB,)))
    room.post(SYSTEM, Tick())
    await outage.end()
    assert node.state(outage.game).host == BOB
