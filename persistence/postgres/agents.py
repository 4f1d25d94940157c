"""The machine players' tables: who they are, their days, their ties, and why these changed."""

from collections.abc import Sequence
from typing import Final

import asyncpg

from agents.persona import Persona
from agents.relationships import Change, Tie
from agents.routine import WEEK, Entry
from persistence.enrolment import apart, check_names
from persistence.ports.agents import Loaded, Moved, Reason, StoredAgent
from persistence.postgres.characters import Days, as_text, persona_of, told, told_of, week_of
from persistence.postgres.pool import Link, Pool
from persistence.postgres.projections import moment

CHANGES_MAX: Final = 500
LOAD_KEY: Final = 0x6167656E74730001
WHO: Final = """
select id, name, constitution, background, personality_traits, likes, dislikes, primary_goal,
    secondary_goals, persona::text from agents where id = any($1::text[])"""
NAMES: Final = "select id, name from agents"
# Heard by every node once it is committed; the channel is the feed's CAST.
HINT: Final = "notify agents"
# Names change places one by one, and no two may be equal in between.
UNNAME: Final = "update agents set name = md5(id) where id = any($1::text[])"
CAST: Final = """
select id, name, constitution, background, personality_traits, likes, dislikes, primary_goal,
    secondary_goals, persona from agents order by id collate "C" """
# One that an older program loaded has the parts that have columns.
COMPLETE: Final = "update agents set persona = $2::jsonb where id = $1 and persona is null"
ALL: Final = """
select id, name, primary_goal, current_location, current_activity, energy_level, mood
from agents order by id collate "C" """
# How it is now is no affair of its file.
UPSERT: Final = """
insert into agents (id, name, constitution, background, personality_traits, likes, dislikes,
    primary_goal, secondary_goals, persona, current_location)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::text::jsonb, $11)
on conflict (id) do update set
    name = excluded.name,
    constitution = excluded.constitution,
    background = excluded.background,
    personality_traits = excluded.personality_traits,
    likes = excluded.likes,
    dislikes = excluded.dislikes,
    primary_goal = excluded.primary_goal,
    secondary_goals = excluded.secondary_goals,
    persona = excluded.persona,
    updated_at = clock_timestamp()"""
SCHEDULES: Final = """
select agent_id, day_of_week, to_char(start_time, 'HH24:MI') as starts,
    left(end_time::text, 5) as ends, kind, activity, location, priority, is_flexible
from agent_schedules where agent_id = any($1::text[])
order by agent_id, day_of_week, start_time"""
UNSCHEDULE: Final = "delete from agent_schedules where agent_id = $1"
SCHEDULE: Final = """
insert into agent_schedules (agent_id, day_of_week, start_time, end_time, kind, activity, location,
    priority, is_flexible)
select $1, day, starts::time, ends::time, kind, activity, location, priority, is_flexible
from unnest($2::smallint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
    $8::smallint[], $9::boolean[])
    as given (day, starts, ends, kind, activity, location, priority, is_flexible)"""
