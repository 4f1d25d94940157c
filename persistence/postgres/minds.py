"""How far agents have thought, in tables."""

from collections.abc import Sequence
from typing import Any, Final

import msgspec

from agents.memories import Memory
from agents.metacognition import Evaluation
from agents.planning import Plan, Step
from agents.strategy import Strategy
from persistence.ports.minds import Review, Thoughts
from persistence.postgres import memories_sql
from persistence.postgres.bonds import PEOPLE, TURN
from persistence.postgres.memories import paged, write
from persistence.postgres.pool import Link, Pool
from persistence.postgres.projections import moment

REVIEWS_MAX, PLANS_MAX = 100, 50
THOUGHTS: Final = """
with stands as (
    select agents.id, coalesce(strategy, '{}') as strategy,
        coalesce(reflected_until, 'epoch') as reflected,
        coalesce(evaluated_until, 'epoch') as evaluated
    from agents left join agent_thoughts on agent_id = agents.id where agents.id = $1
)
select strategy::text as strategy, (extract(epoch from reflected) * 1000)::bigint as reflected_ms,
    (extract(epoch from evaluated) * 1000)::bigint as evaluated_ms,
    (select coalesce(sum(importance_score), 0) from agent_memories
        where agent_id = $1 and timestamp > reflected and memory_type = 'observation') as gathered
from stands"""
STRATEGIES: Final = """
select agent_id, strategy::text as strategy from agent_thoughts where strategy <> '{}'"""
SINCE: Final = f"""
select {memories_sql.BARE} from agent_memories
where agent_id = $1 and timestamp > $2 and memory_type = 'observation'
order by timestamp desc, id desc limit $3"""  # noqa: S608 - constants only
STANDS: Final = """
select (extract(epoch from reflected_until) * 1000)::bigint as reflected_ms,
    (extract(epoch from evaluated_until) * 1000)::bigint as evaluated_ms
from agent_thoughts where agent_id = $1"""
REFLECTED: Final = """
insert into agent_thoughts (agent_id, reflected_until) values ($1, $2)
on conflict (agent_id) do update set reflected_until = $2, updated_at = clock_timestamp()"""
EVALUATED: Final = """
insert into agent_thoughts (agent_id, evaluated_until, strategy)
values ($1, $2, coalesce($3::text, '{}')::jsonb)
on conflict (agent_id) do update set evaluated_until = $2, updated_at = clock_timestamp(),
    strategy = coalesce($3::text::jsonb, agent_thoughts.strategy)"""
REFLECTION: Final = """
insert into agent_reflections (id, agent_id, reflection, trigger_memories, insights,
    behavioral_changes, related_players, created_at)
values ($1, $2, $3, $4, $5::text::jsonb, $6::text::jsonb, $7, $8) on conflict (id) do nothing"""
REVIEW: Final = """
insert into agent_metacognition (id, agent_id, performance_evaluation, strategy_adjustments,
    goal_modifications, self_awareness_notes, created_at)
values ($1, $2, $3::text::jsonb, $4::text::jsonb, $5::text::jsonb, $6, $7)
on conflict (id) do nothing"""
REVIEWS: Final = """
select id, performance_evaluation::text as performance, strategy_adjustments::text as adjustments,
    goal_modifications::text as goals, self_awareness_notes as notes,
    (extract(epoch from created_at) * 1000)::bigint as at_ms
from agent_metacognition where agent_id = $1 order by created_at desc, id desc limit $2"""
PLAN: Final = """
insert into agent_plans (id, agent_id, goal, plan_steps, current_step, status, priority, deadline,
    user_id, created_at, updated_at)
values ($1, $2, $3, $4::text::jsonb, $5, $6, $7, $8, $9, $10, $11)
on conflict (id) do update set current_step = excluded.current_step, status = excluded.status,
    updated_at = excluded.updated_at
where agent_plans.updated_at <= excluded.updated_at"""
PLANS: Final = """
select id, agent_id, goal, plan_steps::text as steps, current_step, status, priority, user_id,
    (extract(epoch from deadline) * 1000)::bigint as deadline_ms,
    (extract(epoch from created_at) * 1000)::bigint as created_ms,
    (extract(epoch from updated_at) * 1000)::bigint as updated_ms
from agent_plans where agent_id = $1 order by created_at desc, id desc limit $2"""


