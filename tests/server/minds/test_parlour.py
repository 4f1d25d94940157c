"""People talk to machine players: answered once, kept, felt, and nobody learns of others."""

import asyncio
from typing import Any

import pytest

from agents.keywords import keywords
from agents.meeting import REST_MS
from agents.memories import Memory
from game.ids import Actor, GameId, mint
from persistence.fakes.rows import UserRow
from persistence.ports import StorageUnavailable
from server.credits import Credits
from server.minds.parlour import AGAIN_MS, AT_ONCE_MAX, BUSY_RETRY_MS
from server.tariffs import KINDS
from server.wallet import Wallet
from tests.server.fake_clock import FakeClock
from tests.server.injections import INJECTIONS
from tests.server.minds.test_memory_task import play
from tests.server.stage import Databases, TwinNode, parsed
from tests.server.visiting import FakeVisitor, Said


async def talk(node: TwinNode, who: FakeVisitor, text: str, **more: Any) -> Said:
    return await node.ask(who, "agent.talk", **{"agent": "goat", "text": text, **more})


async def test_a_kind_word_is_answered_felt_and_remembered(
    node: TwinNode, databases: Databases, ada: FakeVisitor
) -> None:
    said = await talk(node, ada, "You are so funny, Bramble!")
    assert said["reply"]["text"]
    assert said["reply"]["emotional_tone"] == "proud"
    assert said["relationship"]["affection"] == said["change"]["affection"] > 0
    assert (said["change"]["cause"], said["change"]["by"]) == ("praised", "me")
    goat = await node.ask(ada, "agent.get", agent="goat")
    assert goat["agent"]["relationship"] == said["relationship"]
    assert [each["cause"] for each in goat["causes"]] == ["praised"]
    assert [(each["me"], each["reply"]) for each in goat["talks"]] == [
        ("You are so funny, Bramble!", said["reply"]["text"])
    ]
    (memory,) = databases.store.memories["goat"].values()
    assert memory.content == "Ada told me: “You are so funny, Bramble!”"
    listed = await node.ask(ada, "agent.list")
    felt = {each["id"]: each["relationship"]["affection"] for each in listed["agents"]}
    assert felt["goat"] > felt["ghost"] == 0


async def test_a_game_moves_what_they_feel_and_the_cause_is_named(
    node: TwinNode, clock: FakeClock, ada: FakeVisitor, databases: Databases
) -> None:
    game = await node.playing(ada, agents=2)
    await play(node, clock, ada, game, 300)
    await node.remembrance.save_all()
    moved = {}
    for slug in [each.user.removeprefix("agent:") for each in node.state(game).seats.values()]:
        if slug != "ada":
            moved[slug] = await node.ask(ada, "agent.get", agent=slug)
    assert len(moved) == 2
    for slug, shown in moved.items():
        causes = {each["cause"]: each for each in shown["causes"]}
        assert causes["played"]["note"] == "a whole game together"
        assert shown["agent"]["relationship"]["frequency"] >= 1, slug
        answer = await talk(node, ada, "what do you remember about our toaster?", agent=slug)
        assert answer["recalled"]
        assert "toaster" in answer["reply"]["text"]
        held = databases.store.memories[slug]
        assert all("ada" in held[each].players for each in answer["recalled"])
        assert held[answer["recalled"][0]].accesses == 1
    # Votes of the history count for agents among each other as well.
    ties = databases.store.agents.ties
    one, other = moved
    assert any(
        each.cause.startswith("vote") and each.of == one and each.toward in ("ada", other)
        for each in databases.store.agents.changes.values()
    )
    assert ties[one][other].frequency > 0


async def test_the_same_command_again_gets_the_first_answer(
    node: TwinNode, databases: Databases, clock: FakeClock, ada: FakeVisitor
) -> None:
    first = await talk(node, ada, "bye", id="c1")
    again = await talk(node, ada, "bye", id="c1")
    assert again == first
    assert first["ended"]
    assert len(databases.store.agents.talks["goat", Actor("ada")]) == 1
    clock.jump(AGAIN_MS + 1)
    later = await talk(node, ada, "bye", id="c1")
    assert later["ok"]
    assert later["reply"] != first["reply"]


async def test_who_took_its_leave_is_busy_for_a_while(
    node: TwinNode, clock: FakeClock, ada: FakeVisitor, bob: FakeVisitor
) -> None:
    assert (await talk(node, ada, "bye"))["ended"]
    refused = await talk(node, ada, "one more thing")
    assert refused["error"]["code"] == "agent.busy"
    assert refused["error"]["retry_after_ms"] == REST_MS
    assert (await talk(node, bob, "hello"))["ok"]
    clock.jump(REST_MS)
    assert (await talk(node, ada, "one more thing"))["ok"]


