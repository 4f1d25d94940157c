-- Why:   what the layers of a mind have learnt over games outlives the node they learnt it on; and
--        what agents came to feel about each other in games reaches the valley for certain.
-- Phase: expand (what a node of the former release writes, the valley sees when it is taken up).
-- Locks: relationship_changes, for a moment.
create table neurons (
    agent_id   text        not null references agents (id) on delete cascade,
    layer      text        not null check (layer ~ '^L[1-9]$'),
    -- By name, as agents.neurons.learning tells apart.
    state      jsonb       not null check (jsonb_typeof(state) = 'object'),
    -- When it was learnt; the latest wins.
    learnt_at  timestamptz not null,
    updated_at timestamptz not null default clock_timestamp(),
    primary key (agent_id, layer)
);

-- Whether the valley, which has feelings of its own in hand, has taken this one in.
alter table relationship_changes add column is_lived boolean not null default true;
create index relationship_changes_unlived on relationship_changes (at, id) where not is_lived;

-- down
alter table relationship_changes drop column is_lived;
drop table neurons;
