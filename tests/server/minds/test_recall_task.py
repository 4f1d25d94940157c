"""Recalling: what fits the prompt and who sits there, beside the rooms; late or lost is without."""

import asyncio
from collections.abc import AsyncIterator, Sequence

import pytest

from agents.keywords import keywords
from agents.memories import Memory
from game.ids import Actor, GameId, PlayerId, mint
from game.state import Phase
from persistence.ports import StorageUnavailable
from server.minds import recall_task
from server.minds.recall_task import WAITING_MAX, Wanted
from tests.server.fake_clock import FakeClock, settle, until
from tests.server.stage import TwinNode
from tests.server.visiting import FakeVisitor

CONTENT = "To “A bad gift” Ada answered “the toaster of doom”. It got 2 laughs."


@pytest.fixture
def ada() -> FakeVisitor:
    return FakeVisitor("ada")


@pytest.fixture
async def running(node: TwinNode) -> AsyncIterator[TwinNode]:
    task = asyncio.create_task(node.recalling.run())
    yield node
    task.cancel()


def remember(node: TwinNode, number: int, content: str, who: str, emotion: float = 0.0) -> str:
    id = mint(number, "m", number)
    node.databases.store.memories["goat"][id] = Memory(
        id=id,
        agent="goat",
        content=content,
        at=number,
        accessed=number,
        importance=6.0,
        emotion=emotion,
        players=(Actor(who),),
        words=keywords("Ada", content),
    )
    return id


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
    told: list[Sequence[Memory]] = []
    node.recalling.told = lambda _wanted, memories: told.append(memories)
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
    node.recalling.told(wanted, ())
    assert node.minds._tables[game] == before


def _mind(node: TwinNode, game: GameId):  # type: ignore[no-untyped-def]
    (mind,) = node.minds._tables[game].values()
    return mind