BOND: Final = """
insert into agent_relationships (agent_id, other_agent_id, relationship_type, affection_score,
    trust_level)
select $1, $2, $3, $4, $5 where exists (select from agents where id = $2)
on conflict do nothing"""
_TIES: Final = """
select agent_id, other_agent_id, relationship_type, affection_score, trust_level,
    interaction_frequency,
    coalesce((extract(epoch from last_interaction) * 1000)::bigint, 0) as last_ms
from agent_relationships"""
_IN_ORDER: Final = 'order by agent_id collate "C", other_agent_id collate "C"'
TIES: Final = f"{_TIES} {_IN_ORDER}"
# With those of these agents at either end.
TIES_OF: Final = f"{_TIES} where agent_id = any($1) or other_agent_id = any($1) {_IN_ORDER}"
FEELS: Final = """
select tie.other_agent_id, relationship_type, affection_score, trust_level, interaction_frequency,
    coalesce((extract(epoch from last_interaction) * 1000)::bigint, 0) as last_ms, last.*
from agent_relationships tie
left join lateral (
    select cause, affection, trust, done_by, source, note,
        (extract(epoch from at) * 1000)::bigint as at_ms
    from relationship_changes change
    where change.agent_id = tie.agent_id and change.other_agent_id = tie.other_agent_id
    order by at desc, id desc limit 1
) as last on true
where tie.agent_id = $1 order by tie.other_agent_id collate "C" """
CHANGE: Final = """
insert into relationship_changes (id, agent_id, other_agent_id, cause, affection, trust, done_by,
    source, note, at)
select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::smallint[],
    $6::smallint[], $7::text[], $8::text[], $9::text[], $10::timestamptz[])
on conflict (id) do nothing returning id"""
TIE: Final = """
insert into agent_relationships (agent_id, other_agent_id, relationship_type, affection_score,
    trust_level, interaction_frequency, last_interaction)
select * from unnest($1::text[], $2::text[], $3::text[], $4::smallint[], $5::smallint[],
    $6::integer[], $7::timestamptz[])
on conflict (agent_id, other_agent_id) do update set
    relationship_type = excluded.relationship_type,
    affection_score = excluded.affection_score,
    trust_level = excluded.trust_level,
    interaction_frequency = excluded.interaction_frequency,
    last_interaction = excluded.last_interaction"""
CHANGES: Final = """
select agent_id, other_agent_id, cause, affection, trust, done_by, source, note,
    (extract(epoch from at) * 1000)::bigint as at_ms
from relationship_changes where agent_id = $1 and other_agent_id = $2
order by at desc, id desc limit $3"""


class PostgresAgents:
    """The Agents port."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def load(self, personas: Sequence[Persona]) -> Loaded:
        """Write characters, new or changed."""
        async with self._pool.transaction() as connection:
            # Two nodes that start at once would write the same days twice.
            await connection.execute("select pg_advisory_xact_lock($1)", LOAD_KEY)
            names = {row["id"]: row["name"] for row in await connection.fetch(NAMES)}
            check_names({**names, **{each.slug: each.name for each in personas}})
            renamed = [each.slug for each in personas if names.get(each.slug) != each.name]
            await connection.execute(UNNAME, renamed)
            await connection.execute(HINT)
            return await _load(connection, personas)

    async def enroll(self, personas: Sequence[Persona]) -> list[str]:
        """Write those that are missing, and leave the others as they are."""
        async with self._pool.transaction() as connection:
            await connection.execute("select pg_advisory_xact_lock($1)", LOAD_KEY)
            names = {row["id"]: row["name"] for row in await connection.fetch(NAMES)}
            found, said = apart(personas, names)
            known = [(each.slug, as_text(each)) for each in personas if each.slug in names]
            await connection.executemany(COMPLETE, known)
            if found:
                await _load(connection, found)
                await connection.executemany(BOND, _bonds(await _cast(connection)))
        return said

    async def cast(self) -> tuple[Persona, ...]:
        """Everyone's character as it is by now, by id."""
        async with self._pool.use() as connection:
            return await _cast(connection)

    async def all(self) -> list[StoredAgent]:
        """Everyone, by id."""
        async with self._pool.use() as connection:
            rows = await connection.fetch(ALL)
        return [
            StoredAgent(
                id=row["id"],
                name=row["name"],
                primary_goal=row["primary_goal"],
                location=row["current_location"],
                activity=row["current_activity"],
                energy=row["energy_level"],
                mood=row["mood"],
            )
            for row in rows
        ]

    async def week(self, agent: str) -> Days:
        """The entries of Monday to Sunday."""
        async with self._pool.use() as connection:
            rows = await connection.fetch(SCHEDULES, [agent])
        return _weeks(rows).get(agent, tuple(() for _ in WEEK))

    async def ties(self) -> dict[str, dict[str, Tie]]:
        """What each feels about others."""
        async with self._pool.use() as connection:
            rows = await connection.fetch(TIES)
        found: dict[str, dict[str, Tie]] = {}
        for of, toward, *tie in rows:
            found.setdefault(of, {})[toward] = Tie(*tie)
        return found

    async def feels(self, agent: str) -> dict[str, Reason]:
        """What one feels about the others, by their ids."""
        async with self._pool.use() as connection:
            rows = await connection.fetch(FEELS, agent)
        found = {}
        for other, type, likes, trusts, frequency, last_ms, cause, *change in rows:
            last = None
            if cause is not None:
                affection, trust, by, source, note, at_ms = change
                last = Change(of=agent, toward=other, cause=cause, affection=affection, trust=trust,
                    by=by, source=source, note=note, at_ms=at_ms)  # fmt: skip
            found[other] = Reason(Tie(type, likes, trusts, frequency, last_ms), last)
        return found

    async def move(self, moves: Sequence[Moved]) -> None:
        """Write changes and the ties after them, at once."""
        changes = [
            (each.id, c.of, c.toward, c.cause, c.affection, c.trust, c.by, c.source, c.note)
            for each in moves
            for c in (each.change,)
        ]
        times = [moment(each.change.at_ms) for each in moves]
        async with self._pool.use() as connection, connection.transaction():
            columns = list(zip(*changes, strict=True)) or [()] * 9
            fresh = {str(row["id"]) for row in await connection.fetch(CHANGE, *columns, times)}
            # Of several changes of one tie the last one counts.
            last = {(e.change.of, e.change.toward): e.tie for e in moves if e.id in fresh}
            ties = [
                (of, toward, tie.type, tie.affection, tie.trust, tie.frequency,
                 moment(tie.last_ms) if tie.last_ms else None)
                for (of, toward), tie in last.items()
            ]  # fmt: skip
            await connection.execute(TIE, *(list(zip(*ties, strict=True)) or [()] * 7))

    async def changes(self, agent: str, other: str, limit: int) -> list[Change]:
        """Why one's tie to another is what it is, newest first."""
        most = max(0, min(limit, CHANGES_MAX))
        async with self._pool.use() as connection:
            rows = await connection.fetch(CHANGES, agent, other, most)
        return [
            Change(of=of, toward=toward, cause=cause, affection=affection, trust=trust, by=by,
                   source=source, note=note, at_ms=at_ms)
            for of, toward, cause, affection, trust, by, source, note, at_ms in rows
        ]  # fmt: skip


