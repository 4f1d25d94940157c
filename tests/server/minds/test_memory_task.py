"""What machine players remember of a game: everything they may know, once, whatever breaks."""

import asyncio
from typing import Any

import pytest

from game.ids import Actor, GameId
from persistence.ports import Login, Person, Saved, StorageUnavailable
from server.minds.memory_task import RETRY_MS
from tests.server.conftest import NewNode
from tests.server.fake_clock import FakeClock, settle, until
from tests.server.stage import Databases, TwinNode
from tests.server.visiting import FAR_MS, FakeVisitor

SAID = ("", "thunder", "porridge", "moonlight", "gravel", "velvet")


def contents(databases: Databases) -> dict[str, list[str]]:
    """What every agent remembers, in order; ids are compared apart."""
    return {
        agent: [each.content for each in sorted(held.values(), key=lambda each: (each.at, each.id))]
        for agent, held in databases.store.memories.items()
        if held
    }


async def play(node: TwinNode, clock: FakeClock, ada: FakeVisitor, game: str, until_s: int) -> None:
    """Let so much time pass; Ada answers what she can."""
    answered: list[int] = []
    for _ in range(until_s):
        state = node.state(game)
        if state.phase.value == "completed":
            return
        if state.phase.value == "answering" and state.round and state.round.number not in answered:
            answered.append(state.round.number)
            fields = {"round": state.round.number, "text": f"a toaster {SAID[state.round.number]}"}
            await node.ask(ada, "response.submit", game=game, **fields)
        await clock.advance(1_000)


async def test_they_remember_a_game_and_tell_whom_it_is_about(
    node: TwinNode, databases: Databases, clock: FakeClock, ada: FakeVisitor
) -> None:
    game = await node.playing(ada, agents=2)
    await play(node, clock, ada, game, 300)
    await node.remembrance.save_all()
    held = contents(databases)
    assert len(held) == 2
    for slug, lines in held.items():
        assert sum("answered “a toaster" in line for line in lines) == 5, slug
        assert any("won the game" in line for line in lines)
        said = await node.ask(
            ada, "agent.memories", agent=slug, query="what was said of toaster moonlight?"
        )
        (first, *others) = said["memories"]
        assert "toaster moonlight" in first["content"]
        assert first["parts"]["keyword"] == 1.0
        assert all("ada" in each["players"] for each in (first, *others))
        assert (await node.ask(ada, "agent.get", agent=slug))["memories_of_me"] >= 6


async def test_a_crash_at_any_moment_neither_forgets_nor_doubles(
    new_node: NewNode, databases: Databases, clock: FakeClock, ada: FakeVisitor
) -> None:
    """Method: nodes die with saves lost before or after the write; the whole is compared."""
    one = new_node()
    game = await one.playing(ada, agents=2)
    at_first = {slug: dict(ties) for slug, ties in databases.store.agents.ties.items()}
    weather = iter(["fair", "after", "before", "after", "fair", "before", "after"] * 50)
    databases.store.memory_weather = lambda: next(weather)  # type: ignore[assignment]
    for _ in range(6):
        await play(one, clock, ada, game, 30)
        for _ in range(2):
            try:
                await one.remembrance.save_all()
            except StorageUnavailable:
                await settle()
        await one.stop()
        one = new_node()
        await one.start()
        assert (await one.ask(ada, "game.join", game=game))["ok"]
    databases.store.memory_weather = lambda: "fair"
    await play(one, clock, ada, game, 300)
    await one.ask(ada, "chat.send", game=game, text="bye, all of you")
    await one.stop()
    await one.remembrance.save_all()
    broken = contents(databases)
    assert all(done for _, done in databases.store.cursors.values())
    assert any(
        "bye, all of you" in line for line in [line for lines in broken.values() for line in lines]
    )

    kept, rows = databases.store.memories, databases.store.agents
    felt, changes = rows.person_ties, rows.changes
    assert any(each.toward == "ada" for each in changes.values())
    rows.person_ties, rows.changes, rows.ties = {}, {}, at_first
    databases.store.memories = {slug: {} for slug in databases.store.memories}
    databases.store.cursors.clear()
    whole = new_node()
    await whole.remembrance.save_all()
    assert contents(databases) == broken
    assert databases.store.memories == kept
    assert rows.person_ties == felt
    assert rows.changes == changes


async def test_what_is_said_after_the_podium_is_not_lost_with_its_node(
    new_node: NewNode, databases: Databases, clock: FakeClock, ada: FakeVisitor
) -> None:
    one = new_node()
    game = await one.playing(ada, agents=1)
    await play(one, clock, ada, game, 300)
    await one.remembrance.save_all()
    assert not any(done for _, done in databases.store.cursors.values())
    await one.ask(ada, "chat.send", game=game, text="what an evening")
    # It dies here, and nobody opens a game that is over.
    two = new_node()
    await two.remembrance.save_all()
    assert all(done for _, done in databases.store.cursors.values())
    (lines,) = contents(databases).values()
    assert any("what an evening" in line for line in lines)


