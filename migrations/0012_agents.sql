-- Why:   who the machine players are, and how each one is now.
-- Phase: expand (the running code knows nothing of it).   Locks: none, new table.
create table agents (
    -- A slug, as in game_players.agent_id.
    id                 text        primary key check (id ~ '^[a-z][a-z0-9-]{0,31}$'),
    name               text        not null unique check (char_length(name) between 1 and 32),
    constitution       text        not null,
    background         text        not null,
    personality_traits text[]      not null default '{}',
    likes              text[]      not null default '{}',
    dislikes           text[]      not null default '{}',
    primary_goal       text        not null,
    secondary_goals    text[]      not null default '{}',
    current_location   text        not null,
    current_activity   text        not null default '',
    energy_level       smallint    not null default 80 check (energy_level between 0 and 100),
    mood               smallint    not null default 0 check (mood between -100 and 100),
    current_plans      jsonb       not null default '[]',
    created_at         timestamptz not null default clock_timestamp(),
    updated_at         timestamptz not null default clock_timestamp()
);

-- down
drop table agents;
