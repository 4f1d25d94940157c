"""What agents feel about people, in tables; and how any change of a tie is written, once."""

from collections.abc import Sequence
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
AGENT_TIE: Final = f"""
select {_TIE} from agent_relationships
where agent_id = $1 and other_agent_id = $2"""  # noqa: S608 - constants only
_WRITE_TIE: Final = """
insert into {table} (agent_id, {other}, relationship_type, affection_score,
    trust_level, interaction_frequency, last_interaction)
values ($1, $2, $3, $4, $5, $6, $7)
on conflict (agent_id, {other}) do update set
    relationship_type = excluded.relationship_type,
    affection_score = excluded.affection_score,
    trust_level = excluded.trust_level,
    interaction_frequency = excluded.interaction_frequency,
    last_interaction = excluded.last_interaction"""
WRITE_PERSON: Final = _WRITE_TIE.format(table="agent_player_relationships", other="user_id")
WRITE_AGENT: Final = _WRITE_TIE.format(table="agent_relationships", other="other_agent_id")
WRITE_CHANGE: Final = """
insert into relationship_changes (id, agent_id, other_agent_id, user_id, cause, affection, trust,
    done_by, source, note, at, is_lived)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $3::text is null)"""


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

    The caller holds the agent's row (TURN), so that nobody else moves its ties meanwhile.
    """
    if not stirs:
        return []
    people = sorted({each.change.toward for each in stirs if each.is_person})
    others = sorted({each.change.toward for each in stirs if not each.is_person})
    there = {str(row["id"]) for row in await connection.fetch(PEOPLE, people)} if people else set()
    there |= {row["id"] for row in await connection.fetch(AGENTS, others)} if others else set()
    ids = [each.id for each in stirs]
    known = {str(row["id"]) for row in await connection.fetch(KNOWN, ids)}
    found: list[tuple[Tie, Change] | None] = []
    for each in stirs:
        if each.id in known or each.change.toward not in there:
            found.append(None)
            continue
        known.add(each.id)
        found.append(await _move(connection, agent, each))
    return found


async def _move(connection: Link, agent: str, each: Stir) -> tuple[Tie, Change]:
    toward = each.change.toward
    row = await connection.fetchrow(PERSON_TIE if each.is_person else AGENT_TIE, agent, toward)
    tie, real = stirred(Tie(*row) if row is not None else None, each.change)
    await connection.execute(
        WRITE_PERSON if each.is_person else WRITE_AGENT,
        *(agent, toward, tie.type, tie.affection, tie.trust, tie.frequency),
        moment(tie.last_ms) if tie.last_ms else None,
    )
    if real.affection or real.trust:
        other, user = (None, toward) if each.is_person else (toward, None)
        await connection.execute(
            WRITE_CHANGE,
            *(each.id, agent, other, user, real.cause, real.affection, real.trust),
            *(real.by, real.source, real.note, moment(real.at_ms)),
        )
    return tie, real
