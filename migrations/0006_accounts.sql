-- Why:   guests become accounts with names that nobody can imitate; tokens are renewed, and a
--        stolen one ends its session; programs get keys of their own.
-- Phase: expand (safe under the running code).   Locks: users and sessions, while they are read
--        through once; at this size a moment.

-- The name with everything that looks alike made one (server/usernames.py); null for guests,
-- whose names are made by the server. Accounts made before this go by their lower-case name.
alter table users add column username_key text check (char_length(username_key) between 1 and 128);
update users set username_key = lower(username) where not is_guest;
create unique index users_username_key_key on users (username_key);
create index users_created_at on users (created_at, id);

-- A session is one signing in; each renewal adds a row with the same `chain`. The old rows stay
-- until they would have expired: one that is used again was stolen, and ends the chain.
alter table sessions add column chain uuid not null default gen_random_uuid();
alter table sessions add column ended_at timestamptz;
update sessions set chain = id;
create index sessions_chain on sessions (chain);
create unique index sessions_live_key on sessions (chain) where ended_at is null;
create index sessions_expires_at on sessions (expires_at);

create table api_keys (
    id           uuid        primary key default gen_random_uuid(),
    user_id      uuid        not null references users (id) on delete cascade,
    name         text        not null check (char_length(name) between 1 and 64),
    -- SHA-256 of the key; the key itself is kept nowhere.
    key_hash     bytea       not null unique check (octet_length(key_hash) = 32),
    scopes       text[]      not null check (scopes <@ array['read', 'play', 'admin']
                                             and cardinality(scopes) between 1 and 3),
    -- Commands a minute.
    rate_limit   integer     not null check (rate_limit between 1 and 1000000),
    is_active    boolean     not null default true,
    created_at   timestamptz not null default clock_timestamp(),
    last_used_at timestamptz,
    expires_at   timestamptz,
    -- The command that asked for it, so that a retry makes no second one.
    cause        text        not null check (char_length(cause) between 1 and 128),
    constraint api_keys_cause_key unique (user_id, cause)
);

-- down
drop table api_keys;
-- Without the chains an ended token must not live again.
delete from sessions where ended_at is not null;
drop index sessions_expires_at, sessions_live_key, sessions_chain;
alter table sessions drop column ended_at, drop column chain;
drop index users_created_at, users_username_key_key;
alter table users drop column username_key;
