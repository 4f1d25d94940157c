"""What any Reports promises: a line once for each reporter, newest first, closed only once."""

from typing import Any

from game.ids import Actor, GameId, agent_actor, mint
from persistence.ports import Report
from tests.contracts.conftest import World
from tests.tables import NOW, Table, guests, write


def report(game: GameId, reporter: Actor, number: int = 1, **changes: Any) -> Report:
    parts: dict[str, Any] = {
        "id": mint(NOW, "report", reporter, number),
        "game": game,
        "message": mint(NOW, "message", number),
        "text": f"line {number} \N{DUCK}",
        "author": None,
        "reporter": reporter,
        "reason": "",
        "created_at": NOW + number,
    }
    return Report(**{**parts, **changes})


async def opened(world: World) -> tuple[GameId, list[Actor]]:
    people = await guests(world.accounts, 3)
    table = Table(people[0])
    await write(await world.journal(), table, table.open())
    return table.game, list(people)


async def test_a_report_comes_back_as_it_was_kept(world: World) -> None:
    game, (ada, bob, _) = await opened(world)
    kept = [
        report(game, ada, 1, author=bob, reason="nasty"),
        report(game, ada, 2, author=agent_actor("ghost"), text="x" * 4_000),
        report(game, bob, 3),
    ]
    for each in kept:
        assert await world.reports.add(each)
    assert await world.reports.page(None, 10) == kept[::-1]
    assert await world.reports.page("open", 2) == [kept[2], kept[1]]
    assert await world.reports.page("open", 0) == await world.reports.page("open", -1) == []
    assert await world.reports.page("resolved", 10) == []


async def test_the_same_line_of_the_same_reporter_is_kept_once(world: World) -> None:
    game, (ada, bob, _) = await opened(world)
    first = report(game, ada, reason="one")
    assert await world.reports.add(first)
    again = report(game, ada, id=mint(NOW, "another"), reason="two")
    assert not await world.reports.add(again)
    assert await world.reports.page(None, 10) == [first]
    assert await world.reports.add(report(game, bob))
    # Once closed, it is not opened again by saying it again.
    assert await world.reports.resolve(first.id, "dismissed", bob)
    assert not await world.reports.add(again)


async def test_a_report_is_closed_once(world: World) -> None:
    game, (ada, bob, cyd) = await opened(world)
    first, second, third = (report(game, ada, number) for number in (1, 2, 3))
    for each in (first, second, third):
        await world.reports.add(each)
    assert await world.reports.resolve(first.id, "resolved", bob)
    assert await world.reports.resolve(second.id, "dismissed", cyd)
    assert not await world.reports.resolve(first.id, "dismissed", cyd)
    for unknown in (mint(NOW, "nobody"), "no id", "", "\0"):
        assert not await world.reports.resolve(unknown, "resolved", bob)
    (resolved,) = await world.reports.page("resolved", 10)
    (dismissed,) = await world.reports.page("dismissed", 10)
    assert (resolved.id, resolved.status, resolved.resolved_by) == (first.id, "resolved", bob)
    assert (dismissed.id, dismissed.resolved_by) == (second.id, cyd)
    assert await world.reports.page("open", 10) == [third]
    assert len(await world.reports.page(None, 10)) == 3
