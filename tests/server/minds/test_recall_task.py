"""Recalling: what fits the prompt and who sits there, beside the rooms; late or lost is without."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from agents.keywords import keywords
from agents.memories import Memory, Whom
from agents.mind import Mind
from agents.relationships import Tie
from agents.retrieval import Cue
from game.ids import Actor, GameId, PlayerId, agent_actor, mint
from game.state import Phase
from persistence.ports import StorageUnavailable
from persistence.postgres.memories import write
from server.minds import recall_task
from server.minds.mind_task import Minds
from server.minds.recall_task import AMONG, AMONG_EACH, NEWS_MS, WAITING_MAX, Known, Wanted
from tests.server.evening import Place, serving
from tests.server.fake_clock import FakeClock, settle, until
from tests.server.stage import TwinNode
from tests.server.visiting import FakeVisitor
from tests.services import Services, fresh_database

CONTENT = "To “A bad gift” Ada answered “the toaster of doom”. It got 2 laughs."


@pytest.fixture
def ada() -> FakeVisitor:
    return FakeVisitor("ada")


@pytest.fixture
async def running(node: TwinNode) -> AsyncIterator[TwinNode]:
    task = asyncio.create_task(node.recalling.run())
    yield node
    task.cancel()


def about(agent: str, number: int, content: str, *who: Actor, emotion: float = 0.0) -> Memory:
    return Memory(
        id=mint(number, "m", number),
        agent=agent,
        content=content,
        at=number,
        accessed=number,
        importance=6.0,
        emotion=emotion,
        players=who,
        words=keywords("Ada", content),
    )


def remember(node: TwinNode, number: int, content: str, who: str, emotion: float = 0.0) -> str:
    memory = about("goat", number, content, Actor(who), emotion=emotion)
    node.databases.store.memories["goat"][memory.id] = memory
    return memory.id


async def seated(node: TwinNode, ada: FakeVisitor) -> GameId:
    game = GameId(await node.table(ada))
    await node.ask(ada, "game.add_agent", game=game, agent="goat")
    return game


async def test_who_sits_there_is_recalled_at_once_and_greeted(
    running: TwinNode, clock: FakeClock, ada: FakeVisitor
) -> None:
    id = remember(running, 1, CONTENT, ada.actor, emotion=1.0)
    remember(running, 2, "Zoe answered “a wet sandwich”.", "somebody else", emotion=-1.0)
    game = await seated(running, ada)
    await until(lambda: _mind(running, game).stories != ())
    mind = _mind(running, game)
    assert [(each.name, each.thing) for each in mind.stories] == [("Ada", "toaster")]
    assert list(mind.liking.values()) == [25]
    assert running.databases.store.memories["goat"][id].accesses >= 1
    assert mind.brain.goal is not None
    assert mind.brain.goal.kind == "befriend"


async def test_people_are_looked_for_once_a_game(
    running: TwinNode, clock: FakeClock, ada: FakeVisitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each question to the tables costs: the prompts of all rounds, but ada only once."""
    looked: list[Whom] = []
    prompts: list[Whom | None] = []
    each, whole = running.memories.recall_each, running.memories.recall

    async def noted_each(agent: str, whom: Whom, limit: int) -> dict[str, list[Memory]]:
        looked.append(whom)
        assert limit == AMONG_EACH
        return await each(agent, whom, limit)

    async def noted(agent: str, asked: Cue, about: Whom | None = None, *rest: int) -> list[Memory]:
        prompts.append(about)
        assert rest == (AMONG,)
        return await whole(agent, asked, about, *rest)

    monkeypatch.setattr(running.memories, "recall_each", noted_each)
    monkeypatch.setattr(running.memories, "recall", noted)
    id = remember(running, 1, CONTENT, ada.actor, emotion=1.0)
    game = await seated(running, ada)
    await until(lambda: _mind(running, game).stories != ())
    await running.ask(ada, "game.start", game=game)
    while running.state(game).phase is not Phase.COMPLETED:
        await clock.advance(2_000)
    assert running.databases.store.memories["goat"][id].accesses == 1, "fresher, but not each round"
    assert looked == [(ada.actor,)]
    assert prompts.count((ada.actor,)) > 1
    assert [each.thing for each in _mind(running, game).stories] == ["toaster"]