async def _load(connection: Link, personas: Sequence[Persona]) -> Loaded:
    ids = [each.slug for each in personas]
    added = changed = 0
    found = {row["id"]: told(row) for row in await connection.fetch(WHO, ids)}
    weeks = _weeks(await connection.fetch(SCHEDULES, ids))
    for each in personas:
        mine, week = told_of(each), week_of(each)
        has_moved = week != weeks.get(each.slug)
        if found.get(each.slug) != mine or has_moved:
            added += each.slug not in found
            changed += each.slug in found
            await connection.execute(UPSERT, *mine[:-1], as_text(each), each.home)
        if has_moved:
            await connection.execute(UNSCHEDULE, each.slug)
            await connection.execute(SCHEDULE, each.slug, *_columns(week))
    await connection.executemany(BOND, _bonds(personas))
    return Loaded(added, changed, len(personas) - added - changed)


async def _cast(connection: Link) -> tuple[Persona, ...]:
    rows = await connection.fetch(CAST)
    weeks = _weeks(await connection.fetch(SCHEDULES, [row["id"] for row in rows]))
    found = [persona_of(row, weeks.get(row["id"])) for row in rows]
    return tuple(each for each in found if each is not None)


def _bonds(personas: Sequence[Persona]) -> list[tuple[object, ...]]:
    return [
        (each.slug, bond.to, bond.type, bond.affection, bond.trust)
        for each in personas
        for bond in each.relationships
    ]


def _weeks(rows: Sequence[asyncpg.Record]) -> dict[str, Days]:
    found: dict[str, list[list[Entry]]] = {}
    for agent, day, *entry in rows:
        found.setdefault(agent, [[] for _ in WEEK])[day].append(Entry(*entry))
    return {agent: tuple(map(tuple, days)) for agent, days in found.items()}


def _columns(week: Days) -> list[tuple[object, ...]]:
    rows = [
        (day, e.start, e.end, e.kind, e.activity, e.place, e.priority, e.is_flexible)
        for day, entries in enumerate(week)
        for e in entries
    ]
    return list(zip(*rows, strict=True))
