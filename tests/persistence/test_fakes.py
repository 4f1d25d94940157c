"""What the simulation needs of the twins beyond their contracts: no suspension, and its hooks."""

import asyncio

import pytest

from game.ids import Actor, GameId
from persistence.fakes import (
    Memory,
    Store,
    TwinAccounts,
    TwinFeed,
    TwinGames,
    TwinJournal,
    TwinLeases,
    TwinPrompts,
    TwinSnapshots,
    run,
)
from persistence.ports import (
    Accounts,
    Feed,
    Games,
    Journal,
    Kept,
    Leases,
    Prompts,
    Snapshots,
    StorageUnavailable,
    Visit,
)
from tests.tables import DAY_MS, NOW, Table, hashed

HOST = Actor("host")


async def nothing() -> None:
    """A node that has nothing to catch up."""


def test_every_twin_is_its_port() -> None:
    """Method: the type checker reads this file's assignments too, when asked."""
    store, memory = Store(), Memory(lambda: 0)
    journal: Journal = TwinJournal(store)
    games: Games = TwinGames(store)
    feed: Feed = TwinFeed(store)
    accounts: Accounts = TwinAccounts(store)
    prompts: Prompts = TwinPrompts(store)
    snapshots: Snapshots = TwinSnapshots(memory)
    leases: Leases = TwinLeases(memory)
    assert all((journal, games, feed, accounts, prompts, snapshots, leases))


def test_a_game_is_kept_without_any_event_loop() -> None:
    store, table = Store(), Table(HOST)
    journal = TwinJournal(store)
    opened = table.open()
    run(journal.append(table.game, 0, opened, table.after))
    assert run(journal.read(table.game, 0)) == opened
    assert run(TwinGames(store).live()) == [table.game]
    login = run(TwinAccounts(store).welcome_guest("Ada", Visit(hashed("a"), NOW, DAY_MS, None, "")))
    assert run(TwinAccounts(store).by_token(hashed("a"), NOW)) == login


def test_what_suspends_is_caught() -> None:
    with pytest.raises(AssertionError, match="suspended"):
        run(asyncio.sleep(0))


def test_the_forecast_knows_the_room_and_the_number() -> None:
    store, tables = Store(), [Table(HOST, 1), Table(HOST, 2)]
    store.forecast = lambda game, seq: "after" if (game, seq) == (tables[1].game, 1) else "fair"
    journal = TwinJournal(store)
    run(journal.append(tables[0].game, 0, tables[0].open(), tables[0].after))
    with pytest.raises(StorageUnavailable):
        run(journal.append(tables[1].game, 0, tables[1].open(), tables[1].after))
    assert list(store.entries) == [tables[0].game, tables[1].game]


def test_a_hole_is_a_bug() -> None:
    store, table = Store(), Table(HOST)
    table.open()
    joined = table.join(Actor("a"))
    with pytest.raises(AssertionError, match="hole"):
        run(TwinJournal(store).append(table.game, 1, joined, table.after))


def test_hints_can_be_held_lost_and_delivered() -> None:
    store, table, heard = Store(), Table(HOST), list[tuple[GameId, int]]()
    run(TwinFeed(store).start(lambda game, seq: heard.append((game, seq)), nothing))
    journal = TwinJournal(store)
    store.hold_hints = True
    run(journal.append(table.game, 0, table.open(), table.after))
    assert heard == []
    store.deliver(drop=True)
    assert heard == []
    run(journal.append(table.game, 1, table.join(Actor("a")), table.after))
    store.deliver()
    assert heard == [(table.game, 2)]


@pytest.mark.parametrize("away", [True, False])
def test_a_database_that_is_away_says_so(away: bool) -> None:
    store, table = Store(), Table(HOST)
    opened = table.open()
    store.away = away
    for question in (
        lambda: TwinJournal(store).append(table.game, 0, opened, table.after),
        lambda: TwinJournal(store).read(table.game, 0),
        lambda: TwinJournal(store).founded_by("x"),
        lambda: TwinGames(store).live(),
        lambda: TwinGames(store).find("x"),
        lambda: TwinAccounts(store).by_token(b"", 0),
        lambda: TwinPrompts(store).load([]),
        lambda: TwinFeed(store).start(lambda _game, _seq: None, nothing),
    ):
        if away:
            with pytest.raises(StorageUnavailable):
                run(question())  # type: ignore[arg-type]
        else:
            run(question())  # type: ignore[arg-type]


def test_a_flushed_memory_is_empty() -> None:
    memory, table = Memory(lambda: 0), Table(HOST)
    table.open()
    run(TwinSnapshots(memory).save(Kept(table.after, NOW)))
    run(TwinLeases(memory).claim({table.game: None}, "one"))
    memory.flush()
    assert run(TwinSnapshots(memory).load([table.game])) == {}
    assert run(TwinLeases(memory).holders([table.game])) == {}
