-- Why:   every line that was said: chat in games now, talks with the machine players later.
-- Phase: expand (safe under the running code).   Locks: none, new table.

-- It only grows, so it lies in months. The server makes them ahead; a line whose month is missing
-- falls into the default partition and is not lost.
create table conversation_logs (
    id             uuid        not null default gen_random_uuid(),
    initiator_type text        not null check (initiator_type in ('player', 'agent')),
    initiator_id   text        not null,            -- a player's user id, an agent's slug
    recipient_type text        not null check (recipient_type in ('game', 'player', 'agent')),
    recipient_id   text        not null,
    game_id        uuid        references games (id) on delete cascade,
    message        text        not null,
    response       text,
    context        jsonb       not null default '{}',
    emotional_tone text,
    timestamp      timestamptz not null default clock_timestamp(),
    primary key (id, timestamp)
) partition by range (timestamp);
create index conversation_logs_game_id on conversation_logs (game_id, timestamp);
create index conversation_logs_initiator
    on conversation_logs (initiator_type, initiator_id, timestamp);

create table conversation_logs_default partition of conversation_logs default;

-- down
drop table conversation_logs;
