"""The journal's SQL: one statement per kind of row, each taking a column per array.

What comes by the thousand, events and lines of chat, comes as one JSON text instead: the driver
needs a third of the time for that. `ORDER` respects the foreign keys, and reads a freed seat before
it deletes it; `together` makes one statement of several.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

# A time in Unix milliseconds, exactly.
_AT = "'epoch'::timestamptz + at_ms * interval '1 millisecond'"
_EVENTS = f"""
insert into game_events (game_id, seq, cause, body, at)
select game, seq, cause, body, {_AT}
from json_to_recordset($1::json)
    as (game uuid, seq bigint, cause text, body jsonb, at_ms bigint)"""  # noqa: S608 - constants
_LINES = f"""
insert into conversation_logs (id, initiator_type, initiator_id, recipient_type, recipient_id,
    game_id, message, timestamp)
select id, case when is_ai then 'agent' else 'player' end, speaker, 'game', game::text, game, text,
    {_AT}
from json_to_recordset($1::json)
    as (id uuid, game uuid, is_ai boolean, speaker text, text text, at_ms bigint)"""  # noqa: S608
_HINTS = "select pg_notify('game_events', hint) from unnest($2::text[]) as hint"

# The events, and the hints of them.
EVENTS = f"with events as ({_EVENTS}) {_HINTS}"

GAMES = """
insert into games (id, code, host_id, name, mode, status, phase, max_players, current_round,
    total_rounds, time_limit_seconds, visibility, settings, seed, created_at, started_at, ended_at)
select * from unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::text[], $6::text[],
    $7::text[], $8::integer[], $9::integer[], $10::integer[], $11::integer[], $12::text[],
    $13::jsonb[], $14::text[], $15::timestamptz[], $16::timestamptz[], $17::timestamptz[])
on conflict (id) do update set
    host_id = excluded.host_id,
    status = excluded.status,
    phase = excluded.phase,
    current_round = excluded.current_round,
    started_at = coalesce(games.started_at, excluded.started_at),
    ended_at = coalesce(games.ended_at, excluded.ended_at)"""

LINES = _LINES
# Of a seat that was freed in the same breath only its row knows whose it was, if it is still there.
LOST_LINES = """
insert into conversation_logs (id, initiator_type, initiator_id, recipient_type, recipient_id,
    game_id, message, timestamp)
select line.id, case when seat.is_ai then 'agent' else 'player' end,
    coalesce(seat.agent_id, seat.user_id::text),
    'game', line.game_id::text, line.game_id, line.message, line.at
from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::timestamptz[])
    as line (id, player_id, game_id, message, at)
left join game_players as seat on seat.id = line.player_id"""

FREED = "delete from game_players where id = any($1::uuid[])"

SEATS = """
insert into game_players (id, game_id, user_id, agent_id, player_name, avatar_url, score, is_ready,
    is_active, is_ai, seat, joined_at)
select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[],
    $7::integer[], $8::boolean[], $9::boolean[], $10::boolean[], $11::integer[],
    $12::timestamptz[])
on conflict (id) do update set
    score = excluded.score,
    is_ready = excluded.is_ready,
    is_active = excluded.is_active"""

ROUNDS = """
insert into game_rounds (id, game_id, round_number, prompt, category, difficulty,
    time_limit_seconds, started_at)
