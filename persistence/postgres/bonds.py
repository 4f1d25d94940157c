"""What agents feel about people, in tables; and how any change of a tie is written, once."""

from collections.abc import Mapping, Sequence
from typing import Final

from agents.relationships import Change, Stir, Tie, stirred
from game.ids import Actor
from persistence.postgres.journal import is_uuid
from persistence.postgres.pool import Link, Pool
from persistence.postgres.projections import moment

CHANGES_MAX: Final = 500
_TIE: Final = """relationship_type, affection_score, trust_level, interaction_frequency,
    coalesce((extract(epoch from last_interaction) * 1000)::bigint, 0) as last_ms"""
TOWARD: Final = f"""
select agent_id, {_TIE} from agent_player_relationships where user_id = $1
order by agent_id collate "C" """  # noqa: S608 - constants only
OF: Final = f"""
select user_id, {_TIE} from agent_player_relationships where agent_id = $1
order by user_id"""  # noqa: S608 - constants only
OF_THESE: Final = OF.replace("order by", "and user_id = any($2::uuid[]) order by")
CAUSES: Final = """
select agent_id, user_id, cause, affection, trust, done_by, source, note,
    (extract(epoch from at) * 1000)::bigint as at_ms
from relationship_changes where agent_id = $1 and user_id = $2 and at >= $4
order by at desc, id desc limit $3"""
TURN: Final = "select id from agents where id = $1 for no key update"
# Who is erased meanwhile waits until this is written, and then takes it along.
PEOPLE: Final = "select id from users where id = any($1::uuid[]) and status <> 'deleted' for share"
AGENTS: Final = "select id from agents where id = any($1::text[])"
KNOWN: Final = "select id from relationship_changes where id = any($1::uuid[])"
PERSON_TIE: Final = f"""
select {_TIE} from agent_player_relationships
where agent_id = $1 and user_id = $2::text::uuid"""  # noqa: S608 - constants only
AMONG_AGENTS: Final = f"""
select other_agent_id, {_TIE} from agent_relationships
where agent_id = $1 and other_agent_id = any($2::text[])"""  # noqa: S608 - constants only
_WRITE_TIES: Final = """
insert into {table} (agent_id, {other}, relationship_type, affection_score,
    trust_level, interaction_frequency, last_interaction)
select $1, * from unnest($2::{kind}[], $3::text[], $4::smallint[], $5::smallint[], $6::integer[],
    $7::timestamptz[])
on conflict (agent_id, {other}) do update set
    relationship_type = excluded.relationship_type,
    affection_score = excluded.affection_score,
    trust_level = excluded.trust_level,
    interaction_frequency = excluded.interaction_frequency,
    last_interaction = excluded.last_interaction"""
WRITE_PEOPLE: Final = _WRITE_TIES.format(
    table="agent_player_relationships", other="user_id", kind="uuid"
)
WRITE_AGENTS: Final = _WRITE_TIES.format(
    table="agent_relationships", other="other_agent_id", kind="text"
)
WRITE_CHANGES: Final = """
insert into relationship_changes (id, agent_id, other_agent_id, user_id, cause, affection, trust,
    done_by, source, note, at, is_lived)
select id, $1, other, person, cause, affection, trust, done_by, source, note, at, other is null
from unnest($2::uuid[], $3::text[], $4::uuid[], $5::text[], $6::smallint[], $7::smallint[],
    $8::text[], $9::text[], $10::text[], $11::timestamptz[])
    as made (id, other, person, cause, affection, trust, done_by, source, note, at)"""


