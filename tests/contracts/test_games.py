"""What any Games promises: the live ones, a code's game, and pages that miss and repeat nothing."""

import pytest
from msgspec import structs

from game.ids import Actor, GameId
from game.look import shown
from game.rules import Settings
from game.snapshot import GameListed
from persistence.ports import Journal
from tests.contracts.conftest import World
from tests.tables import NOW, Table, guests, write


async def opened(journal: Journal, host: Actor, count: int, **wishes: str) -> list[Table]:
    """So many games, one a second."""
    tables = [Table(host, n, NOW + 1_000 * n) for n in range(1, count + 1)]
    for table in tables:
        await write(journal, table, table.open(**wishes))  # type: ignore[arg-type]
    return tables


def listed(table: Table, host: str = "guest 0") -> GameListed:
    """The game as lists have it."""
    return GameListed(**structs.asdict(shown(table.after)), host_name=host)


async def test_live_games_come_oldest_first_without_those_over(world: World) -> None:
    journal, (host,) = await world.journal(), await guests(world.accounts, 1)
    first, second, third = await opened(journal, host, 3)
    assert await world.games.live() == [first.game, second.game, third.game]
    await write(journal, second, second.tick())
    assert await world.games.live() == [first.game, third.game]


async def test_a_person_hosts_so_many_live_games(world: World) -> None:
    journal, (ada, bob) = await world.journal(), await guests(world.accounts, 2)
    assert await world.games.hosted(ada) == 0
    first, *_ = await opened(journal, ada, 3)
    other = Table(bob, 9, NOW)
    await write(journal, other, other.open())
    assert (await world.games.hosted(ada), await world.games.hosted(bob)) == (3, 1)
    await write(journal, first, first.tick())
    assert await world.games.hosted(ada) == 2


async def test_a_running_game_is_live(world: World) -> None:
    journal, people = await world.journal(), await guests(world.accounts, 2)
    (table,) = await opened(journal, people[0], 1)
    await write(journal, table, table.join(*people))
    await write(journal, table, table.start())
    assert await world.games.live() == [table.game]


async def test_a_code_finds_the_live_game_before_newer_ones_that_are_over(world: World) -> None:
    journal, (host,) = await world.journal(), await guests(world.accounts, 1)
    tables = [Table(host, n, NOW + n) for n in (1, 2, 3)]
    for table in tables:
        await write(journal, table, table.open(code="PARTY"))
        await write(journal, table, table.tick())
    assert await world.games.find("PARTY") == tables[2].game
    oldest = Table(host, 9, NOW - 1)
    await write(journal, oldest, oldest.open(code="PARTY"))
    assert await world.games.find("PARTY") == oldest.game
    assert await world.games.find("NOBODY") is None
    assert await world.games.find("\0") is None


async def test_a_page_shows_the_game_as_its_room_does(world: World) -> None:
    journal, people = await world.journal(), await guests(world.accounts, 3)
    table = Table(people[0])
    settings = Settings(categories=("office",), judge="off", reveal_seconds=3)
    await write(journal, table, table.open(agents=1, settings=settings))
    await write(journal, table, table.join(*people))
    for step in (table.start, lambda: table.answer(*table.after.players)):
        assert (await world.games.page(None, None, None, 10))[0] == [listed(table)]
        await write(journal, table, step())
    games, following = await world.games.page(None, None, None, 10)
    assert games == [listed(table)]
    assert games[0].phase == "voting"
    assert games[0].players == 4
    assert following is None


async def test_a_freed_seat_and_a_new_host_show(world: World) -> None:
    journal, people = await world.journal(), await guests(world.accounts, 2)
    (table,) = await opened(journal, people[0], 1)
    await write(journal, table, table.join(*people))
    await write(journal, table, table.leave(people[0]))
    games, _ = await world.games.page(None, None, None, 10)
    assert (games[0].players, games[0].host) == (1, people[1])
    assert games[0].host_name == "guest 1"


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 8])
async def test_pages_run_from_newest_to_oldest_without_gap_or_double(
    world: World, limit: int
) -> None:
    journal, (host,) = await world.journal(), await guests(world.accounts, 1)
    tables = await opened(journal, host, 4)
    # Some of the same millisecond.
    tables += [Table(host, n, NOW + 90_000) for n in (11, 12, 13)]
    for table in tables[4:]:
        await write(journal, table, table.open())
    expected = sorted((t.after.created_ms, t.game) for t in tables)[::-1]
    seen: list[str] = []
    cursor: str | None = None
    for turn in range(8):
        games, cursor = await world.games.page(None, None, cursor, limit)
        assert len(games) <= limit
        seen += [game.id for game in games]
        if cursor is None:
            break
        assert turn < 7
    assert seen == [game for _, game in expected]


async def test_a_page_is_not_moved_by_games_founded_meanwhile(world: World) -> None:
    journal, (host,) = await world.journal(), await guests(world.accounts, 1)
    tables = await opened(journal, host, 4)
    _, cursor = await world.games.page(None, None, None, 2)
    newer = Table(host, 99, NOW + 999_000)
    await write(journal, newer, newer.open())
    games, cursor = await world.games.page(None, None, cursor, 2)
    assert [game.id for game in games] == [tables[1].game, tables[0].game]
    assert cursor is None


async def test_pages_are_filtered_and_keep_private_games_to_themselves(world: World) -> None:
    journal, (host,) = await world.journal(), await guests(world.accounts, 1)
    first, second, third = await opened(journal, host, 3)
    hidden = Table(host, 8)
    await write(journal, hidden, hidden.open(visibility="private"))
    await write(journal, second, second.tick())

    async def ids(status: str | None, mode: str | None) -> list[str]:
        games, _ = await world.games.page(status, mode, None, 10)
        return [game.id for game in games]

    assert await ids("waiting", None) == [third.game, first.game]
    assert await ids("cancelled", "classic") == [second.game]
    assert await ids(None, "duel") == []
    assert await ids("nonsense\0", None) == []


async def test_an_unreadable_cursor_ends_the_list(world: World) -> None:
    journal, (host,) = await world.journal(), await guests(world.accounts, 1)
    await opened(journal, host, 2)
    for cursor in ("nonsense", "", "é", "\0", "MTIz", "OTk5OTk5OTk5OTk5OTk5OTk5 x"):
        assert await world.games.page(None, None, cursor, 10) == ([], None)
    assert (await world.games.page(None, None, None, 0)) == ([], None)


async def test_a_game_that_is_over_is_sealed_once(world: World) -> None:
    journal, (host,) = await world.journal(), await guests(world.accounts, 1)
    first, second, third = await opened(journal, host, 3)
    assert await world.games.unsealed() == []
    await write(journal, second, second.tick())
    await write(journal, first, first.tick())
    assert await world.games.unsealed() == [first.game, second.game]
    assert await world.games.digest(first.game) is None
    await world.games.seal(first.game, "abc")
    assert await world.games.unsealed() == [second.game]
    assert await world.games.digest(first.game) == "abc"
    assert await world.games.digest(GameId("nonsense")) is None
    assert third.game not in await world.games.unsealed()
