-- Why:   what finished games amount to: their statistics, the leaderboards, everybody's career,
--        and the achievements. All of it can be made again from the journals, but for what an
--        account brings (`genius honours rebuild`).
-- Phase: expand (safe under the running code).   Locks: none, new tables.

-- One row per counted game. Averages are generated from sums, which can be merged; they can't.
create table game_stats (
    game_id              uuid             primary key references games (id) on delete cascade,
    -- The order in which games were counted: careers and ratings depend on it. May have gaps.
    number               bigint           not null unique check (number > 0),
    -- When the last round was revealed: decides the season and the week.
    ended_at             timestamptz      not null,
    total_responses      integer          not null check (total_responses >= 0),
    ai_responses         integer          not null check (ai_responses >= 0),
    human_responses      integer          not null check (human_responses >= 0),
    judged_responses     integer          not null check (judged_responses >= 0),
    response_time_ms_sum bigint           not null check (response_time_ms_sum >= 0),
    creativity_sum       double precision not null check (creativity_sum >= 0),
    humor_sum            double precision not null check (humor_sum >= 0),
    relevance_sum        double precision not null check (relevance_sum >= 0),
    avg_response_time_ms double precision generated always as
        (response_time_ms_sum::double precision / nullif(total_responses, 0)) stored,
    avg_creativity_score double precision generated always as
        (creativity_sum / nullif(judged_responses, 0)) stored,
    avg_humor_score      double precision generated always as
        (humor_sum / nullif(judged_responses, 0)) stored,
    avg_relevance_score  double precision generated always as
        (relevance_sum / nullif(judged_responses, 0)) stored,
    most_creative_player uuid             references game_players (id) on delete set null,
    most_funny_player    uuid             references game_players (id) on delete set null,
    fastest_player       uuid             references game_players (id) on delete set null,
    constraint game_stats_sum_check check (total_responses = ai_responses + human_responses),
    constraint game_stats_judged_check check (judged_responses <= total_responses)
);
create sequence game_stats_number owned by game_stats.number;
create index game_stats_most_creative_player on game_stats (most_creative_player);
create index game_stats_most_funny_player on game_stats (most_funny_player);
create index game_stats_fastest_player on game_stats (fastest_player);

-- What a career holds beside the row on the board of all time. Its rows are also the locks under
-- which games are counted: whoever counts takes those of all the game's people, in order of id.
create table careers (
    user_id       uuid    primary key references users (id) on delete cascade,
    quick_answers integer not null default 0 check (quick_answers >= 0),
    win_streak    integer not null default 0 check (win_streak >= 0),
    co_players    integer not null default 0 check (co_players >= 0)
);

-- Who has ever finished a game with whom, both ways round.
create table co_players (
    user_id       uuid not null references users (id) on delete cascade,
    other_user_id uuid not null references users (id) on delete cascade,
    primary key (user_id, other_user_id),
    constraint co_players_self_check check (user_id <> other_user_id)
);
create index co_players_other_user_id on co_players (other_user_id);

-- A person's sums on one board. There is no column for the rank: it would be stale for everyone
-- else with every game, so it is computed when a board is read, equal scores sharing theirs.
create table leaderboard (
    user_id                   uuid             not null references users (id) on delete cascade,
    scope                     text             not null check (scope in ('all', 'season', 'week')),
    -- '' for all time, a quarter as '2026-Q4', an ISO week as '2026-W47'; in UTC.
    period                    text             not null,
    total_games_played        integer          not null check (total_games_played > 0),
    total_wins                integer          not null check (total_wins >= 0),
    total_score               bigint           not null check (total_score >= 0),
    avg_score_per_game        double precision generated always as
        (total_score::double precision / total_games_played) stored,
    highest_single_game_score integer          not null check (highest_single_game_score >= 0),
    creativity_votes          integer          not null check (creativity_votes >= 0),
    humor_votes               integer          not null check (humor_votes >= 0),
    best_votes                integer          not null check (best_votes >= 0),
    achievement_points        integer          not null check (achievement_points >= 0),
    -- Of this board's games alone: a season and a week begin with everybody unrated.
    rating_mu                 double precision not null,
    rating_sigma              double precision not null check (rating_sigma > 0),
    primary key (user_id, scope, period),
    constraint leaderboard_wins_check check (total_wins <= total_games_played),
    constraint leaderboard_highest_check check (highest_single_game_score <= total_score),
    constraint leaderboard_period_check check (
        case scope
            when 'all' then period = ''
            when 'season' then period ~ '^\d{4}-Q[1-4]$'
            else period ~ '^\d{4}-W\d{2}$'
        end)
);
-- The order of a board; a page is one range of it.
create index leaderboard_order on leaderboard (scope, period, total_score desc, user_id);

-- The catalogue, written from the code at every start.
create table achievements (
    code        text    primary key check (code ~ '^[a-z][a-z_]{0,63}$'),
    name        text    not null check (char_length(name) between 1 and 64),
    description text    not null check (char_length(description) between 1 and 280),
    points      integer not null check (points > 0),
    category    text    not null check (char_length(category) between 1 and 32)
);

create table player_achievements (
    user_id     uuid        not null references users (id) on delete cascade,
    code        text        not null references achievements (code),
    -- Null for what no game brought, such as the making of an account.
    game_id     uuid        references games (id) on delete cascade,
    unlocked_at timestamptz not null,
    primary key (user_id, code)
);
create index player_achievements_code on player_achievements (code);
create index player_achievements_game_id on player_achievements (game_id);

-- down
drop table player_achievements;
drop table achievements;
drop table leaderboard;
drop table co_players;
drop table careers;
drop table game_stats;