class PostgresMinds:
    """The Minds port."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def thoughts(self, agent: str) -> Thoughts:
        """How far this agent has thought."""
        async with self._pool.use() as connection:
            row = await connection.fetchrow(THOUGHTS, agent)
        if row is None:
            return Thoughts()
        return Thoughts(
            strategy=_strategy(row["strategy"]) or Strategy(),
            reflected_until=row["reflected_ms"],
            evaluated_until=row["evaluated_ms"],
            gathered=row["gathered"],
        )

    async def strategies(self) -> dict[str, Strategy]:
        """What each agent has changed."""
        async with self._pool.use() as connection:
            rows = await connection.fetch(STRATEGIES)
        found = {row["agent_id"]: _strategy(row["strategy"]) for row in rows}
        return {agent: each for agent, each in found.items() if each is not None}

    async def since(self, agent: str, at_ms: int, limit: int) -> list[Memory]:
        """The observations after a moment, oldest first."""
        async with self._pool.transaction() as connection:
            found = await paged(connection, SINCE, agent, moment(at_ms), limit)
        return [msgspec.structs.replace(each, model=None) for each in reversed(found)]

    async def reflect(
        self, agent: str, after: int, until: int, found: Sequence[Memory], plans: Sequence[Plan]
    ) -> bool:
        """Write reflections and plans, and how far they reach, in one transaction."""
        async with self._pool.transaction() as connection:
            if await connection.fetchval(TURN, agent) is None:
                return False
            row = await connection.fetchrow(STANDS, agent)
            if (row["reflected_ms"] if row is not None else 0) != after:
                return False
            users: set[str] = {user for each in found for user in each.players}
            users |= {each.user for each in plans if each.user is not None}
            there = await _there(connection, sorted(users))
            kept = [each for each in found if there.issuperset(each.players)]
            await write(connection, agent, kept)
            await connection.executemany(REFLECTION, [_reflection(each) for each in kept])
            await _write_plans(connection, plans, there)
            await connection.execute(REFLECTED, agent, moment(until))
        return True

    async def evaluate(
        self, agent: str, after: int, until: int, found: Evaluation | None, memory: Memory | None
    ) -> bool:
        """Write a look at oneself and its strategy in one transaction."""
        async with self._pool.transaction() as connection:
            if await connection.fetchval(TURN, agent) is None:
                return False
            row = await connection.fetchrow(STANDS, agent)
            if (row["evaluated_ms"] if row is not None else 0) != after:
                return False
            if memory is not None:
                await write(connection, agent, [memory])
            if memory is not None and found is not None:
                await connection.execute(REVIEW, *_review(memory, found))
            strategy = _json(found.strategy) if found is not None else None
            await connection.execute(EVALUATED, agent, moment(until), strategy)
        return True

    async def reviews(self, agent: str, limit: int) -> list[Review]:
        """The last looks at itself."""
        async with self._pool.use() as connection:
            rows = await connection.fetch(REVIEWS, agent, max(0, min(limit, REVIEWS_MAX)))
        return [
            Review(
                id=str(row["id"]),
                at=row["at_ms"],
                performance=msgspec.json.decode(row["performance"]),
                adjustments=msgspec.json.decode(row["adjustments"]),
                goals=msgspec.json.decode(row["goals"]),
                notes=row["notes"],
            )
            for row in rows
        ]

    async def plans(self, agent: str) -> list[Plan]:
        """The plans of an agent."""
        async with self._pool.use() as connection:
            rows = await connection.fetch(PLANS, agent, PLANS_MAX)
        return [
            Plan(
                id=str(row["id"]),
                agent=row["agent_id"],
                goal=row["goal"],
                steps=msgspec.json.decode(row["steps"], type=tuple[Step, ...]),
                current=row["current_step"],
                status=row["status"],
                priority=row["priority"],
                deadline=row["deadline_ms"],
                user=str(row["user_id"]) if row["user_id"] is not None else None,
                created=row["created_ms"],
                updated=row["updated_ms"],
            )
            for row in rows
        ]

    async def plan(self, plans: Sequence[Plan]) -> None:
        """Write plans, new or changed."""
        async with self._pool.transaction() as connection:
            users = sorted({each.user for each in plans if each.user is not None})
            await _write_plans(connection, plans, await _there(connection, users))


async def _there(connection: Link, users: Sequence[str]) -> set[str]:
    """Those of these people who are not erased."""
    if not users:
        return set()
    return {str(row["id"]) for row in await connection.fetch(PEOPLE, users)}


async def _write_plans(connection: Link, plans: Sequence[Plan], there: set[str]) -> None:
    rows = [
        (
            *(each.id, each.agent, each.goal, _json(each.steps), each.current, each.status),
            *(each.priority, moment(each.deadline) if each.deadline is not None else None),
            *(each.user, moment(each.created), moment(each.updated)),
        )
        for each in plans
        if each.user is None or each.user in there
    ]
    await connection.executemany(PLAN, rows)


def _reflection(memory: Memory) -> tuple[Any, ...]:
    kinds = [tag for tag in memory.tags if tag != "reflection"]
    insights = {"kind": kinds, "agents": memory.agents, "importance": memory.importance}
    return (
        *(memory.id, memory.agent, memory.content, memory.source, _json(insights)),
        *("{}", memory.players, moment(memory.at)),
    )


def _review(memory: Memory, found: Evaluation) -> tuple[Any, ...]:
    adjustments = {
        each.setting: {"from": each.before, "to": each.after, "why": each.why}
        for each in found.adjustments
    }
    return (
        *(memory.id, memory.agent, _json(found.showing), _json(adjustments)),
        *(_json({"added": found.goals}), found.notes, moment(memory.at)),
    )


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()


def _strategy(text: str) -> Strategy | None:
    """What an older or a newer program wrote may not be readable; then it counts as nothing."""
    try:
        return msgspec.json.decode(text, type=Strategy)
    except msgspec.MsgspecError:
        return None
