"""The hot queries find their rows by index, with many rows of others around."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from persistence.postgres import (
    accounts,
    agents,
    ballots,
    bonds,
    games,
    honours_sql,
    journal,
    keys,
    memories_sql,
    minds,
    recall_sql,
    records,
    sessions,
    signals,
    statements,
    talks,
    valley_sql,
)
from persistence.postgres.projections import moment
from tests.services import Services, connected, filled
from tests.tables import NOW, hashed

pytestmark = pytest.mark.services

FILL = """
insert into users (username, display_name) select 'u' || n, 'x' from generate_series(1, 50) n;
insert into sessions (user_id, token_hash, expires_at)
    select (select id from users limit 1), sha256(n::text::bytea), now() + interval '1 day'
    from generate_series(1, 5000) n;
insert into api_keys (user_id, name, key_hash, scopes, rate_limit, cause)
    select (select id from users limit 1), 'x', sha256(n::text::bytea), '{play}', 600, 'c' || n
    from generate_series(1, 5000) n;
insert into game_events (game_id, seq, cause, body, at)
    select md5((n / 100)::text)::uuid, n % 100 + 1, 'c' || n, '{"t": "x"}', now()
    from generate_series(0, 19999) n;
insert into games (code, host_id, name, mode, status, phase, max_players, total_rounds,
    time_limit_seconds, visibility, seed, created_at)
    select 'c' || n, (select id from users limit 1), 'x', 'classic',
        case n % 200 when 0 then 'waiting' when 1 then 'cancelled' else 'completed' end,
        'lobby', 8, 5, 60, 'public', 's', now() - n * interval '1 minute'
    from generate_series(1, 5000) n;
insert into game_players (game_id, user_id, player_name, is_ai, seat)
    select games.id, users.id, 'x', false, row_number() over (partition by games.id)
    from games cross join (select id from users limit 2) users;
insert into users (username, display_name)
    select 'b' || n, 'x' from generate_series(1, 5000) n;
insert into leaderboard (user_id, scope, period, total_games_played, total_wins, total_score,
    highest_single_game_score, creativity_votes, humor_votes, best_votes, achievement_points,
    rating_mu, rating_sigma)
    select id, 'all', '', 1, 0, row_number() over (order by id), 0, 0, 0, 0, 0, 25, 8 from users;
insert into prompts (pack, language, text, category, difficulty)
    select 'house', 'en', 'prompt ' || n, 'x', 'easy' from generate_series(1, 5000) n;
insert into agents (id, name, constitution, background, primary_goal, current_location)
    select 'agent' || n, 'agent' || n, 'x', 'x', 'x', 'inn' from generate_series(1, 40) n;
insert into agent_memories (agent_id, memory_type, content, importance_score, timestamp,
    last_accessed, words, fingerprint, related_players, subject)
    select 'agent' || n % 40 + 1, 'observation', 'x', n % 10, now() - n * interval '1 second',
        now(), array['word' || n % 2000], n::text,
        case n % 50 when 0 then '{}' else array[md5((n % 500)::text)::uuid] end, 'fact' || n
    from generate_series(1, 20000) n;
insert into agent_cursors (agent_id, game_id, seq)
    select 'agent1', id, 1 from games limit 3000;
insert into game_players (game_id, agent_id, player_name, is_ai, seat, is_remembered)
    select id, 'agent' || seat, 'x', true, seat, code !~ '77$'
    from games, generate_series(3, 5) seat;
insert into agents (id, name, constitution, background, primary_goal, current_location)
    select 'a' || n, 'a' || n, 'x', 'x', 'x', 'inn' from generate_series(0, 99) n;
insert into relationship_changes (agent_id, other_agent_id, cause, affection, trust, at)
    select 'a' || n % 100, 'a' || n / 100 % 50, 'chat', 1, 1, now() from generate_series(1, 9999) n;
insert into relationship_changes (agent_id, user_id, cause, affection, trust, at)
    select 'a' || n % 100, (select id from users order by id offset n % 50 limit 1), 'chat', 1, 1,
        now() from generate_series(1, 3000) n;