select * from unnest($1::uuid[], $2::uuid[], $3::integer[], $4::text[], $5::text[], $6::text[],
    $7::integer[], $8::timestamptz[])"""

# The prompt that was played: a game of the house's pack may have drawn from the community's. Asked
# for one pack at a time, since only a whole unique key is looked up whatever the planner knows of
# the table: with `pack in (said.pack, said.also)` it read all prompts of the language, for each
# person in each round, which was nine tenths of what a node's rounds cost the database.
PLAYED = """
join lateral (
    select coalesce(
        (select id from prompts
            where pack = said.pack and language = said.language and text = said.text),
        (select id from prompts
            where pack = said.also and language = said.language and text = said.text)
    ) as id
    offset 0
) as prompt on prompt.id is not null"""
# Locked in one order, on every node: two that count the same prompts can't block each other.
USES = f"""
with used as (
    select prompt.id, count(*) as times
    from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[])
        as said (round_id, pack, also, language, text) {PLAYED}
    group by prompt.id
), locked as (
    select prompts.id, used.times from prompts join used on used.id = prompts.id
    order by prompts.id for no key update of prompts
)
update prompts set times_used = times_used + locked.times
from locked where prompts.id = locked.id"""  # noqa: S608 - constants only

# One row per round and person comes in; the key is only for that.
VIEWS = f"""
insert into prompt_views (user_id, prompt_id, times, last_seen)
select said.user_id, prompt.id, count(*), max(said.at)
from unnest($1::text[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[],
    $7::timestamptz[]) as said (key, user_id, pack, also, language, text, at) {PLAYED}
group by said.user_id, prompt.id order by said.user_id, prompt.id
on conflict (user_id, prompt_id) do update set
    times = prompt_views.times + excluded.times,
    last_seen = greatest(prompt_views.last_seen, excluded.last_seen)"""  # noqa: S608

RESPONSES = """
insert into player_responses (id, round_id, player_id, response, response_time_ms,
    is_ai_generated, submitted_at)
select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::integer[], $6::boolean[],
    $7::timestamptz[])"""

# The author comes from the response's own row; without one the vote is refused by its null.
VOTES = """
insert into votes (id, response_id, round_id, author_id, voter_id, vote_type, created_at)
select vote.id, vote.response_id, vote.round_id, answer.player_id, vote.voter_id, vote.vote_type,
    vote.at
from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::timestamptz[])
    as vote (id, response_id, round_id, voter_id, vote_type, at)
left join player_responses as answer on answer.id = vote.response_id
on conflict (round_id, voter_id, vote_type) do update set
    response_id = excluded.response_id,
    author_id = excluded.author_id,
    created_at = excluded.created_at"""

GUESSES = """
insert into guesses (round_id, player_id, response_id, is_ai, created_at)
select guess.round_id, guess.player_id, guess.response_id, guess.is_ai, guess.at
from unnest($1::text[], $2::uuid[], $3::uuid[], $4::uuid[], $5::boolean[], $6::timestamptz[])
    as guess (key, round_id, player_id, response_id, is_ai, at)
on conflict (player_id, response_id) do update set
    is_ai = excluded.is_ai,
    created_at = excluded.created_at"""

SCORES = """
update player_responses as answer set
    creativity_score = score.creativity,
    humor_score = score.humor,
    relevance_score = score.relevance,
    total_score = score.total,
    judged_by = score.judge
from unnest($1::uuid[], $2::double precision[], $3::double precision[], $4::double precision[],
    $5::double precision[], $6::text[]) as score (id, creativity, humor, relevance, total, judge)
where answer.id = score.id"""

ENDINGS = """
update game_rounds as round set ended_at = ending.at
from unnest($1::uuid[], $2::timestamptz[]) as ending (id, at)
where round.id = ending.id"""

ORDER = (
    GAMES,
    LINES,
    LOST_LINES,
    FREED,
    SEATS,
    ROUNDS,
    USES,
    VIEWS,
    RESPONSES,
    VOTES,
    GUESSES,
    SCORES,
    ENDINGS,
)

# How many parameters each takes.
WIDTHS: Final = {each: max(map(int, re.findall(r"\$(\d+)", each))) for each in ORDER}
# What one statement can write together, in the order of its parameters. A freed seat may be taken
# again in the same breath, which needs an order.
PARTS = tuple(each for each in ORDER if each not in (LOST_LINES, FREED))


@lru_cache(maxsize=128)  # some 40 of the 1,024 happen; of more, the least used are made again
def together(parts: Sequence[str]) -> str:
    """The events, their hints and these parts, so many of PARTS in its order, as one statement.

    The events are counted so that they come first: the fence stops the rest, whose order nobody
    promises. All see the tables as they were before, so no room may change here what it adds here.
    """
    named, taken = [f"events as ({_EVENTS} returning 1)"], 2
    for number, each in enumerate(parts):
        named.append(f"part_{number} as ({_shifted(each, taken)})")
        taken += WIDTHS[each]
    every = ", ".join(named)
    return f"with {every} {_HINTS} where (select count(*) from events) > 0"  # noqa: S608


def _shifted(statement: str, by: int) -> str:
    return re.sub(r"\$(\d+)", lambda found: f"${int(found[1]) + by}", statement)
