"""The statements behind the valley, and the rows they take and give."""

from operator import attrgetter
from typing import Final

import asyncpg
import msgspec
from msgspec import Struct, structs

from agents.relationships import Change, Tie
from agents.routine import Kind
from agents.schedule import TASKS_MAX, Task
from agents.world.body import POINT, Body, Talk
from agents.world.happenings import Brought
from persistence.ports.valley import Life, StoredValley

BEGIN: Final = """
insert into valley (seed, tick, now_ms, run, born_at) values ($2, 0, 0, $1, $3)
on conflict (id) do update set run = $1
returning seed, tick, now_ms, (extract(epoch from born_at) * 1000)::bigint as born_ms"""
STANDS: Final = "select run, tick from valley for update"
MOVE: Final = "update valley set tick = $1, now_ms = $2, updated_at = $3"
# Whoever is about to feel something waits until the ties are read.
EVERYBODY: Final = "select id from agents order by id for no key update"
LIVED: Final = "update relationship_changes set is_lived = true where not is_lived"
LIVED_THESE: Final = f"{LIVED} and id = any($1::uuid[])"
LIVED_OF: Final = f"{LIVED} and (agent_id = any($1) or other_agent_id = any($1))"
# What was felt elsewhere is not lost where the valley has not heard of it yet.
UNLIVED_TOO: Final = """
update agent_relationships as tie set
    affection_score = greatest(-100, least(100, tie.affection_score + late.affection)),
    trust_level = greatest(0, least(100, tie.trust_level + late.trust))
from (select agent_id, other_agent_id, sum(affection) as affection, sum(trust) as trust
    from relationship_changes where not is_lived group by agent_id, other_agent_id) as late
where (tie.agent_id, tie.other_agent_id) = (late.agent_id, late.other_agent_id)
    and (tie.agent_id, tie.other_agent_id) in (select * from unnest($1::text[], $2::text[]))"""
UNLIVED: Final = """
select id, agent_id, other_agent_id, cause, affection, trust, done_by, source, note,
    (extract(epoch from at) * 1000)::bigint as at_ms
from relationship_changes where not is_lived order by at, id limit $1"""
LIVES: Final = "select agent_id, emotional_state, physical_state, ties from agent_states"
LIFE: Final = f"{LIVES} where agent_id = $1"
# In one order, so that no two who write several can wait for each other.
TURN: Final = "select id from agents where id = any($1::text[]) order by id for no key update"
_COLUMNS: Final = """agent_id, current_x, current_y, current_direction, current_action,
    interaction_target, emotional_state, physical_state, cognitive_load, ties"""
LIVE: Final = f"""
insert into agent_states ({_COLUMNS}, action_start_time, updated_at)
select agent_id, x, y, direction, action, target, emotional::jsonb, physical::jsonb, load,
    ties::jsonb, $11, $11
from unnest($1::text[], $2::integer[], $3::integer[], $4::text[], $5::text[], $6::text[],
    $7::text[], $8::text[], $9::smallint[], $10::text[]) as given
    (agent_id, x, y, direction, action, target, emotional, physical, load, ties)
on conflict (agent_id) do update set
    current_x = excluded.current_x, current_y = excluded.current_y,
    current_direction = excluded.current_direction, current_action = excluded.current_action,
    action_start_time = case when agent_states.current_action = excluded.current_action
        then agent_states.action_start_time else excluded.action_start_time end,
    interaction_target = excluded.interaction_target,
    emotional_state = excluded.emotional_state, physical_state = excluded.physical_state,
    cognitive_load = excluded.cognitive_load, ties = excluded.ties,
    updated_at = excluded.updated_at"""  # noqa: S608 - constants only