insert into agent_player_relationships (agent_id, user_id, relationship_type, affection_score,
    trust_level)
    select agents.id, users.id, 'friend', 1, 1
    from agents cross join (select id from users limit 100) users;
insert into conversation_logs (initiator_type, initiator_id, recipient_type, recipient_id, message,
    response, timestamp)
    select 'player', md5((n % 500)::text)::uuid::text, 'agent', 'a' || n % 7, 'x', 'y',
        now() - n * interval '1 second' from generate_series(1, 20000) n;
insert into agent_plans (agent_id, goal, plan_steps, status, priority, created_at, updated_at)
    select 'a' || n % 100, 'x', '[]', 'done', 1, now(), now() from generate_series(1, 5000) n;
insert into agent_schedules (agent_id, day_of_week, start_time, end_time, kind, activity, location,
    priority)
    select 'a' || n % 100, n / 100 % 7, make_time(n / 700, 0, 0), '23:59', 'rest', 'x', 'inn', 1
    from generate_series(0, 8399) n;
insert into game_rounds (game_id, round_number, prompt, category, difficulty, time_limit_seconds,
    ended_at)
    select id, n, 'prompt ' || abs(hashtext(id::text || n)) % 500, 'x', 'easy', 60, now()
    from games, generate_series(1, 3) n;
insert into vote_signals (kind, people, evidence, rounds, games, status, resolved_at, created_at,
    updated_at)
    select 'mutual', array[md5('a' || n)::uuid, md5('b' || n)::uuid], 5, 20, 4,
        case n % 100 when 0 then 'open' else 'dismissed' end, case n % 100 when 0 then null
        else now() end, now(), now() - n * interval '1 minute' from generate_series(1, 5000) n;
