-- Why:   the valley lives in the server: how each machine player is, at which tick it all was
--        written, people's characters there; the cast is read from its table; new memories are
--        announced to whoever listens.
-- Phase: expand (the running code knows nothing of it).   Locks: a moment on agents, for a column
--        without a value, and on agent_memories, for a trigger.
-- A character as its file tells it; null where an older program loaded it.
alter table agents add column persona jsonb;

-- One row: the valley as it was last written, and the run of the node that may write it.
create table valley (
    id         smallint    primary key default 1 check (id = 1),
    seed       text        not null check (char_length(seed) between 1 and 64),
    tick       bigint      not null check (tick >= 0),
    -- Its own time: ms since midnight of its first Monday.
    now_ms     bigint      not null check (now_ms >= 0),
    run        text        not null,
    born_at    timestamptz not null,
    updated_at timestamptz not null default clock_timestamp()
);

-- Written with the row of valley, at one tick all of them. Places in cm.
create table agent_states (
    agent_id           text        primary key references agents (id) on delete cascade,
    current_x          integer     not null,
    current_y          integer     not null,
    -- Where it walks to; empty: it stands.
    current_direction  text        not null default '',
    current_action     text        not null default '',
    action_start_time  timestamptz not null,
    interaction_target text,
    -- Together all that a tick needs to know of it, thousandths of a point, cm and game ms.
    emotional_state    jsonb       not null,
    physical_state     jsonb       not null,
    -- Of the tasks that it can have in mind, how many percent it has.
    cognitive_load     smallint    not null default 0 check (cognitive_load between 0 and 100),
    -- What it feels about whom, in its own order, with the valley's times.
    ties               jsonb       not null default '[]',
    updated_at         timestamptz not null default clock_timestamp()
);

-- A person has one, under the person's own id.
create table characters (
    user_id        uuid        primary key references users (id) on delete cascade,
    character_name text        not null check (char_length(character_name) between 1 and 64),
    place          text        not null,
    x              integer     not null,
    y              integer     not null,
    created_at     timestamptz not null default clock_timestamp(),
    updated_at     timestamptz not null default clock_timestamp()
);

-- Whoever writes a memory, it is announced once it is committed: agent and kind, no word of it.
create function announce_memories() returns trigger language plpgsql as $$
begin
    perform pg_notify('agent_memories', agent_id || ' ' || memory_type)
    from (select distinct agent_id, memory_type from fresh) as new_ones;
    return null;
end $$;
create trigger agent_memories_announced after insert on agent_memories
    referencing new table as fresh for each statement execute function announce_memories();

-- down
drop trigger agent_memories_announced on agent_memories;
drop function announce_memories;
drop table characters;
drop table agent_states;
drop table valley;
alter table agents drop column persona;
