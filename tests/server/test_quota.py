"""A person hosts so many games at a time; asked at once, again or in vain, never one more."""

import asyncio
from typing import Any

import pytest

from game.ids import Actor
from persistence.ports import StorageUnavailable
from server.quota import Quota
from tests.server.fake_clock import settle
from tests.server.stage import TwinNode
from tests.server.visiting import FakeVisitor

ADA, BOB = Actor("ada"), Actor("bob")


class Table:
    """Games as a count; `asked` counts the questions."""

    def __init__(self, hosted: int) -> None:
        self.count, self.asked, self.away = hosted, 0, False

    async def hosted(self, host: Actor) -> int:
        self.asked += 1
        await asyncio.sleep(0)
        if self.away:
            raise StorageUnavailable("away")
        return self.count


def quota(table: Table, most: int = 3) -> Quota:
    return Quota(table, most)  # type: ignore[arg-type]


async def test_those_being_founded_count_and_a_retry_does_not() -> None:
    table = Table(1)
    found = quota(table)
    assert await found.take(ADA, "a")
    assert await found.take(ADA, "b")
    table.count = 3
    assert await found.take(ADA, "a"), "the same command again"
    table.count = 1
    assert not await found.take(ADA, "c")
    assert await found.take(BOB, "c")
    found.release(ADA, "a")
    assert not await found.take(ADA, "c"), "it is asked for twice"
    found.release(ADA, "a")
    assert await found.take(ADA, "c")


async def test_many_at_once_get_no_more_than_there_are() -> None:
    found = quota(Table(0), 10)
    taken = await asyncio.gather(*(found.take(ADA, f"{n}") for n in range(40)))
    assert sum(taken) <= 10
    for n, each in enumerate(taken):
        if each:
            found.release(ADA, f"{n}")
    assert found._pending == {}


async def test_an_outage_or_an_end_in_the_middle_holds_no_place() -> None:
    table = Table(0)
    found = quota(table)
    table.away = True
    with pytest.raises(StorageUnavailable):
        await found.take(ADA, "a")
    asking = asyncio.create_task(found.take(ADA, "b"))
    await asyncio.sleep(0)
    asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)
    assert found._pending == {}


async def test_a_host_of_too_many_games_is_told_and_may_end_one(node: TwinNode) -> None:
    node.founding._quota = Quota(node.games, 2)
    ada = FakeVisitor("ada")

    async def create(**fields: Any) -> Any:
        return await node.ask(ada, "game.create", **fields)

    first, _ = await create(id="one"), await create(id="two")
    refused = await create(id="three")
    assert refused["error"]["code"] == "conflict"
    assert "2 games" in refused["error"]["message"]
    # A retry is told of its game, however many there are.
    assert (await create(id="one"))["game"] == first["game"]
    assert (await node.ask(FakeVisitor("bob"), "game.create"))["ok"]
    assert (await node.ask(ada, "game.cancel", game=first["game"]["id"]))["ok"]
    assert (await create(id="four"))["ok"]
    assert node.founding._quota._pending == {}


async def test_whatever_becomes_of_it_no_place_stays_held(
    node: TwinNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Method: asked twice, in an outage, and by somebody who leaves in the middle."""
    held = node.founding._quota = Quota(node.games, 5)
    ada = FakeVisitor("ada")
    for _ in range(2):
        assert (await node.ask(ada, "game.create", id="one"))["ok"]
    await asyncio.gather(*(node.send(ada, "game.create", id="two") for _ in range(3)))
    await settle(50)
    assert {said["game"]["id"] for said in ada.answers("two")} == {
        ada.answers("two")[0]["game"]["id"]
    }
    assert held._pending == {}

    async def away(cause: str) -> None:
        raise StorageUnavailable("away")

    with monkeypatch.context() as patched:
        patched.setattr(node.journal, "founded_by", away)
        with pytest.raises(StorageUnavailable):
            await node.send(ada, "game.create", id="three")
    assert held._pending == {}
    assert await node.games.hosted(Actor("ada")) == 2


async def test_many_commands_at_once_found_no_more_either(node: TwinNode) -> None:
    node.founding._quota = Quota(node.games, 3)
    ada = FakeVisitor("ada")
    for n in range(12):
        await node.send(ada, "game.create", id=f"c{n}")
    await settle(50)
    replies = [ada.answers(f"c{n}")[0]["ok"] for n in range(12)]
    assert sum(replies) == 3
    assert await node.games.hosted(Actor("ada")) == 3