class PostgresBonds:
    """The Bonds port."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def toward(self, user: Actor) -> dict[str, Tie]:
        """How each agent feels about this person."""
        if not is_uuid(user):
            return {}
        async with self._pool.use() as connection:
            rows = await connection.fetch(TOWARD, user)
        return {agent: Tie(*tie) for agent, *tie in rows}

    async def of(self, agent: str, users: Sequence[Actor] | None = None) -> dict[Actor, Tie]:
        """How this agent feels about people."""
        async with self._pool.use() as connection:
            if users is None:
                rows = await connection.fetch(OF, agent)
            else:
                known = [each for each in users if is_uuid(each)]
                rows = await connection.fetch(OF_THESE, agent, known)
        return {Actor(str(user)): Tie(*tie) for user, *tie in rows}

    async def causes(self, agent: str, user: Actor, limit: int) -> list[Change]:
        """Why an agent feels so about a person, newest first."""
        async with self._pool.use() as connection:
            return await changes(connection, agent, user, limit)

    async def stir(self, agent: str, stirs: Sequence[Stir]) -> None:
        """Let changes come about."""
        async with self._pool.transaction() as connection:
            if await connection.fetchval(TURN, agent) is not None:
                await stir(connection, agent, stirs)


async def changes(
    connection: Link, agent: str, user: Actor, limit: int, since_ms: int = 0
) -> list[Change]:
    """The changes of a tie to a person, newest first."""
    if not is_uuid(user):
        return []
    most = max(0, min(limit, CHANGES_MAX))
    rows = await connection.fetch(CAUSES, agent, user, most, moment(since_ms))
    return [
        Change(of=of, toward=str(toward), cause=cause, affection=affection, trust=trust, by=by,
               source=source, note=note, at_ms=at_ms)
        for of, toward, cause, affection, trust, by, source, note, at_ms in rows
    ]  # fmt: skip


async def stir(
    connection: Link, agent: str, stirs: Sequence[Stir]
) -> list[tuple[Tie, Change] | None]:
    """Let changes come about, each once; what each came to, None where it was left out.

    The caller holds the agent's row (TURN), so that nobody else moves its ties meanwhile. All are
    read and written at once: a round has several of them for each agent.
    """
    if not stirs:
        return []
    people = sorted({each.change.toward for each in stirs if each.is_person})
    others = sorted({each.change.toward for each in stirs if not each.is_person})
    there = {str(row["id"]) for row in await connection.fetch(PEOPLE, people)} if people else set()
    there |= {row["id"] for row in await connection.fetch(AGENTS, others)} if others else set()
    ids = [each.id for each in stirs]
    known = {str(row["id"]) for row in await connection.fetch(KNOWN, ids)}
    held = await _held(connection, agent, people, others)
    found: list[tuple[Tie, Change] | None] = []
    moved: dict[str, bool] = {}
    made: list[tuple[object, ...]] = []
    for each in stirs:
        toward = each.change.toward
        if each.id in known or toward not in there:
            found.append(None)
            continue
        known.add(each.id)
        tie, real = stirred(held.get(toward), each.change)
        held[toward], moved[toward] = tie, each.is_person
        found.append((tie, real))
        if real.affection or real.trust:
            made.append(_row(each, real))
    for is_person, statement in ((True, WRITE_PEOPLE), (False, WRITE_AGENTS)):
        ties = {each: held[each] for each in moved if moved[each] is is_person}
        await _write(connection, statement, agent, ties)
    if made:
        await connection.execute(WRITE_CHANGES, agent, *zip(*made, strict=True))
    return found


async def _held(
    connection: Link, agent: str, people: Sequence[str], others: Sequence[str]
) -> dict[str, Tie]:
    """The ties so far to these people and agents; a person's id is no agent's."""
    rows = await connection.fetch(OF_THESE, agent, people) if people else []
    rows += await connection.fetch(AMONG_AGENTS, agent, others) if others else []
    return {str(toward): Tie(*tie) for toward, *tie in rows}


async def _write(connection: Link, statement: str, agent: str, ties: Mapping[str, Tie]) -> None:
    if not ties:
        return
    rows = [
        (toward, tie.type, tie.affection, tie.trust, tie.frequency, tie.last_ms)
        for toward, tie in ties.items()
    ]
    *columns, last_ms = zip(*rows, strict=True)
    last = [moment(each) if each else None for each in last_ms]
    await connection.execute(statement, agent, *columns, last)


def _row(each: Stir, real: Change) -> tuple[object, ...]:
    """The values of WRITE_CHANGES, but for the agent's."""
    toward = each.change.toward
    other, user = (None, toward) if each.is_person else (toward, None)
    return (
        *(each.id, other, user, real.cause, real.affection, real.trust),
        *(real.by, real.source, real.note, moment(real.at_ms)),
    )
