"""A person over all tables: what others see, what they may take along, and how they are forgotten.

Which tables those are stands here once; a test compares with the schema's own references.
"""

from collections.abc import Sequence
from typing import Any, Final

import msgspec

from game.digest import digest
from game.forget import NAME, TEXT, forgotten
from game.ids import Actor, GameId
from persistence.ports.records import ROWS_PER_PAGE, Exported, PastGame
from persistence.postgres.appends import encode
from persistence.postgres.journal import READ, as_entries, is_uuid
from persistence.postgres.pool import Link, Pool
from persistence.postgres.projections import moment
from persistence.postgres.sessions import LOCK

# Places are counted among all who sat there, equal scores sharing one.
RECENT: Final = """
with mine as (
    select games.id, games.name, games.ended_at from game_players
    join games on games.id = game_id
    where user_id = $1 and status = 'completed'
        and (visibility = 'public' or exists (
            select from game_players as other
            where other.game_id = games.id and other.user_id = $2))
    order by games.ended_at desc, games.id desc limit $3
)
select mine.id, mine.name, (extract(epoch from mine.ended_at) * 1000)::bigint as ended_ms,
    placed.score, placed.rank, placed.players
from mine cross join lateral (
    select user_id, score, rank() over (order by score desc) as rank, count(*) over () as players
    from game_players where game_id = mine.id
) as placed
where placed.user_id = $1
order by mine.ended_at desc, mine.id desc"""

# Every game they founded or ever joined. Whoever left a lobby sits in no row, only in the journal.
TOUCHED: Final = """
select id from games where host_id = $1
union select game_id from game_events
where body ->> 't' = 'player.joined' and body ->> 'user' = $1::uuid::text"""
# Also one they have left: what they said there is still shown, and written down again.
UNFINISHED: Final = f"""
select id from games where status in ('waiting', 'in_progress') and id in ({TOUCHED})
order by created_at limit 1"""  # noqa: S608 - constants only

# $1 is the person: each agent's memories of them are found by index.
_ABOUT_THEM: Final = """whom_of(agent_id, related_players, related_agents)
    && array(select id || ' ' || $1::uuid::text from agents)"""
# Every table that holds something about a person, and which rows of it are theirs: what they may
# take along. Secrets stay behind, hashed or not.
THEIRS: Final[dict[str, str]] = {
    "users": "select to_jsonb(t) - 'password_hash' from users t where id = $1",
    "sessions": "select to_jsonb(t) - 'token_hash' from sessions t where user_id = $1",
    "api_keys": "select to_jsonb(t) - 'key_hash' from api_keys t where user_id = $1",
    "bans": "select to_jsonb(t) - 'by' from bans t where user_id = $1",
    "games": "select to_jsonb(t) - 'seed' from games t where host_id = $1",
    "game_players": "select to_jsonb(t) from game_players t where user_id = $1",
    "player_responses": """select to_jsonb(t) from player_responses t
        where player_id in (select id from game_players where user_id = $1)""",
    "votes": """select to_jsonb(t) from votes t
        where voter_id in (select id from game_players where user_id = $1)""",
    "guesses": """select to_jsonb(t) from guesses t
        where player_id in (select id from game_players where user_id = $1)""",
    "conversation_logs": """select to_jsonb(t) from conversation_logs t
        where initiator_type = 'player' and initiator_id = $1::uuid::text""",
    # Only of games that are over: the journal of others holds the seed, from which the host could
    # tell who wrote what.
    "game_events": f"""select to_jsonb(t) from game_events t
        where game_id in (select id from games
            where status in ('completed', 'cancelled') and id in ({TOUCHED}))
            and cause like $1::uuid::text || '/%'""",  # noqa: S608 - constants only
    "careers": "select to_jsonb(t) from careers t where user_id = $1",
    "leaderboard": "select to_jsonb(t) from leaderboard t where user_id = $1",
    "co_players": "select to_jsonb(t) from co_players t where user_id = $1",
    "player_achievements": "select to_jsonb(t) from player_achievements t where user_id = $1",
    "prompts": "select to_jsonb(t) - 'reviewed_by' from prompts t where by = $1",
    "prompt_ratings": "select to_jsonb(t) from prompt_ratings t where user_id = $1",
    "prompt_views": "select to_jsonb(t) from prompt_views t where user_id = $1",
    "reports": "select to_jsonb(t) - 'resolved_by' from reports t where reporter_id = $1",
    "vote_signals": """select to_jsonb(t) - 'resolved_by' from vote_signals t
        where people @> array[$1::uuid]""",
    "characters": "select to_jsonb(t) from characters t where user_id = $1",
    "agent_memories": f"""select to_jsonb(t) - '{{embedding,version,part}}'::text[]
        from agent_memories t where {_ABOUT_THEM}""",  # noqa: S608 - a constant
    "agent_player_relationships": """select to_jsonb(t) from agent_player_relationships t
        where user_id = $1""",
    "relationship_changes": "select to_jsonb(t) from relationship_changes t where user_id = $1",
    "agent_reflections": """select to_jsonb(t) from agent_reflections t
        where related_players @> array[$1::uuid]""",
    "agent_plans": "select to_jsonb(t) from agent_plans t where user_id = $1",
    "audit_log": "select to_jsonb(t) from audit_log t where actor = 'user ' || $1::uuid::text",
}
_PAGED: Final = {name: select + " order by 1 limit $2 offset $3" for name, select in THEIRS.items()}

