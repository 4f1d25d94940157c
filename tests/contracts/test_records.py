"""What any Records promises: who played what, all that is kept of somebody, and forgetting it."""

import asyncpg
import msgspec
import pytest

from game.commands import CancelGame
from game.digest import digest
from game.forget import NAME
from game.ids import Actor
from game.rules import Settings
from persistence.ports import Login
from persistence.ports.records import ROWS_PER_PAGE
from persistence.postgres.pool import Pool
from persistence.postgres.records import THEIRS
from tests.contracts.conftest import RealWorld, World
from tests.contracts.visits import account, guest, member, visit
from tests.services import Services, fresh_database
from tests.tables import NOW, Table, guests, hashed, write

NOBODY = Actor("00000000-0000-7000-8000-000000000000")
QUIET = Settings(judge="off", reveal_seconds=0)


async def played(
    world: World, people: list[Actor], number: int = 1, visibility: str = "public"
) -> Table:
    """A whole game of these people, the first of them its host, with a line of chat by the last."""
    table, journal = Table(people[0], number, NOW + 100_000 * number), await world.journal()
    await write(journal, table, table.open(visibility=visibility, settings=QUIET))
    await write(journal, table, table.join(*people))
    await write(journal, table, table.chat(people[-1], "zaphodspeak"))
    await write(journal, table, table.start())
    await write(journal, table, table.play_on(people))
    return table


async def test_the_last_games_come_newest_first_with_shared_places(world: World) -> None:
    people = list(await guests(world.accounts, 3))
    first, second = await played(world, people), await played(world, people[:2], 2)
    shown = await world.records.recent(people[1], people[2], 10)
    assert [each.game for each in shown] == [second.game, first.game]
    assert [each.players for each in shown] == [2, 3]
    for table, each in zip((second, first), shown, strict=True):
        scores = [seat.score for seat in table.after.seats.values()]
        mine = table.after.seats[table.after.players[people[1]]].score
        assert (each.score, each.rank) == (mine, 1 + sum(score > mine for score in scores))
        assert each.ended_at == table.at_ms
    assert await world.records.recent(people[1], people[1], 1) == shown[:1]
    (only,) = await world.records.recent(people[2], people[0], 10)
    assert only.game == first.game
    assert await world.records.recent(NOBODY, people[0], 10) == []
    assert await world.records.recent(Actor("nonsense"), people[0], 10) == []


async def test_a_private_game_shows_only_to_those_who_played(world: World) -> None:
    people = list(await guests(world.accounts, 3))
    table = await played(world, people[:2], visibility="private")
    for viewer, games in ((people[0], [table.game]), (people[1], [table.game]), (people[2], [])):
        shown = await world.records.recent(people[0], viewer, 10)
        assert [each.game for each in shown] == games


async def test_a_game_under_way_is_told(world: World) -> None:
    people = list(await guests(world.accounts, 3))
    table, journal = Table(people[0]), await world.journal()
    await write(journal, table, table.open(settings=QUIET))
    assert await world.records.unfinished(people[0]) == table.game, "its host leads it"
    assert await world.records.unfinished(people[1]) is None
    await write(journal, table, table.join(people[1], people[2]))
    assert await world.records.unfinished(people[1]) == table.game
    await write(journal, table, table.leave(people[1]))
    assert await world.records.unfinished(people[1]) == table.game, "their lines are shown there"
    assert await world.records.unfinished(people[2]) == table.game
    await write(journal, table, table.post(people[0], CancelGame(game=table.game)))
    assert await world.records.unfinished(people[1]) is None


async def test_the_journal_of_a_game_is_handed_out_when_it_is_over(world: World) -> None:
    """It holds the seed, from which a host could tell who wrote what."""
    people = list(await guests(world.accounts, 2))
    table, journal = Table(people[0]), await world.journal()
    await write(journal, table, table.open(cause=f"{people[0]}/found", settings=QUIET))
    await write(journal, table, table.join(*people))
    found = await world.records.export(people[0], "game_events", 0)
    assert found is not None
    assert found.tables == {"game_events": []}
    await write(journal, table, table.post(people[0], CancelGame(game=table.game)))
    found = await world.records.export(people[0], "game_events", 0)
    assert found is not None
    assert b"game.created" in msgspec.json.encode(found.tables)


async def test_who_left_in_the_lobby_is_forgotten_there_too(world: World) -> None:
    people = list(await guests(world.accounts, 2))
    table, journal = Table(people[0]), await world.journal()
    await write(journal, table, table.open(settings=QUIET))
    await write(journal, table, table.join(*people))
    await write(journal, table, table.chat(people[1], "zaphodspeak"))
    await write(journal, table, table.leave(people[1]))
    await write(journal, table, table.post(people[0], CancelGame(game=table.game)))
    found = await world.records.export(people[1], "game_events", 0)
    assert found is not None
    assert b"zaphodspeak" in msgspec.json.encode(found.tables)
    assert list(await world.records.erase(people[1], NOW + 1)) == [table.game]
    entries = await (await world.journal()).read(table.game, 0)
    stored = msgspec.json.encode([entry.event for entry in entries])
    assert b"zaphodspeak" not in stored
    assert NAME.encode() in stored