update games set digest = 'd' where status <> 'waiting' and code <> 'c1';
analyze;
"""
GAME = "cfcd2084-95d5-65ef-66e7-dff9f98764da"
# As the server names it on the partition that catches all.
# Where no other test has made this month ahead, what is filled in here is of none.
SAID = r"conversation_logs_(default|\d{4}_\d\d)_initiator_type_initiator_id_times_idx"
# Those that hold nothing.
MONTH = re.compile(r"conversation_logs_(default|\d{4}_\d\d)")
PLAYED = (["house"], ["community"], ["en"], ["prompt 7"])
START = (None, moment(games.FIRST[0]), games.FIRST[1], 20)


@pytest.fixture(scope="module")
def full(services: Services) -> Iterator[str]:
    """A database with all of these rows, in which nobody changes anything."""
    with filled(services, FILL) as url:
        yield url


@pytest.mark.parametrize(
    ("statement", "values", "index"),
    [
        (journal.READ, (GAME, 90, 100), "game_events_pkey"),
        (journal.READ_MANY, ([GAME] * 9, [90] * 9, [100] * 9), "game_events_pkey"),
        (journal.FOUNDED, ("c100",), "game_events_founding_key"),
        (games.FIND, ("c7",), "games_code"),
        (games.LIVE, (), "games_live"),
        (games.UNSEALED, (), "games_unsealed"),
        (games.PAGE, START, "games_public"),
        (games.PAGE_OF_STATUS, (*START, "cancelled"), "games_public_status"),
        (
            accounts.BY_TOKEN,
            ([hashed("7")] * 9, moment(NOW), accounts.VISIT_EVERY),
            "sessions_token_hash_key",
        ),
        (honours_sql.PAGE, ("all", "", 4_000, GAME, 20), "leaderboard_order"),
        (sessions.STANDING, ([GAME] * 9, moment(NOW)), "sessions_live_key"),
        (sessions.PURGE, (moment(NOW), 100), "sessions_expires_at"),
        (keys.BY_KEY, (hashed("7"), moment(NOW), keys.USE_EVERY), "api_keys_key_hash_key"),
        (statements.VIEWS, ([GAME], [GAME], *PLAYED, [moment(NOW)]), "prompts_text_key"),
        (ballots.OF_PROMPT, ("prompt 7", None, 200), "game_rounds_prompt"),
        (signals.PAGE, ("open", 100), "vote_signals_status"),
        (records.THEIRS["vote_signals"], (GAME,), "vote_signals_people"),
        (agents.CHANGES, ("a1", "a2", 20), "relationship_changes_pair"),
        (bonds.CAUSES, ("a1", GAME, 20, moment(0)), "relationship_changes_person"),
        (bonds.TOWARD, (GAME,), "agent_player_relationships_user_id"),
        (talks.LINES, ("a1", GAME, 40), SAID),
        (talks.SAME, ("c", GAME, moment(0)), SAID),
        (minds.PLANS, ("a1", 50), "agent_plans_agent_id"),
        (minds.SINCE, ("agent7", moment(0), 20), "agent_memories_recent"),
        (agents.SCHEDULES, (["a1"],), "agent_schedules_start_key"),
        (statements.USES, ([GAME], *PLAYED), "prompts_text_key"),
        *(
            (recall_sql.RECALL, ("agent7", 20, ["word7"], None, None), index)
            for index in (
                *("agent_memories_recent", "agent_memories_important", "agent_memories_words"),
            )
        ),
        (
            recall_sql.RECALL_ABOUT,
            ([f"agent7 {GAME}", "agent7 agent8"], 20, ["word7"], None, None),
            "agent_memories_whom",
        ),
        (recall_sql.ABOUT_EACH, ([f"agent7 {GAME}"], 8, [GAME]), "agent_memories_whom"),
        (recall_sql.RECALL_OPEN, ("agent7", 20, ["word7"], None, None), "agent_memories_open"),
        (valley_sql.UNLIVED, (200,), "relationship_changes_unlived"),
        (memories_sql.BEHIND, (100,), "game_players_behind"),
        (memories_sql.DONE, ("agent7", GAME), "game_players_agents"),
        (memories_sql.COUNT_ABOUT, ([f"agent7 {GAME}"],), "agent_memories_whom"),
        (memories_sql.HELD, ("agent7", ["6"]), "agent_memories_fingerprint_key"),
        (memories_sql.END, ("agent7", "fact6", moment(NOW)), "agent_memories_facts"),
        (memories_sql.TOUCH, ("agent7", [GAME], moment(NOW)), "agent_memories_pkey"),
        (memories_sql.CURSORS, (GAME,), "agent_cursors_game_id"),
    ],
    ids=[
        "read",
        "read many",
        "founded_by",
        "find",
        "live",
        "unsealed",
        "page",
        "page of a status",
        "by_token",
        "board",
        "standing",
        "purge",
        "by_key",
        "views",
        "rounds of a prompt",
        "open signals",
        "signals of a person",
        "why a tie changed",
        "why a tie to a person changed",
        "ties to a person",
        "last lines",
        "the same line",
        "plans",
        "lived since",
        "week",
        "uses",
        "newest memories",
        "weightiest memories",
        "memories by words",
        "memories about somebody",
        "memories about each",
        "memories for anybody",
        "felt elsewhere",
        "games behind",
        "a game is remembered",
        "memories of a person",
        "the same memory",
        "end of a fact",
        "recalled",
        "cursors",
    ],
)
async def test_a_hot_query_uses_its_index(
    full: str, statement: str, values: tuple[Any, ...], index: str
) -> None:
    async with connected(full) as connection:
        plan = await connection.fetchval(f"explain (format json) {statement}", *values)
    used = re.findall(r'"Index Name": "(\w+)"', plan)
    assert any(re.fullmatch(index, each) for each in used), json.dumps(json.loads(plan), indent=1)
    # The few users may be read whole, and months that hold nothing; nothing that grows may.
    scanned = re.findall(r'"Node Type": "Seq Scan".*?"Relation Name": "(\w+)"', plan, re.DOTALL)
    assert {each for each in scanned if not MONTH.fullmatch(each)} <= {"users"}, plan
