-- Why:   what operators do is on record, and who does harm can be kept out.
-- Phase: expand (safe under the running code).   Locks: none, new tables.

-- No foreign keys: a record outlives whom it is about.
create table audit_log (
    id         uuid        primary key default gen_random_uuid(),
    at         timestamptz not null default clock_timestamp(),
    -- Who: `user <id>`, `key <id>`, or `terminal` for a command on the server's own machine.
    actor      text        not null check (actor ~ '^(user .+|key .+|terminal)$'),
    ip_address inet,
    action     text        not null check (char_length(action) between 1 and 64),
    target     text        not null default '' check (char_length(target) <= 512),
    old_values jsonb,
    new_values jsonb,
    -- A change of tables is written with its row, so it is done. Of what happens elsewhere the row
    -- comes first: `begun`, then what became of it; who finds `begun` knows that a node died there.
    outcome    text        not null default 'done' check (outcome in ('begun', 'done', 'refused'))
);
create index audit_log_at on audit_log (at);
create index audit_log_actor on audit_log (actor, at);

create table bans (
    id         uuid        primary key default gen_random_uuid(),
    user_id    uuid        references users (id) on delete cascade,
    -- One address or a whole network.
    ip_address inet,
    reason     text        not null default '' check (char_length(reason) <= 500),
    by         uuid        references users (id) on delete set null,
    created_at timestamptz not null default clock_timestamp(),
    expires_at timestamptz,                          -- null: for good
    constraint bans_one_check check (num_nonnulls(user_id, ip_address) = 1)
);
create index bans_user_id on bans (user_id);
create index bans_by on bans (by);
create index bans_expires_at on bans (expires_at);

-- down
drop table bans;
drop table audit_log;