async def test_of_somebody_erased_nothing_is_told_any_more(
    running: TwinNode, clock: FakeClock, ada: FakeVisitor
) -> None:
    """Method: what is remembered about ada is about zoe too, who is not at the table; mid-game the
    tables lose it, and her name goes round."""
    together = remember(running, 1, CONTENT, ada.actor, emotion=1.0)
    held = running.databases.store.memories["goat"]
    held[together] = replace(held[together], players=(Actor("ada"), Actor("zoe")))
    lamp = "To “A bad lamp” Ada answered “a wet sandwich”. It got 2 laughs."
    remember(running, 2, lamp, ada.actor, emotion=1.0)
    game = await seated(running, ada)
    await until(lambda: len(_mind(running, game).stories) == 2)
    await running.ask(ada, "game.start", game=game)
    await settle()
    del held[together]
    running.minds.forget(Actor("zoe"))
    assert [each.thing for each in _mind(running, game).stories] == ["sandwich"]
    while running.state(game).phase is not Phase.COMPLETED:
        await clock.advance(2_000)
        assert [each.thing for each in _mind(running, game).stories] == ["sandwich"]
    assert "toaster" not in str(running.databases.entries(game))
    assert "toaster" not in str(running.recalling._kept)


async def test_what_was_looked_for_while_somebody_was_erased_is_looked_for_again(
    running: TwinNode, ada: FakeVisitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Method: the tables are slow to tell what they no longer hold."""
    id = remember(running, 1, CONTENT, ada.actor, emotion=1.0)
    held = running.databases.store.memories["goat"]
    held[id] = replace(held[id], players=(Actor("ada"), Actor("zoe")))
    whole, asked, slow = running.memories.recall, asyncio.Event(), asyncio.Event()

    async def slowly(agent: str, *rest: Any) -> list[Memory]:
        found = await whole(agent, *rest)
        asked.set()
        await slow.wait()
        return found

    monkeypatch.setattr(running.memories, "recall", slowly)
    game = await seated(running, ada)
    await asked.wait()
    del held[id]
    running.minds.forget(Actor("zoe"))
    slow.set()
    await until(lambda: running.recalling._kept)
    await settle(50)
    assert _mind(running, game).stories == ()
    assert set(running.recalling._kept.popitem()[1].about.values()) == {()}


@pytest.mark.services
async def test_who_erases_their_profile_on_one_node_is_not_told_of_on_another(
    services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # On a busy machine the tables may take their time.
    monkeypatch.setattr(recall_task, "DEADLINE_S", 10.0)
    async with fresh_database(services) as url:
        place = Place.of(url, services.redis_url, tmp_path)
        async with serving(place, "one") as one, serving(place, "two") as two:
            ada, zoe = await two.guest("Ada"), await one.guest("Zoe")
            users = tuple(Actor(each.heard[0]["user"]["id"]) for each in (ada, zoe))
            async with two.pool.transaction() as link:
                await write(link, "goat", [about("goat", 1, CONTENT, *users)])
            game = GameId(await two.found(ada, agents=0))
            assert (await ada.ask("game.add_agent", game=game, agent="goat"))["ok"]
            minds = next(each for each in two.node._directory.followers if isinstance(each, Minds))
            assert (await ada.ask("game.start", game=game))["ok"]
            await until(lambda: _told(minds, game))
            assert (await zoe.ask("profile.erase", confirm="Zoe"))["ok"]
            await until(lambda: not _told(minds, game))
            assert minds._recalling is not None
            assert "toaster" not in str(minds._recalling._kept)


def _told(minds: Minds, game: GameId) -> list[str]:
    (mind,) = minds._tables[game].values()
    return [each.thing for each in mind.stories]


async def test_what_was_kept_for_a_game_goes_with_it(running: TwinNode, ada: FakeVisitor) -> None:
    remember(running, 1, CONTENT, ada.actor, emotion=1.0)
    game = await seated(running, ada)
    await until(lambda: running.recalling._kept)
    await running.ask(ada, "game.cancel", game=game)
    running.desk.depart(ada)
    await running.directory.sweep()
    await until(lambda: game not in running.minds._tables)
    assert not running.recalling._kept


async def test_old_stories_come_up_in_answers(
    running: TwinNode, clock: FakeClock, ada: FakeVisitor
) -> None:
    """Method: four games; how many answers of the machine speak of Ada and her toaster."""
    remember(running, 1, CONTENT, ada.actor, emotion=1.0)
    told = 0
    for _ in range(4):
        game = await seated(running, ada)
        await until(lambda: _mind(running, game).stories != ())  # noqa: B023
        await running.ask(ada, "game.start", game=game)
        for _ in range(200):
            state = running.state(game)
            if state.phase is Phase.COMPLETED:
                break
            await clock.advance(2_000)
        entries = running.databases.entries(game)
        told += sum(
            "toaster" in repr(entry.event) and "Ada" in repr(entry.event)
            for entry in entries
            if type(entry.event).__name__ == "ResponseSubmitted"
        )
    assert told >= 1


async def test_without_an_answer_of_the_tables_it_plays_as_before(
    running: TwinNode, clock: FakeClock, ada: FakeVisitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recall_task, "DEADLINE_S", 0.01)
    asked: list[str] = []

    async def never(agent: str, *_: object) -> list[Memory]:
        asked.append(agent)
        await asyncio.Event().wait()
        raise AssertionError

    async def broken(agent: str, *_: object) -> list[Memory]:
        asked.append(agent)
        raise StorageUnavailable("gone")

    for recall in (never, broken):
        monkeypatch.setattr(running.memories, "recall", recall)
        game = await seated(running, ada)
        await running.ask(ada, "game.start", game=game)
        count = len(asked)
        await clock.advance(30_000)
        assert running.databases.kinds(game).count("ResponseSubmitted") == 1
        await until(lambda: len(asked) > count or count > 0)  # noqa: B023
        assert _mind(running, game).stories == ()
        await running.ask(ada, "game.cancel", game=game)


async def test_too_many_wishes_are_dropped_and_counted(node: TwinNode) -> None:
    told: list[Known] = []
    node.recalling.told = lambda _wanted, known: told.append(known)
    for number in range(WAITING_MAX + 2):
        node.recalling.want(
            Wanted(
                game=GameId("g"),
                player=PlayerId(f"p{number}"),
                agent="goat",
                prompt="",
                people=(),
                agents=(),
            )
        )
    assert node.recalling.dropped == 2
    task = asyncio.create_task(node.recalling.run())
    await settle()
    task.cancel()
    assert told == []


async def test_one_who_has_left_recalls_nothing(node: TwinNode, ada: FakeVisitor) -> None:
    game = await seated(node, ada)
    wanted = Wanted(
        game=game, player=PlayerId("gone"), agent="goat", prompt="", people=(), agents=()
    )
    before = dict(node.minds._tables[game])
    node.recalling.told(wanted, Known(memories=(), ties={}))
    assert node.minds._tables[game] == before


def _mind(node: TwinNode, game: GameId) -> Mind:
    (mind,) = node.minds._tables[game].values()
    return mind


async def test_what_it_feels_and_the_news_come_along_and_it_opens_with_them(
    running: TwinNode, clock: FakeClock, ada: FakeVisitor
) -> None:
    """Method: a tie without a memory, one to another machine, and something of the valley."""
    rows = running.databases.store.agents
    rows.person_ties["goat"] = {ada.actor: Tie(affection=60, trust=50)}
    rows.ties["goat"] = {"baker": Tie(affection=-70, trust=50)}
    for number, (content, ago_ms, kind) in enumerate(
        [("I planned a bridge.", 0, "plan"), ("I met the ghost.", 5, "observation"),
         ("It rained.", NEWS_MS + 1, "observation")]
    ):  # fmt: skip
        id = remember(running, number, content, "nobody")
        held = running.databases.store.memories["goat"]
        at = clock.now_ms() - ago_ms
        held[id] = replace(held[id], at=at, players=(), kind=kind)
    game = GameId(await running.table(ada))
    for agent in ("baker", "goat"):
        assert (await running.ask(ada, "game.add_agent", game=game, agent=agent))["ok"]
    players = running.state(game).players
    await until(lambda: _of(running, game, "goat").liking != {})
    mind = _of(running, game, "goat")
    assert mind.liking == {players[ada.actor]: 60, players[agent_actor("baker")]: -70}
    assert mind.news == "I met the ghost"
    assert mind.brain.goal is not None
    assert (mind.brain.goal.kind, mind.brain.goal.who) == (
        "settle",
        players[agent_actor("baker")],
    )


def _of(node: TwinNode, game: GameId, slug: str) -> Mind:
    minds = node.minds._tables[game].values()
    return next(each for each in minds if each.persona.slug == slug)