async def test_remembering_waits_for_the_database_and_delays_nobody(
    node: TwinNode, databases: Databases, clock: FakeClock, ada: FakeVisitor
) -> None:
    running = asyncio.create_task(node.remembrance.run())
    await settle()
    databases.store.memory_weather = lambda: "before"
    game = await node.playing(ada, agents=1)
    await settle()
    assert contents(databases) == {}
    databases.store.memory_weather = lambda: "fair"
    await clock.advance(RETRY_MS)
    await until(lambda: bool(contents(databases)), "they remember")
    assert node.state(game).phase.value == "answering"
    running.cancel()


async def test_what_a_database_forgot_as_it_died_is_remembered_again(
    new_node: NewNode, databases: Databases, clock: FakeClock, ada: FakeVisitor
) -> None:
    """Method: a game is closed and remembered to its end; then its last save is gone."""
    one, store = new_node(), databases.store
    game = GameId(await one.playing(ada, agents=1))
    await play(one, clock, ada, game, 300)
    two = new_node()
    await two.remembrance.save_all()
    ((slug, _),) = store.cursors
    whole = contents(databases)
    running = asyncio.create_task(two.remembrance.run())
    await settle()
    store.memory_weather = lambda: "before"
    store.memories[slug].clear()
    store.cursors.clear()
    await two.playing(FakeVisitor("bob"), agents=1)
    await settle()
    store.memory_weather = lambda: "fair"
    await clock.advance(RETRY_MS)
    await until(lambda: store.cursors.get((slug, game), (0, False))[1], "it is done again")
    assert set(whole[slug]) <= set(contents(databases)[slug])
    running.cancel()


async def test_a_game_that_cannot_be_read_holds_up_no_other(
    node: TwinNode, databases: Databases, ada: FakeVisitor
) -> None:
    broken, sound = [GameId(await node.table(ada, agents=1)) for _ in range(2)]
    entries = databases.store.entries[broken]
    databases.store.entries[broken] = [*entries[:1], None]  # type: ignore[list-item]
    await node.remembrance.save_all()
    assert {game for _, game in databases.store.cursors} == {sound}
    databases.store.entries[broken] = entries


async def test_nobody_else_is_told_what_they_remember(
    node: TwinNode, clock: FakeClock, ada: FakeVisitor
) -> None:
    game = await node.playing(ada, agents=1)
    await play(node, clock, ada, game, 60)
    await node.remembrance.save_all()
    (slug,) = [s.user.removeprefix("agent:") for s in node.state(game).seats.values() if s.is_ai]
    bob = FakeVisitor("bob")
    assert (await node.ask(bob, "agent.memories", agent=slug))["memories"] == []
    assert (await node.ask(bob, "agent.get", agent=slug))["memories_of_me"] == 0
    for role, scopes, is_all in (
        ("admin", None, True),
        ("admin", ("read", "admin"), True),
        ("admin", ("read",), False),
        ("moderator", None, False),
    ):
        person = Person(Actor("zoe"), "Zoe", role, is_guest=False)
        zoe = FakeVisitor("zoe", login=Login(person, "session", FAR_MS, scopes=scopes))
        said = await node.ask(zoe, "agent.memories", agent=slug)
        assert bool(said["memories"]) == is_all, (role, scopes)
    for op in ("agent.get", "agent.memories"):
        assert (await node.ask(bob, op, agent="nobody"))["error"]["code"] == "not_found"


async def test_a_machine_that_comes_later_knows_who_was_there_and_no_more(
    node: TwinNode, databases: Databases, ada: FakeVisitor
) -> None:
    game = await node.table(ada, agents=0)
    await node.ask(ada, "game.add_agent", game=game, agent="ghost")
    await node.ask(ada, "chat.send", game=game, text="is it cold in here?")
    await node.remembrance.save_all()
    await node.ask(ada, "game.add_agent", game=game, agent="goat")
    await node.remembrance.save_all()
    held = contents(databases)
    assert any("is it cold" in line for line in held["ghost"])
    (only,) = held["goat"]
    assert "Ada" in only or "ada" in only


async def test_memories_are_counted_only_where_they_may_be_too_many(
    databases: Databases, clock: FakeClock, ada: FakeVisitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    node = TwinNode(databases, memories_max=50)
    counted: list[str] = []
    count, save, saves = node.memories.count, node.memories.save, 0

    async def noted(agent: str, about: Actor | None = None) -> int:
        counted.append(agent)
        return await count(agent, about)

    async def saved(*given: Any) -> Saved:
        nonlocal saves
        saves += 1
        return await save(*given)

    monkeypatch.setattr(node.memories, "count", noted)
    monkeypatch.setattr(node.memories, "save", saved)
    for _ in range(5):
        game = await node.playing(ada, agents=4)
        for _ in range(20):
            await play(node, clock, ada, game, 10)
            await node.remembrance.save_all()
            assert all(len(lines) <= 50 for lines in contents(databases).values())
    assert len(counted) < saves * 0.8
    await node.stop()


async def test_a_full_memory_forgets(
    databases: Databases, clock: FakeClock, ada: FakeVisitor
) -> None:
    node = TwinNode(databases, memories_max=20)
    game = await node.playing(ada, agents=4)
    await play(node, clock, ada, game, 300)
    await node.remembrance.save_all()
    assert all(len(lines) <= 20 for lines in contents(databases).values())
    await node.stop()
