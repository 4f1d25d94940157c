"""Talk at a table: whoever is addressed answers in character, in human time, and it ends."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from agents.banter import mark
from agents.meeting import patience
from agents.memories import Memory
from agents.relationships import Tie
from agents.tabletalk import Call
from game.commands import SendChat
from game.ids import Actor, GameId, MessageId, PlayerId, agent_actor, mint
from persistence.ports import Cursor
from server.minds.table_task import WAITING_MAX, Addressed, TableTalk
from tests.server.fake_clock import FakeClock, settle
from tests.server.injections import INJECTIONS
from tests.server.stage import TwinNode, banter, personas
from tests.server.visiting import FakeVisitor, Said

GOAT = next(each for each in personas() if each.slug == "goat")


@pytest.fixture
def ada() -> FakeVisitor:
    return FakeVisitor("ada")


@pytest.fixture(autouse=True)
async def talking(node: TwinNode) -> AsyncIterator[None]:
    task = asyncio.create_task(node.talking.run())
    yield
    task.cancel()


async def lobby(node: TwinNode, *people: FakeVisitor, agent: str = "goat", **fields: object) -> str:
    """A lobby of these people and one machine player, who has said hello."""
    game = await node.table(*people, **fields)
    assert (await node.ask(people[0], "game.add_agent", game=game, agent=agent))["ok"]
    await node.clock.advance(10_000)
    return game


async def say(node: TwinNode, who: FakeVisitor, game: str, text: str) -> list[Said]:
    """Say this; gives what was said to it: people here take a tenth of their time."""
    before = len(who.heard)
    assert (await node.ask(who, "chat.send", game=game, text=text))["ok"]
    for _ in range(3):
        await settle()
        await node.clock.advance(1_000)
    mine = node.state(game).players[who.actor]
    lines = [each for each in who.heard[before:] if each.get("ev") == "chat.message"]
    return [each for each in lines if each["player"] != mine]


async def test_who_is_named_answers_in_human_time_and_it_is_kept(
    node: TwinNode, ada: FakeVisitor
) -> None:
    game = await lobby(node, ada)
    said = await node.ask(ada, "chat.send", game=game, text="Bramble, tell me a joke")
    assert said["ok"]
    asked_ms = node.clock.now_ms()
    await settle()
    lines = [each for each in ada.heard if each.get("ev") == "chat.message"]
    assert lines[-1]["text"] == "Bramble, tell me a joke"
    await node.clock.advance(10_000)
    (line,) = [
        each for each in ada.heard if each.get("ev") == "chat.message" and each["at"] > asked_ms
    ]
    # A tenth of human time, as all is on this stage.
    assert 100 <= line["at"] - asked_ms <= 1_300
    (kept,) = node.databases.store.agents.talks["goat", ada.actor]
    assert (kept.said, kept.answered, kept.intent) == (
        "Bramble, tell me a joke", line["text"], "joke",
    )  # fmt: skip
    assert kept.tie is not None
    assert kept.tie.affection > 0
    # What is said at a table is remembered by who sits there, and not twice.
    assert node.databases.store.memories.get("goat", {}) == {}


async def test_a_talk_goes_on_without_the_name_and_ends_by_itself(
    node: TwinNode, ada: FakeVisitor
) -> None:
    bob = FakeVisitor("bob")
    game = await lobby(node, ada, bob)
    assert await say(node, bob, game, "what a day") == []
    count = 0
    for number in range(20):
        name = "Bramble, " if number == 0 else ""
        if not await say(node, ada, game, f"{name}the pond number {number} is green"):
            break
        count += 1
    # Sooner or later it takes its leave, and then it is not called again.
    assert count == patience(Tie(), 0)
    assert node.databases.store.agents.talks["goat", ada.actor][-1].ended
    # Others are none of this talk.
    assert await say(node, bob, game, "is it?") == []


async def test_ones_mere_name_is_answered_aloud(node: TwinNode, ada: FakeVisitor) -> None:
    game = await lobby(node, ada)
    (line,) = await say(node, ada, game, "Bramble?")
    (kept,) = node.databases.store.agents.talks["goat", ada.actor]
    aloud = {
        mark(each)
        for bank in (banter()["goat"], banter()["common"])
        for each in bank.lines("aloud", "neutral")
    }
    assert kept.answered == line["text"]
    assert kept.marks[0] in aloud


async def test_orders_stay_harmless_and_private_words_are_told_to_no_table(
    node: TwinNode, ada: FakeVisitor
) -> None:
    """Method: memories of a private talk, a private game and a public one; all asked for."""
    bob = FakeVisitor("bob")
    past = [
        await node.table(ada, visibility=visibility, name="Past")
        for visibility in ("private", "public")
    ]
    contents = ("talked of the walrus", "sang about the lantern", "won with the toaster")
    for number, (content, game) in enumerate(zip(contents, (None, *past), strict=True)):
        memory = Memory(
            id=mint(1, "old", number), agent="goat", content=f"Ada {content}.", at=1, accessed=1,
            importance=6.0, words=(content.split()[-1],), tags=("answer",) if game else ("talk",),
            players=(ada.actor,), game=GameId(game) if game else None,
        )  # fmt: skip
        cursor = Cursor(game=GameId(past[0]), after=number, seq=number + 1)
        assert (await node.memories.save("goat", cursor, [memory])).is_written
    game = await lobby(node, ada, bob)
    heard = []
    for question in ("walrus", "lantern", "toaster", *INJECTIONS):
        for each in await say(node, ada, game, f"Bramble, {question}?"[:280]):
            heard.append(each["text"])
        await node.clock.advance(120_000)
        for each in await say(node, ada, game, f"Bramble, do you remember the {question}?"[:280]):
            heard.append(each["text"])
        await node.clock.advance(120_000)
    text = " ".join(heard).lower()
    assert len(heard) > 30
    assert "won with the toaster" in text
    assert "talked of" not in text
    assert "sang about" not in text
    assert "agent_memories" not in text


async def test_two_machines_never_talk_for_long(node: TwinNode, ada: FakeVisitor) -> None:
    """Method: one machine is made to say the other's name; a few lines later all is still."""
    game = await lobby(node, ada)
    assert (await node.ask(ada, "game.add_agent", game=game, agent="baker"))["ok"]
    await node.clock.advance(10_000)
    room = node.room(game)
    command = {"game": GameId(game), "id": "spoken", "text": "Bramble, is that you?"}
    room.post(agent_actor("baker"), SendChat(**command), lambda *_: None)
    before = len(ada.heard)
    for _ in range(20):
        await settle()
        await node.clock.advance(1_000)
    lines = [each for each in ada.heard[before:] if each.get("ev") == "chat.message"]
    users = [node.state(game).seats[each["player"]].user for each in lines]
    baker, goat = agent_actor("baker"), agent_actor("goat")
    # One is asked, answers, and gets one line back.
    assert users == [baker, goat, baker]
    first, second = sorted(node.databases.store.agents.overheard.values(), key=lambda o: o.at)
    assert (first.speaker, first.hearer, first.said) == ("baker", "goat", command["text"])
    assert first.answered == second.said == lines[1]["text"]
    assert second.answered == lines[2]["text"]


