-- Why:   the room log, from which every room is rebuilt and every reader catches up; and the rows
--        that lists, people and SQL read, written in the same transaction.
-- Phase: expand (safe under the running code).   Locks: none, new tables.

-- Hangs from nothing: it is the truth, and everything else of a game can be rebuilt from it.
create table game_events (
    game_id uuid        not null,
    seq     bigint      not null check (seq > 0),
    cause   text        not null,                 -- command id: lets a retry find its answer
    body    jsonb       not null check (body ? 't'),
    at      timestamptz not null,                 -- when the room said it, not when it was kept
    primary key (game_id, seq)                    -- the fence between two owners
);
-- A repeated game.create finds the game that it founded, and cannot found another.
create unique index game_events_founding_key on game_events (cause) where seq = 1;

create table games (
    id                 uuid        primary key default gen_random_uuid(),
    code               text        not null check (char_length(code) between 1 and 16),
    host_id            uuid        not null references users (id),
    name               text        not null check (char_length(name) between 1 and 80),
    mode               text        not null check (mode in ('classic')),
    status             text        not null
                       check (status in ('waiting', 'in_progress', 'completed', 'cancelled')),
    phase              text        not null
                       check (phase in ('lobby', 'answering', 'judging', 'voting', 'reveal',
                                        'completed', 'cancelled')),
    max_players        integer     not null check (max_players between 2 and 12),
    current_round      integer     not null default 0 check (current_round >= 0),
    total_rounds       integer     not null check (total_rounds between 5 and 50),
    time_limit_seconds integer     not null check (time_limit_seconds between 5 and 600),
    visibility         text        not null check (visibility in ('public', 'private')),
    settings           jsonb       not null default '{}',
    seed               text        not null,
    created_at         timestamptz not null default clock_timestamp(),
    started_at         timestamptz,
    ended_at           timestamptz,
    digest             text,                        -- of the whole journal, once it is over
    constraint games_round_check check (current_round <= total_rounds)
);
-- A code is a name only while its game lives; later it may be given again.
create unique index games_live_code_key on games (code) where status in ('waiting', 'in_progress');
create index games_code on games (code, created_at);
create index games_host_id on games (host_id);
create index games_live on games (created_at, id) where status in ('waiting', 'in_progress');
create index games_unsealed on games (created_at, id)
    where status in ('completed', 'cancelled') and digest is null;
create index games_public on games (created_at, id) where visibility = 'public';
create index games_public_status on games (status, created_at, id) where visibility = 'public';

create table game_players (
    id          uuid        primary key default gen_random_uuid(),
    game_id     uuid        not null references games (id) on delete cascade,
    user_id     uuid        references users (id),
    -- The slug of a machine player. The migration that brings the agents table adds its key.
    agent_id    text        check (char_length(agent_id) between 1 and 64),
    player_name text        not null check (char_length(player_name) between 1 and 64),
    avatar_url  text,
    score       integer     not null default 0 check (score >= 0),
    is_ready    boolean     not null default false,
    is_active   boolean     not null default true,
    is_ai       boolean     not null,
    seat        integer     not null check (seat > 0),  -- order of arrival, never given twice
    joined_at   timestamptz not null default clock_timestamp(),
    constraint game_players_who_check check (num_nonnulls(user_id, agent_id) = 1),
    constraint game_players_ai_check check (is_ai = (agent_id is not null)),
    unique (game_id, seat),
    unique (game_id, user_id),
    unique (game_id, agent_id)
);
create index game_players_user_id on game_players (user_id);

create table game_rounds (
    id                 uuid        primary key default gen_random_uuid(),
    game_id            uuid        not null references games (id) on delete cascade,
    round_number       integer     not null check (round_number between 1 and 50),
    prompt             text        not null,
    category           text        not null,
    difficulty         text        not null check (difficulty in ('easy', 'medium', 'hard')),
    time_limit_seconds integer     not null check (time_limit_seconds between 5 and 600),
    started_at         timestamptz not null default clock_timestamp(),
    ended_at           timestamptz,                 -- null too when the game ended in mid-round
    unique (game_id, round_number)
);

-- down
drop table game_rounds;
drop table game_players;
drop table games;
drop table game_events;
