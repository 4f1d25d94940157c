"""What must be true of the tables after a run, whatever happened in it."""

import asyncio
from collections import Counter

import asyncpg
import msgspec

from game.digest import digest
from game.ids import GameId
from persistence.postgres.games import PostgresGames
from persistence.postgres.journal import PostgresJournal
from persistence.postgres.pool import PoolSettings, create_pool
from server.reading import read_all

GAMES = "select id::text, status, digest from games order by created_at"
PLAYING = "select count(*) from games where status = 'in_progress'"
GAPS = """
    select game_id::text, count(*) as kept, max(seq) as last from game_events
    group by game_id having count(*) <> max(seq) or min(seq) <> 1"""
DOUBLES = """
    select game_id::text, cause, count(distinct at) as times from game_events
    where cause not in ('', 'system') group by game_id, cause having count(distinct at) > 1"""
BACKWARDS = """
    select game_id::text, seq from (
        select game_id, seq, at, lag(at) over (partition by game_id order by seq) as before
        from game_events) each where at < before"""
MOVES = "select game_id::text, seq, body from game_events where body->>'t' = 'room.moved'"
WITHIN_S = 15.0


class Kept(msgspec.Struct, frozen=True):
    """What the tables say: how many games of which status, moves of rooms, and what is wrong."""

    games: dict[str, int]
    moves: int
    wrongs: tuple[str, ...]


def kept(url: str) -> Kept:
    """Look through all tables, once games are over and sealed, or at the latest in WITHIN_S."""
    return asyncio.run(_kept(url))


def playing(url: str) -> int:
    """How many games are in their rounds."""

    async def count() -> int:
        connection = await asyncpg.connect(url)
        try:
            return int(await connection.fetchval(PLAYING))
        finally:
            await connection.close()

    return asyncio.run(count())


async def _kept(url: str) -> Kept:
    connection = await asyncpg.connect(url)
    try:
        wrongs = await _unended(connection)
        for query, what in ((GAPS, "hole"), (DOUBLES, "double"), (BACKWARDS, "back in time")):
            wrongs += [f"{what}: {tuple(row)}" for row in await connection.fetch(query)]
        moves = len(await connection.fetch(MOVES))
        games = await connection.fetch(GAMES)
    finally:
        await connection.close()
    wrongs += await _unfolded(url, [GameId(game["id"]) for game in games])
    return Kept(dict(Counter(str(game["status"]) for game in games)), moves, tuple(wrongs))


async def _unended(connection: "asyncpg.Connection[asyncpg.Record]") -> list[str]:
    """Games that live on or got no digest, though time was given."""
    ends_at = asyncio.get_running_loop().time() + WITHIN_S
    while True:
        found = [
            f"game {game['id']} is {game['status']}, its digest {game['digest']}"
            for game in await connection.fetch(GAMES)
            if game["status"] not in ("completed", "cancelled") or game["digest"] is None
        ]
        if not found or asyncio.get_running_loop().time() > ends_at:
            return found
        await asyncio.sleep(0.1)  # between looks at the table, which tells nobody


async def _unfolded(url: str, games: list[GameId]) -> list[str]:
    """Games whose journal folds to something else than the digest kept when they ended."""
    wrongs = []
    pool = await create_pool(url, PoolSettings(size=1))
    try:
        stored, journal = PostgresGames(pool), PostgresJournal(pool)
        for game in games:
            folded, _ = digest(await read_all(journal, game))
            sealed = await stored.digest(game)
            if sealed is not None and sealed != folded:
                wrongs.append(f"game {game}: its digest is {sealed}, its journal folds to {folded}")
    finally:
        await pool.close()
    return wrongs
