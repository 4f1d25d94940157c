"""Reports: only of lines that are there, by those who may hear; and mutes, through a whole node."""

from typing import Any

import pytest

from game.commands import KickPlayer, LeaveGame, SendChat
from game.ids import Actor
from persistence.fakes import Store, TwinReports, run
from persistence.ports import Report, StorageUnavailable
from server.fanout import Audience
from server.moderation import Moderation
from server.outcomes import Gone
from server.room import Room
from server.shadow import Shadow
from server.wire import ReportChat
from tests.game.table import GAME, seated
from tests.server.fake_clock import FakeClock
from tests.server.stage import GatedJournal, TwinNode
from tests.server.visiting import FakeVisitor


class Scene:
    """A table with a line of bob's, the moderators' list, and visitors who report."""

    def __init__(self, **settings: Any) -> None:
        self.table = seated("ada", "bob", "cyd", agents=1, settings=settings)
        self.store, self.clock = Store(), FakeClock()
        self.reports = TwinReports(self.store)
        self.moderation = Moderation(self.reports, self.clock)
        self.line = self.say("bob", "something nasty")

    def say(self, name: str, text: str) -> str:
        self.table.do(name, SendChat(game=GAME, text=text))
        return self.table.state.chat[-1].message

    async def report(self, name: str, message: str | None = None, reason: str = "") -> Any:
        room, audience = Room(GAME, self.table.state), Audience(GAME, self.table.entries)
        journal = GatedJournal(self.store)
        place = Shadow(room, audience, journal, "two", lambda each, _, told: told(Gone(), each))
        visitor = FakeVisitor(name)
        command = ReportChat(id="r", game=GAME, message=message or self.line, reason=reason)
        await self.moderation.report(visitor, place, command)
        (said,) = visitor.heard
        return said

    @property
    def kept(self) -> list[Report]:
        return run(self.reports.page(None, 100))


async def test_a_report_is_kept_with_the_line_and_who_said_it() -> None:
    scene = Scene()
    assert await scene.report("ada", reason="  not\n nice ") == {"re": "r", "ok": True, "seq": None}
    (kept,) = scene.kept
    assert (kept.game, kept.message, kept.text) == (GAME, scene.line, "something nasty")
    assert (kept.author, kept.reporter, kept.reason) == ("bob", "ada", "not nice")
    assert (kept.status, kept.created_at) == ("open", scene.clock.now_ms())


async def test_a_report_repeated_is_answered_as_the_first() -> None:
    scene = Scene()
    first = await scene.report("ada", reason="one")
    assert await scene.report("ada", reason="two") == first
    assert [each.reason for each in scene.kept] == ["one"]
    await scene.report("cyd")
    assert len(scene.kept) == 2


async def test_only_lines_that_the_game_still_has_are_reported() -> None:
    scene = Scene()
    for message in ("nothing", scene.line + "x", "\0"):
        assert (await scene.report("ada", message))["error"]["code"] == "not_found"
    for count in range(50):
        scene.say("ada", f"line {count}")
    assert (await scene.report("ada"))["error"]["code"] == "not_found"
    assert scene.kept == []


async def test_only_who_may_hear_the_game_reports() -> None:
    scene = Scene(allow_spectators=False)
    scene.table.do("ada", KickPlayer(game=GAME, player=scene.table.player("cyd")))
    for name in ("eve", "cyd"):
        assert (await scene.report(name))["error"]["code"] == "forbidden"
    assert (await Scene().report("eve"))["ok"]


@pytest.mark.parametrize("reason", ["a\x1b[2Jb", "a\u202eb"])
async def test_a_reason_is_safe_to_read(reason: str) -> None:
    said = await Scene().report("ada", reason=reason)
    assert said["error"]["code"] == "bad_request"


async def test_whose_seat_is_gone_is_still_named_and_a_machine_by_its_slug() -> None:
    scene = Scene()
    scene.table.do("bob", LeaveGame(game=GAME))
    await scene.report("ada")
    (machine,) = [seat.user for seat in scene.table.state.active if seat.is_ai]
    await scene.report("ada", scene.say(machine, "beep"))
    assert sorted(str(each.author) for each in scene.kept) == sorted([machine, "bob"])


async def test_an_outage_is_the_callers_to_answer() -> None:
    scene = Scene()
    scene.store.away = True
    with pytest.raises(StorageUnavailable):
        await scene.report("ada")


def texts(said: Any) -> list[str]:
    return [
        each.get("text", each["ev"]) for each in said["events"] if each["ev"] != "player.joined"
    ]


async def test_a_resume_tells_what_the_mutes_say_now(node: TwinNode) -> None:
    """Method: bob talks before, while and after ada hides him; ada comes back each time."""
    ada, bob = FakeVisitor("ada"), FakeVisitor("bob")
    game = await node.table(ada, bob)
    start = node.state(game).seq
    other = node.state(game).players[Actor("bob")]

    async def back() -> Any:
        return await node.ask(FakeVisitor("ada"), "game.resume", game=game, seq=start)

    await node.ask(bob, "chat.send", game=game, text="before")
    assert texts(await back()) == ["before"]
    again = FakeVisitor("ada")
    await node.ask(again, "game.resume", game=game, seq=start)
    assert (await node.ask(again, "chat.mute", game=game, player=other))["ok"]
    await node.ask(bob, "chat.send", game=game, text="while")
    assert again.kinds[-2:] == ["chat.muted", "skip"]
    said = await back()
    assert texts(said) == ["skip", "chat.muted", "skip"]
    assert [each["seq"] for each in said["events"]] == [start + 1, start + 2, start + 3]
    shown = await node.ask(FakeVisitor("ada"), "game.join", game=game)
    assert shown["snapshot"]["chat"] == []
    assert shown["snapshot"]["my_mutes"] == [other]
    last = FakeVisitor("ada")
    await node.ask(last, "game.resume", game=game, seq=start)
    await node.ask(last, "chat.mute", game=game, player=other, muted=False)
    assert texts(await back()) == ["before", "chat.muted", "while", "chat.muted"]


async def test_the_host_silences_a_player_for_everyone(node: TwinNode) -> None:
    ada, bob = FakeVisitor("ada"), FakeVisitor("bob")
    game = await node.table(ada, bob)
    other = node.state(game).players[Actor("bob")]
    said = await node.ask(bob, "game.mute", game=game, player=other)
    assert said["error"]["code"] == "game.not_host"
    assert (await node.ask(ada, "game.mute", game=game, player=other))["ok"]
    assert bob.kinds[-1] == "player.muted"
    said = await node.ask(bob, "chat.send", game=game, text="ha")
    assert said["error"]["code"] == "forbidden"