async def test_all_that_is_kept_is_handed_out_in_pages(world: World) -> None:
    people = list(await guests(world.accounts, 2))
    table = await played(world, people)
    journal = await world.journal()
    for n in range(ROWS_PER_PAGE):
        await write(journal, table, table.chat(people[1], f"line {n}"))
    found = await world.records.export(people[1], None, 0)
    assert found is not None
    assert len(found.tables["game_players"]) == 1
    assert found.more["game_events"] == len(found.tables["game_events"]) == ROWS_PER_PAGE
    rest = await world.records.export(people[1], "game_events", ROWS_PER_PAGE)
    assert rest is not None
    assert (list(rest.tables), rest.more) == (["game_events"], {})
    both = found.tables["game_events"] + rest.tables["game_events"]
    assert len(rest.tables["game_events"]) > 0
    assert len({msgspec.json.encode(row) for row in both}) == len(both)
    assert all(row["cause"].startswith(f"{people[1]}/") for row in both), "another's deeds"
    assert b"zaphodspeak" in msgspec.json.encode(both)
    assert await world.records.export(people[1], "users; drop table users", 0) is None


async def test_who_is_forgotten_leaves_scores_and_no_word(world: World) -> None:
    login = await member(world, "zaphod", "t")
    me, other = login.person.id, (await guest(world, "o")).person.id
    table = await played(world, [other, me])
    sealed, _ = digest(await (await world.journal()).read(table.game, 0))
    await world.games.seal(table.game, sealed)

    assert list(await world.records.erase(me, NOW + 1)) == [table.game]

    entries = await (await world.journal()).read(table.game, 0)
    stored = msgspec.json.encode([entry.event for entry in entries])
    assert b"zaphodspeak" not in stored
    assert f"answer of {me}".encode() not in stored
    assert f"answer of {other}".encode() in stored
    assert NAME.encode() in stored
    again, state = digest(entries)
    assert state is not None
    assert {seat.user: seat.score for seat in state.seats.values()} == {
        seat.user: seat.score for seat in table.after.seats.values()
    }
    assert await world.games.digest(table.game) == again != sealed, "sealed anew"
    if isinstance(world, RealWorld):
        dump = await dumped(world.pool)
        assert f"answer of {other}" in dump
        for word in ("zaphodspeak", f"answer of {me}", "guest 1", "hash of zaphod"):
            assert word not in dump
    await gone(world, me)
    # The other one is untouched, and forgetting again changes nothing.
    assert await world.accounts.by_token(hashed("o"), NOW + 2) is not None
    assert list(await world.records.erase(me, NOW + 2)) == [table.game]
    assert await (await world.journal()).read(table.game, 0) == entries


async def dumped(pool: Pool) -> str:
    """Every row of every table as text."""
    async with pool.use() as connection:
        tables = await connection.fetch(
            "select format('%I', tablename) from pg_tables where schemaname = 'public'"
        )
        rows = [
            row[0]
            for (table,) in tables
            for row in await connection.fetch(f"select to_jsonb(t)::text from {table} t")
        ]
    return "\n".join(rows)


async def gone(world: World, me: Actor) -> None:
    assert await world.accounts.by_token(hashed("t"), NOW + 2) is None
    assert await world.accounts.credentials("zaphod") is None
    assert await world.accounts.sign_in(me, visit("u")) is None
    left = await world.people.find(me)
    assert left is not None
    assert (left.name, left.email, left.status) == (NAME, None, "deleted")
    assert await world.people.find("zaphod") is None
    # The name is free for somebody else.
    heir = await guest(world, "h")
    done = await world.accounts.register(heir.person.id, account("zaphod"), visit("v"))
    assert isinstance(done, Login)


async def test_an_unsealed_game_stays_unsealed(world: World) -> None:
    people = list(await guests(world.accounts, 2))
    table = await played(world, people)
    await world.records.erase(people[1], NOW + 1)
    assert await world.games.digest(table.game) is None
    assert table.game in await world.games.unsealed()


@pytest.mark.services
async def test_no_table_that_points_at_people_is_left_out(services: Services) -> None:
    """Method: ask the catalogue which tables refer to users."""
    async with fresh_database(services) as url:
        connection = await asyncpg.connect(url)
        rows = await connection.fetch(
            """
            select distinct conrelid::regclass::text as place from pg_constraint
            where contype = 'f' and confrelid = 'users'::regclass and conparentid = 0"""
        )
        await connection.close()
    assert len(rows) > 10
    assert {row["place"] for row in rows} <= set(THEIRS)
