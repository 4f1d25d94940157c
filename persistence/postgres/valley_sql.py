"""The statements behind the valley, and the rows they take and give."""

from typing import Any, Final

import asyncpg
import msgspec

from agents.relationships import Tie
from agents.schedule import TASKS_MAX
from agents.world.body import POINT, Body
from persistence.ports.valley import Life, StoredValley

BEGIN: Final = """
insert into valley (seed, tick, now_ms, run, born_at) values ($2, 0, 0, $1, $3)
on conflict (id) do update set run = $1
returning seed, tick, now_ms, (extract(epoch from born_at) * 1000)::bigint as born_ms"""
STANDS: Final = "select run, tick from valley for update"
MOVE: Final = "update valley set tick = $1, now_ms = $2, updated_at = $3"
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

EMOTIONAL: Final = ("mood", "talk", "talked_ms")
encode = msgspec.json.Encoder(order="sorted").encode
_ties = msgspec.json.Decoder(tuple[tuple[str, Tie], ...]).decode


def live_columns(lives: dict[str, Life]) -> list[tuple[object, ...]]:
    """The first ten values of LIVE."""
    rows = []
    for agent, life in lives.items():
        body = life.body
        all = msgspec.to_builtins(body)
        rows.append(
            (
                agent,
                body.x,
                body.y,
                body.route[-1] if body.route else "",
                body.activity,
                body.talk.other if body.talk is not None else None,
                encode({each: all[each] for each in EMOTIONAL}).decode(),
                encode({key: each for key, each in all.items() if key not in EMOTIONAL}).decode(),
                len(body.agenda) * 100 // TASKS_MAX,
                encode(life.ties).decode(),
            )
        )
    return list(zip(*rows, strict=True)) or [()] * 10


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
    emotional: dict[str, Any] = msgspec.json.decode(row["emotional_state"])
    physical: dict[str, Any] = msgspec.json.decode(row["physical_state"])
    return Life(msgspec.convert({**physical, **emotional}, Body), _ties(row["ties"]))


def stored(row: asyncpg.Record, lives: dict[str, Life]) -> StoredValley:
    """The valley of the row that BEGIN gives."""
    return StoredValley(
        seed=row["seed"],
        tick=row["tick"],
        now_ms=row["now_ms"],
        born_ms=row["born_ms"],
        lives=lives,
    )
