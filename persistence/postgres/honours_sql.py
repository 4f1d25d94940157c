"""The SQL of honours; `RANK` and the boards compute ranks, nothing keeps one."""

from typing import Final

CATALOGUE: Final = """
insert into achievements (code, name, description, points, category)
select * from unnest($1::text[], $2::text[], $3::text[], $4::integer[], $5::text[])
on conflict (code) do update set name = excluded.name, description = excluded.description,
    points = excluded.points, category = excluded.category
where (achievements.name, achievements.description, achievements.points, achievements.category)
    is distinct from (excluded.name, excluded.description, excluded.points, excluded.category)"""

NEW_CAREERS: Final = """
insert into careers (user_id) select unnest($1::uuid[]) on conflict do nothing"""
LOCK_CAREERS: Final = """
select * from careers where user_id = any($1::uuid[]) order by user_id for update"""
CAREERS: Final = "select * from careers where user_id = any($1::uuid[])"
NUMBER: Final = "select number from game_stats where game_id = $1"

MEET: Final = """
insert into co_players (user_id, other_user_id)
select * from unnest($1::uuid[], $2::uuid[]) on conflict do nothing returning user_id"""
ENTRIES: Final = """
select leaderboard.* from leaderboard
join unnest($2::text[], $3::text[]) as board (scope, period) using (scope, period)
where user_id = any($1::uuid[])"""
HELD: Final = "select user_id, code from player_achievements where user_id = any($1::uuid[])"

# The number is drawn under the locks: of two games with somebody in common, the one counted later
# has the higher.
STATS: Final = """
insert into game_stats (number, game_id, ended_at, total_responses, ai_responses,
    human_responses, judged_responses, response_time_ms_sum, creativity_sum, humor_sum,
    relevance_sum, most_creative_player, most_funny_player, fastest_player)
values (nextval('game_stats_number'), $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
on conflict (game_id) do nothing returning number"""
WRITE_CAREERS: Final = """
update careers set quick_answers = new.quick_answers, win_streak = new.win_streak,
    co_players = new.co_players
from unnest($1::uuid[], $2::integer[], $3::integer[], $4::integer[])
    as new (user_id, quick_answers, win_streak, co_players)
where careers.user_id = new.user_id"""
WRITE_ENTRIES: Final = """
insert into leaderboard (user_id, scope, period, total_games_played, total_wins, total_score,
    highest_single_game_score, creativity_votes, humor_votes, best_votes, achievement_points,
    rating_mu, rating_sigma)
select * from unnest($1::uuid[], $2::text[], $3::text[], $4::integer[], $5::integer[],
    $6::bigint[], $7::integer[], $8::integer[], $9::integer[], $10::integer[], $11::integer[],
    $12::double precision[], $13::double precision[])
on conflict (user_id, scope, period) do update set
    total_games_played = excluded.total_games_played,
    total_wins = excluded.total_wins,
    total_score = excluded.total_score,
    highest_single_game_score = excluded.highest_single_game_score,
    creativity_votes = excluded.creativity_votes,
    humor_votes = excluded.humor_votes,
    best_votes = excluded.best_votes,
    achievement_points = excluded.achievement_points,
    rating_mu = excluded.rating_mu,
    rating_sigma = excluded.rating_sigma"""
UNLOCK: Final = """
insert into player_achievements (user_id, code, game_id, unlocked_at)
select * from unnest($1::uuid[], $2::text[], $3::uuid[], $4::timestamptz[])"""
UNLOCKED: Final = "select user_id, code from player_achievements where game_id = $1"
POINTS: Final = """
update leaderboard set achievement_points = $2 where user_id = $1 and scope = 'all'"""

EARNED: Final = """
select code, game_id, (extract(epoch from unlocked_at) * 1000)::bigint as at_ms
from player_achievements where user_id = $1 order by unlocked_at, code"""

# Played to the last reveal: cancelled ones too, from before a last reveal could not be cancelled.
_PLAYED: Final = """
from games
join game_rounds as last on last.game_id = games.id and round_number = total_rounds
left join game_stats as stats on stats.game_id = games.id
where last.ended_at is not null"""
UNCOUNTED: Final = f"""
select games.id {_PLAYED} and status in ('completed', 'cancelled') and number is null
order by last.ended_at, games.id"""
# The journal's number first: rows may have been lost, and what was told to the players counts.
KNOWN: Final = f"""
select id, number, is_over from (
    select games.id, last.ended_at, status in ('completed', 'cancelled') as is_over, coalesce((
        select nullif((body ->> 'number')::bigint, 0) from game_events
        where game_id = games.id and body ->> 't' = 'honours.recorded' limit 1
    ), stats.number) as number {_PLAYED}
) as played
order by number nulls last, ended_at, id"""  # noqa: S608 - parts of our own
ERASED: Final = "select id from users where status = 'deleted'"
# Nothing is counted while this is held; reading goes on.
LOCK: Final = """
lock table game_stats, careers, co_players, leaderboard, player_achievements
in share row exclusive mode"""
RENUMBER: Final = """
select setval('game_stats_number', coalesce(max(number), 1), max(number) is not null)
from game_stats"""

# ---------------------------------------------------------------- boards

_LINES: Final = """
select leaderboard.*, users.display_name, users.is_guest
from leaderboard join users on users.id = user_id
where scope = $1 and period = $2 and users.status <> 'deleted'"""
# A page and what stands before its first line, in one statement and so in one moment.
PAGE: Final = f"""
with page as (
    {_LINES} and ($3::bigint is null or total_score < $3 or (total_score = $3 and user_id > $4))
    order by total_score desc, user_id limit $5
), first as (
    select user_id, total_score from page order by total_score desc, user_id limit 1
)
select page.*, ahead.better, ahead.before from page cross join (
    select count(*) as before,
        count(*) filter (where leaderboard.total_score > first.total_score) as better
    from first, leaderboard join users on users.id = leaderboard.user_id
    where scope = $1 and period = $2 and users.status <> 'deleted'
        and leaderboard.total_score >= first.total_score
        and (leaderboard.total_score > first.total_score
            or leaderboard.user_id < first.user_id)
) as ahead
order by total_score desc, user_id"""  # noqa: S608 - parts of our own
LINES: Final = f"{_LINES} and user_id = any($3::uuid[])"
PLACES: Final = """
select user_id, total_score from leaderboard join users on users.id = user_id
where scope = $1 and period = $2 and users.status <> 'deleted'
order by total_score desc, user_id limit $3"""
# One more than all who are better: whoever is equal is not counted, and so shares it.
_RANK: Final = """(
    select 1 + count(*) from leaderboard as other join users on users.id = other.user_id
    where other.scope = mine.scope and other.period = mine.period
        and other.total_score > mine.total_score and users.status <> 'deleted'
) as rank"""
STANDING: Final = f"""
select mine.*, {_RANK} from ({_LINES} and user_id = $3) as mine"""  # noqa: S608 - parts of our own
RANK: Final = f"""
select {_RANK} from leaderboard as mine
where user_id = $1 and scope = 'all' and period = ''"""  # noqa: S608 - parts of our own
