-- Why:   what machine players feel about people, and why; what they conclude, plan, and change
--        about themselves.
-- Phase: expand (the running code writes no row of `relationship_changes` toward a person).
-- Locks: `relationship_changes` for a moment, which is small.
create table agent_player_relationships (
    agent_id              text        not null references agents (id) on delete cascade,
    user_id               uuid        not null references users (id) on delete cascade,
    relationship_type     text        not null check (relationship_type in
                                      ('acquaintance', 'friend', 'colleague', 'rival',
                                       'romantic', 'family')),
    affection_score       smallint    not null check (affection_score between -100 and 100),
    trust_level           smallint    not null check (trust_level between 0 and 100),
    interaction_frequency integer     not null default 0 check (interaction_frequency >= 0),
    last_interaction      timestamptz,
    primary key (agent_id, user_id)
);
create index agent_player_relationships_user_id on agent_player_relationships (user_id);

-- A change is toward another agent, or toward a person.
alter table relationship_changes
    alter column other_agent_id drop not null,
    add column user_id uuid references users (id) on delete cascade,
    add constraint relationship_changes_toward_check
        check ((other_agent_id is null) <> (user_id is null));
create index relationship_changes_person on relationship_changes (user_id, agent_id, at)
    where user_id is not null;

-- What was said to an agent; what an agent said first is found by the initiator.
create index conversation_logs_recipient
    on conversation_logs (recipient_type, recipient_id, timestamp);

-- How far an agent has thought, and what it has changed about how it plays and lives.
create table agent_thoughts (
    agent_id        text        primary key references agents (id) on delete cascade,
    strategy        jsonb       not null default '{}',
    reflected_until timestamptz not null default 'epoch',
    evaluated_until timestamptz not null default 'epoch',
    updated_at      timestamptz not null default clock_timestamp()
);

-- Beside the memory of the same id, which is what is recalled.
create table agent_reflections (
    id                 uuid        primary key default gen_random_uuid(),
    agent_id           text        not null references agents (id) on delete cascade,
    reflection         text        not null check (char_length(reflection) between 1 and 2000),
    trigger_memories   uuid[]      not null,
    insights           jsonb       not null default '{}',
    behavioral_changes jsonb       not null default '{}',
    related_players    uuid[]      not null default '{}',
    created_at         timestamptz not null
);
create index agent_reflections_agent_id on agent_reflections (agent_id, created_at);
create index agent_reflections_players on agent_reflections using gin (related_players);

create table agent_metacognition (
    id                     uuid        primary key default gen_random_uuid(),
    agent_id               text        not null references agents (id) on delete cascade,
    performance_evaluation jsonb       not null,
    strategy_adjustments   jsonb       not null default '{}',
    goal_modifications     jsonb       not null default '{}',
    self_awareness_notes   text        not null
        check (char_length(self_awareness_notes) between 1 and 2000),
    created_at             timestamptz not null
);
create index agent_metacognition_agent_id on agent_metacognition (agent_id, created_at);

create table agent_plans (
    id           uuid        primary key default gen_random_uuid(),
    agent_id     text        not null references agents (id) on delete cascade,
    goal         text        not null check (char_length(goal) between 1 and 500),
    plan_steps   jsonb       not null,
    current_step smallint    not null default 0 check (current_step >= 0),
    status       text        not null check (status in ('active', 'paused', 'done', 'dropped')),
    priority     smallint    not null check (priority between 1 and 10),
    deadline     timestamptz,
    -- Whom it is about, if a person; it goes with them.
    user_id      uuid        references users (id) on delete cascade,
    created_at   timestamptz not null,
    updated_at   timestamptz not null
);
create index agent_plans_agent_id on agent_plans (agent_id, created_at);
create index agent_plans_user_id on agent_plans (user_id);

-- down
drop table agent_plans;
drop table agent_metacognition;
drop table agent_reflections;
drop table agent_thoughts;
drop index conversation_logs_recipient;
delete from relationship_changes where user_id is not null;
drop index relationship_changes_person;
alter table relationship_changes
    drop constraint relationship_changes_toward_check,
    drop column user_id,
    alter column other_agent_id set not null;
drop table agent_player_relationships;
