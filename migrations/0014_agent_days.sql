-- Why:   the days of machine players, what they feel about each other, and why it changed.
-- Phase: expand (the running code knows nothing of it).   Locks: none, new tables.
create table agent_schedules (
    id          uuid     primary key default gen_random_uuid(),
    agent_id    text     not null references agents (id) on delete cascade,
    -- 0 is Monday.
    day_of_week smallint not null check (day_of_week between 0 and 6),
    start_time  time     not null,
    end_time    time     not null,
    kind        text     not null check (kind in
                         ('sleep', 'eat', 'work', 'rest', 'social', 'play', 'errand')),
    activity    text     not null check (char_length(activity) between 1 and 100),
    location    text     not null,
    priority    smallint not null check (priority between 1 and 10),
    is_flexible boolean  not null default false,
    constraint agent_schedules_order_check check (start_time < end_time),
    constraint agent_schedules_start_key unique (agent_id, day_of_week, start_time)
);

-- Each side of a pair is a row of its own.
create table agent_relationships (
    agent_id              text        not null references agents (id) on delete cascade,
    other_agent_id        text        not null references agents (id) on delete cascade,
    relationship_type     text        not null check (relationship_type in
                                      ('acquaintance', 'friend', 'colleague', 'rival',
                                       'romantic', 'family')),
    affection_score       smallint    not null check (affection_score between -100 and 100),
    trust_level           smallint    not null check (trust_level between 0 and 100),
    interaction_frequency integer     not null default 0 check (interaction_frequency >= 0),
    -- Null: nothing has passed between them yet.
    last_interaction      timestamptz,
    primary key (agent_id, other_agent_id),
    constraint agent_relationships_other_check check (agent_id <> other_agent_id)
);
create index agent_relationships_other_agent_id on agent_relationships (other_agent_id);

create table relationship_changes (
    -- Minted by who makes the change, so that one written again is there once.
    id             uuid        primary key default gen_random_uuid(),
    agent_id       text        not null references agents (id) on delete cascade,
    other_agent_id text        not null references agents (id) on delete cascade,
    cause          text        not null check (char_length(cause) between 1 and 32),
    affection      smallint    not null check (affection between -200 and 200),
    trust          smallint    not null check (trust between -100 and 100),
    -- Which of the two did it; empty where neither did.
    done_by        text        not null default '',
    -- Who told it, for gossip.
    source         text        not null default '',
    note           text        not null default '' check (char_length(note) <= 200),
    at             timestamptz not null
);
create index relationship_changes_pair on relationship_changes (agent_id, other_agent_id, at);
create index relationship_changes_other_agent_id on relationship_changes (other_agent_id);

-- down
drop table relationship_changes;
drop table agent_relationships;
drop table agent_schedules;