_REWRITE: Final = """
update game_events set body = line.body::jsonb
from unnest($2::bigint[], $3::text[]) as line (seq, body)
where game_id = $1 and game_events.seq = line.seq"""

# $1 is the person; $2, where there is one, what stands in the place of what they said.
_GONE: Final = (
    "delete from sessions where user_id = $1",
    "delete from api_keys where user_id = $1",
    "delete from careers where user_id = $1",
    "delete from leaderboard where user_id = $1",
    # Others keep having played with somebody.
    "delete from co_players where user_id = $1",
    "delete from player_achievements where user_id = $1",
    "delete from prompt_ratings where user_id = $1",
    "delete from prompt_views where user_id = $1",
    "delete from reports where reporter_id = $1",
    "delete from vote_signals where people @> array[$1::uuid]",
    "delete from characters where user_id = $1",
    # What agents remember of them: it is full of their words.
    f"delete from agent_memories where {_ABOUT_THEM}",  # noqa: S608 - a constant
    "delete from agent_reflections where related_players @> array[$1::uuid]",
    # And what they feel about them, and mean to do about that.
    "delete from agent_plans where user_id = $1",
    "delete from relationship_changes where user_id = $1",
    "delete from agent_player_relationships where user_id = $1",
    "delete from prompts where by = $1 and review <> 'accepted'",
    "update prompts set by = null, cause = null where by = $1",
    "update audit_log set ip_address = null where actor = 'user ' || $1::uuid::text",
)
_WORDS: Final = (
    """update player_responses set response = $2
        where player_id in (select id from game_players where user_id = $1)""",
    """update conversation_logs set message = $2, response = null, context = '{}'
        where initiator_type = 'player' and initiator_id = $1::uuid::text""",
    "update reports set text = $2 where author_id = $1",
)
_NAMES: Final = (
    "update game_players set player_name = $2, avatar_url = null where user_id = $1",
    """update users set username = 'erased-' || replace(id::text, '-', ''), username_key = null,
        display_name = $2, email = null, password_hash = null, status = 'deleted', role = 'user',
        email_verified = false, metadata = '{}', last_login = null where id = $1""",
)
_STAMPED: Final = "update users set updated_at = $2 where id = $1"
_SEALED: Final = """
update games set name = $2, digest = case when digest is null then null else $3 end
where id = $1"""


class PostgresRecords:
    """The Records port."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def recent(self, user: Actor, viewer: Actor, limit: int) -> list[PastGame]:
        """Their last completed games, newest first."""
        if not is_uuid(user):
            return []
        async with self._pool.use() as connection:
            rows = await connection.fetch(RECENT, user, viewer, limit)
        return [
            PastGame(
                game=GameId(str(row["id"])),
                name=row["name"],
                score=row["score"],
                rank=row["rank"],
                players=row["players"],
                ended_at=row["ended_ms"],
            )
            for row in rows
        ]

    async def export(self, user: Actor, table: str | None, offset: int) -> Exported | None:
        """All that is stored about them, a page per table."""
        if table is not None and table not in _PAGED:
            return None
        tables: dict[str, list[dict[str, Any]]] = {}
        more: dict[str, int] = {}
        async with self._pool.transaction() as connection:
            for name in [table] if table else _PAGED:
                rows = await connection.fetch(_PAGED[name], user, ROWS_PER_PAGE + 1, offset)
                tables[name] = [msgspec.json.decode(row[0]) for row in rows[:ROWS_PER_PAGE]]
                if len(rows) > ROWS_PER_PAGE:
                    more[name] = offset + ROWS_PER_PAGE
        return Exported(tables, more)

    async def unfinished(self, user: Actor) -> GameId | None:
        """A game that is not over which they lead, or in which they ever sat."""
        async with self._pool.use() as connection:
            found = await connection.fetchval(UNFINISHED, user)
        return None if found is None else GameId(str(found))

    async def erase(self, user: Actor, now_ms: int) -> Sequence[GameId]:
        """Forget them in one transaction; the games they played or founded."""
        async with self._pool.transaction() as connection:
            # Whoever signs in meanwhile waits, and is then turned away.
            await connection.fetchrow(LOCK, user)
            games = [GameId(str(row[0])) for row in await connection.fetch(TOUCHED, user)]
            for game in games:
                await _rewrite(connection, game, user)
            for statement in _GONE:
                await connection.execute(statement, user)
            for statement in _WORDS:
                await connection.execute(statement, user, TEXT)
            for statement in _NAMES:
                await connection.execute(statement, user, NAME)
            await connection.execute(_STAMPED, user, moment(now_ms))
        return games


async def _rewrite(connection: Link, game: GameId, user: Actor) -> None:
    """Take their words out of a game's journal, and seal it anew."""
    rows = await connection.fetch(READ, game, 0, 2**31)
    entries = as_entries(rows)
    left = forgotten(entries, user)
    changed = [new for old, new in zip(entries, left, strict=True) if old != new]
    bodies = [encode(each.event).decode() for each in changed]
    await connection.execute(_REWRITE, game, [each.seq for each in changed], bodies)
    sealed, state = digest(left)
    assert state is not None
    await connection.execute(_SEALED, game, state.name, sealed)