SHOW: Final = """
update agents set current_location = given.place, current_activity = given.activity,
    energy_level = given.energy, mood = given.mood, current_plans = given.plans::jsonb,
    updated_at = $7
from unnest($1::text[], $2::text[], $3::text[], $4::smallint[], $5::smallint[], $6::text[])
    as given (id, place, activity, energy, mood, plans)
where agents.id = given.id
    and (agents.current_location, agents.current_activity, agents.energy_level, agents.mood,
        agents.current_plans)
    is distinct from (given.place, given.activity, given.energy, given.mood, given.plans::jsonb)"""
CHARACTER: Final = "select character_name, place, x, y from characters where user_id = $1"
SETTLE: Final = """
insert into characters (user_id, character_name, place, x, y)
select given.* from unnest($1::uuid[], $2::text[], $3::text[], $4::integer[], $5::integer[])
    as given (id, name, place, x, y)
join users on users.id = given.id and users.status <> 'deleted'
on conflict (user_id) do update set character_name = excluded.character_name,
    place = excluded.place, x = excluded.x, y = excluded.y, updated_at = clock_timestamp()"""

encode = msgspec.json.Encoder().encode
_ties = msgspec.json.Decoder(tuple[tuple[str, Tie], ...]).decode


class Emotional(Struct, frozen=True):
    """The part of a body that is called its emotional state."""

    mood: int
    talk: Talk | None
    talked_ms: int


class Physical(Struct, frozen=True):
    """All the rest of it."""

    id: str
    x: int
    y: int
    place: str
    route: tuple[str, ...]
    gone: int
    energy: int
    kind: Kind
    activity: str
    firm: int
    agenda: tuple[Task, ...]
    task: str
    next_ms: int
    step_until: int
    is_steered: bool


_emotional = msgspec.json.Decoder(Emotional).decode
_physical = msgspec.json.Decoder(Physical).decode
_of_emotional = attrgetter(*Emotional.__struct_fields__)
_of_physical = attrgetter(*Physical.__struct_fields__)


def live_row(agent: str, life: Life) -> tuple[object, ...]:
    """One of each of the first ten columns of LIVE."""
    body = life.body
    return (
        agent,
        body.x,
        body.y,
        body.route[-1] if body.route else "",
        body.activity,
        body.talk.other if body.talk is not None else None,
        encode(Emotional(*_of_emotional(body))).decode(),
        encode(Physical(*_of_physical(body))).decode(),
        len(body.agenda) * 100 // TASKS_MAX,
        encode(life.ties).decode(),
    )


def show_columns(lives: dict[str, Life]) -> list[tuple[object, ...]]:
    """The first six values of SHOW."""
    rows = [
        (
            agent,
            life.body.place,
            life.body.activity,
            life.body.energy // POINT,
            int(life.body.mood / POINT),
            encode(life.body.agenda).decode(),
        )
        for agent, life in lives.items()
    ]
    return list(zip(*rows, strict=True)) or [()] * 6


def life(row: asyncpg.Record) -> Life:
    """The life of a row of LIVES; raises msgspec.ValidationError of what another version wrote."""
    parts = (*structs.asdict(_physical(row["physical_state"])).items(),
        *structs.asdict(_emotional(row["emotional_state"])).items())  # fmt: skip
    return Life(Body(**dict(parts)), _ties(row["ties"]))


def brought(row: asyncpg.Record) -> Brought:
    """The change of a row of UNLIVED."""
    id, of, toward, cause, affection, trust, by, source, note, at_ms = row
    return Brought(
        Change(
            of=of, toward=toward, cause=cause, affection=affection, trust=trust, by=by,
            source=source, note=note, at_ms=at_ms,
        ),
        str(id),
    )  # fmt: skip


def stored(
    row: asyncpg.Record, lives: dict[str, Life], ties: dict[str, dict[str, Tie]]
) -> StoredValley:
    """The valley of the row that BEGIN gives."""
    return StoredValley(
        seed=row["seed"],
        tick=row["tick"],
        now_ms=row["now_ms"],
        born_ms=row["born_ms"],
        lives=lives,
        ties=ties,
    )
