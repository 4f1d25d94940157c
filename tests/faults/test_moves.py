"""Rooms that go on elsewhere: after a kill, through a rolling restart, and past a frozen owner."""

import asyncio
import time
import urllib.request

import asyncpg
import pytest

from clients.sdk import Client, Guest
from game.commands import JoinGame, LeaveGame
from server.wire import CreateGame
from tests.faults import rolling, takeover
from tests.faults.ground import Ground
from tests.faults.nodes import Node
from tests.faults.table import Table, tables, until
from tests.faults.town import Town, built

pytestmark = [pytest.mark.services, pytest.mark.timeout(150)]

# A lease lapses in 1.8 s; the rest is for taking over on a busy machine.
HEARD_S = 4.0
TRIES = 300
UNDER_WAY = """
    select count(*) from pg_stat_activity
    where state = 'idle in transaction' and application_name like 'genius journal%'
    and query not like 'BEGIN%'"""
MOVES = """
    select seq, body->>'to' as name from game_events
    where game_id = $1 and body->>'t' = 'room.moved' order by seq"""
# Every entry is signed by the connection that wrote it; each node's journal has one, with a name
# of its own.
SIGN = "alter table game_events add column writer text default current_setting('application_name')"
WRITERS = """
    select seq, writer from game_events
    where game_id = any($1::uuid[]) and seq >= (
        select min(seq) from game_events as moved
        where moved.game_id = game_events.game_id and body->>'t' = 'room.moved')"""


def test_rooms_of_a_killed_node_play_on_at_another_within_the_bar(ground: Ground) -> None:
    found = takeover.measure(ground, kills=3)
    assert found.holds, str(found)


def test_a_rolling_restart_in_mid_round_holds_nobody_up_for_long(ground: Ground) -> None:
    found = rolling.measure(ground, evenings=1)
    assert found.holds, str(found)
    (evening,) = found.evenings
    assert (evening.restarted, evening.lost) == (rolling.NODES, 0), str(found)
    assert evening.moves > 0, str(found)


@pytest.mark.parametrize("when", ["at any moment", "in mid-transaction"])
def test_a_frozen_owner_that_wakes_up_writes_nothing_and_plays_on(
    ground: Ground, when: str
) -> None:
    with built(ground, 2) as (town, _):
        asyncio.run(_freeze_and_wake(town, in_transaction=when == "in mid-transaction"))
        assert not [wrong for node in town.nodes for wrong in node.wrongs]


async def _freeze_and_wake(town: Town, *, in_transaction: bool) -> None:
    owner, other = town.nodes
    url = town.databases.database_url
    await _query(url, SIGN)
    async with tables(3, [owner.url, other.url]) as rooms:
        await until(lambda: all(len(r.near.acked) > 3 for r in rooms), 10, "all rooms talk")
        before = {room.game: len(room.near.acked) for room in rooms}
        if in_transaction:
            coming = asyncio.create_task(_come_and_go(owner.url))
            await _freeze_in_transaction(owner, url)
            coming.cancel()
        else:
            owner.freeze()
        frozen_s = time.monotonic()
        await until(lambda: all(_is_heard(r, frozen_s) for r in rooms), HEARD_S, "a takeover")
        owner.thaw()
        await until(lambda: all(_plays_on(r, before) for r in rooms), 10, "the near play on")
        # From here on it answers, so what it wrote can be asked for.
        wrote = await asyncio.to_thread(_commits, owner)
        theirs = await asyncio.to_thread(_commits, other)
        said = {room.game: len(room.near.acked) for room in rooms}
        await until(lambda: all(len(r.near.acked) > said[r.game] + 10 for r in rooms), 10, "more")
        # The founder's last game may still be its own, so there each entry's writer has to do.
        assert in_transaction or await asyncio.to_thread(_commits, owner) == wrote, "it wrote"
        assert await asyncio.to_thread(_commits, other) > theirs
        for room in rooms:
            moves = await _moves(url, room)
            assert [name for name in moves if name.startswith(f"{other.name}#")] == moves
            assert len(moves) == 1
        signed = await _query(url, WRITERS, [room.game for room in rooms])
        assert len({row["writer"] for row in signed}) == 1, "only who took them over wrote"
        await asyncio.gather(*(room.end() for room in rooms))
        for room in rooms:
            assert await room.wrongs(url) == []


async def _come_and_go(url: str) -> None:
    """Leave a lobby again and again: all else is one statement, but this is several."""
    async with Client(url, auth=Guest("Host")) as host, Client(url, auth=Guest("Guest")) as guest:
        game = (await host.ask(CreateGame())).game.id
        while True:
            await guest.ask(JoinGame(game=game))
            await guest.ask(LeaveGame(game=game))


async def _freeze_in_transaction(owner: Node, url: str) -> None:
    """Again and again, until it has said what it writes, but not that it is all."""
    connection = await asyncpg.connect(url)
    try:
        for _ in range(TRIES):
            owner.freeze()
            # What was on its way arrives, and what was under way is done.
            await asyncio.sleep(0.02)
            if await connection.fetchval(UNDER_WAY):
                return
            owner.thaw()
            await asyncio.sleep(0.01)
    finally:
        await connection.close()
    raise AssertionError("it was never found in a transaction")


def _is_heard(room: Table, since_s: float) -> bool:
    return room.far.waited_s(since_s) is not None


def _plays_on(room: Table, before: dict[str, int]) -> bool:
    return len(room.near.acked) > before[room.game] + 5


def _commits(node: Node) -> float:
    """How many journal transactions this node has made."""
    page = f"http://127.0.0.1:{node.client.port}/metrics"
    with urllib.request.urlopen(page, timeout=5) as answer:
        lines = answer.read().decode().splitlines()
    name = "genius_commit_seconds_count"
    return sum(float(line.split()[-1]) for line in lines if line.startswith(name))


async def _moves(url: str, room: Table) -> list[str]:
    return [str(row["name"]) for row in await _query(url, MOVES, room.game)]


async def _query(url: str, statement: str, *arguments: object) -> list[asyncpg.Record]:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetch(statement, *arguments)
    finally:
        await connection.close()