async def test_two_lines_at_once_and_too_many_people_at_once_are_refused(
    node: TwinNode, databases: Databases
) -> None:
    gate = asyncio.Event()
    scene = node.shelf.talks.scene

    async def slow(*args: Any) -> Any:
        await gate.wait()
        return await scene(*args)

    node.desk.offices.parlour._talks.scene = slow  # type: ignore[method-assign]
    people = [FakeVisitor(f"p{n}") for n in range(AT_ONCE_MAX + 1)]
    waiting = [asyncio.create_task(talk(node, each, "hello")) for each in people[:-1]]
    await asyncio.sleep(0)
    for who in (people[0], people[-1]):
        refused = await talk(node, who, "hello again")
        assert refused["error"]["code"] == "agent.busy"
        assert refused["error"]["retry_after_ms"] == BUSY_RETRY_MS
    gate.set()
    assert all([(await each)["ok"] for each in waiting])
    assert (await talk(node, people[-1], "hello"))["ok"]
    assert len(databases.store.agents.talks) == AT_ONCE_MAX + 1


def test_a_flood_of_lines_is_refused_with_a_time() -> None:
    """Method: ten seconds of lines, one every ten milliseconds, on several connections."""
    credits, kind = Credits(), KINDS.index("talk")
    wallets = [Wallet(credits, "10.0.0.1") for _ in range(4)]
    for each in wallets:
        each.sign_in("ada")
    waits = [wallets[n % 4].spend(kind, n * 10) for n in range(1_000)]
    assert 20 <= waits.count(0) <= 23
    assert max(waits) > 500


@pytest.mark.parametrize("text", INJECTIONS)
async def test_no_words_get_at_what_others_said(
    node: TwinNode, databases: Databases, text: str
) -> None:
    """Method: Bob told the goat secrets and played a private game; Ada asks in every way."""
    bob, ada = FakeVisitor("bob"), FakeVisitor("ada")
    await talk(node, bob, "My cat is called Xerxes and my password is walrus")
    secret = "To “x” Bob answered “walrus”. Bob won the game at the table “Vault”."
    told = Memory(
        id=mint(1, "m"), agent="goat", content=secret, at=1, accessed=1, importance=9.0,
        players=(Actor("bob"),), game=GameId(mint(1, "g")), words=keywords(secret),
    )  # fmt: skip
    # One of a game without anybody in it, whose table has a name.
    table = Memory(
        id=mint(1, "t"), agent="goat", content="The game at the table “Vault” was called off.",
        at=1, accessed=1, importance=9.0, game=GameId(mint(1, "g")), words=keywords("vault walrus"),
    )  # fmt: skip
    databases.store.memories["goat"] |= {told.id: told, table.id: table}
    for again in range(2):
        said = await talk(node, ada, text, id=f"{again}")
        assert said["ok"], said
        words = said["reply"]["text"].casefold()
        for secret in ("xerxes", "vault", "password", "agent_memories", "access granted", "<"):
            # A word of one's own may come back; what Bob said may not.
            assert secret not in words or secret in text.casefold(), words
        assert "walrus" not in words or "walrus" in text
        assert said["recalled"] == [] or all(
            databases.store.memories["goat"][each].players == ("ada",) for each in said["recalled"]
        )
        assert said["relationship"]["affection"] <= 5


async def test_what_cannot_be_answered_is_refused_plainly(
    node: TwinNode, databases: Databases, ada: FakeVisitor
) -> None:
    assert (await talk(node, ada, "hi", agent="nobody"))["error"]["code"] == "not_found"
    for text in ("   ", "\u202e hello", "\x07"):
        assert (await talk(node, ada, text))["error"]["code"] == "bad_request"
    command = {"agent": "goat", "text": "hello"}
    await node.send(ada, "agent.talk", **command)
    databases.store.away = True
    with pytest.raises(StorageUnavailable):
        await talk(node, ada, "hello")
    databases.store.away = False
    assert (await talk(node, ada, "hello again"))["ok"]


async def test_a_line_without_an_id_has_no_answer_to_keep(
    node: TwinNode, databases: Databases, ada: FakeVisitor
) -> None:
    await node.desk.serve(ada, parsed("agent.talk", agent="goat", text="hello"))
    assert ada.heard[-1]["error"]["code"] == "bad_request"
    assert databases.store.agents.talks == {}


async def test_others_are_spoken_of_as_they_are_felt_about(
    node: TwinNode, ada: FakeVisitor
) -> None:
    said = await talk(node, ada, "what do you think of the mayor?")
    assert "Mayor Hortensia Plum" in said["reply"]["text"]


async def test_who_is_erased_is_nobody_to_talk_to(
    node: TwinNode, databases: Databases, ada: FakeVisitor
) -> None:
    await talk(node, ada, "You are hilarious")
    databases.store.users[Actor("ada")] = UserRow(
        id=Actor("ada"), username="ada", display_name="Ada", status="deleted"
    )
    assert (await talk(node, ada, "hello"))["error"]["code"] == "forbidden"