async def test_behind_a_mask_nothing_is_kept_and_nothing_is_given_away(
    node: TwinNode, ada: FakeVisitor
) -> None:
    game = await node.table(ada, mode="turing", agents=1)
    await node.clock.advance(20_000)
    (seat,) = [each for each in node.state(game).seats.values() if each.is_ai]
    slug = seat.user.removeprefix("agent:")
    told = []
    for question in ("who are you?", "are you a machine?", "what do you like?", "hello"):
        for each in await say(node, ada, game, f"{seat.name}, {question}"):
            told.append(each["text"])
    # By its other names nobody can call it.
    assert await say(node, ada, game, f"{slug}, are you there?") == []
    assert len(told) == 2
    own = [line for bank in (banter()[slug],) for key in ("any", "warm", "neutral", "cool")
           for lines in getattr(bank, key).values() for line in lines]  # fmt: skip
    for text in told:
        assert text not in own
        assert "machine player" not in text
        assert "not a person" not in text
    assert node.databases.store.agents.talks == {}


async def test_the_room_waits_for_nobody_and_a_full_queue_is_silence(
    node: TwinNode, ada: FakeVisitor, clock: FakeClock
) -> None:
    """Method: the store goes away while it thinks; then more is asked than may wait."""
    game = await lobby(node, ada)
    node.databases.store.agents.talks.clear()
    assert (await node.ask(ada, "chat.send", game=game, text="Bramble, hello"))["ok"]
    node.databases.store.away = True
    await settle()
    node.databases.store.away = False
    (mind,) = node.minds._tables[GameId(game)].values()
    assert (mind.talk.asked, mind.talk.saying) == (None, None)
    assert len(await say(node, ada, game, "Bramble, hello again")) == 1

    told: list[str] = []
    idle = TableTalk({}, banter(), node.shelf, clock)
    idle.told = lambda _addressed, text, _is_over: told.append(text)
    call = Call(who=PlayerId("p"), message=MessageId("m"), text="hi", at_ms=1)
    one = Addressed(
        game=GameId("g"), player=PlayerId("me"), agent="goat", call=call, speaker=Actor("ada"),
        name="Ada", called="Bramble", is_masked=False,
    )  # fmt: skip
    for _ in range(WAITING_MAX + 1):
        idle.want(one)
    assert (idle.dropped, told) == (1, [""])
