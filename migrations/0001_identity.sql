-- Why:   people and their logins. A guest is a user without email and password, who may get both
--        later and keeps all that was played.
-- Phase: expand (safe under the running code).   Locks: none, new tables.
create table users (
    id             uuid        primary key default gen_random_uuid(),
    username       text        not null check (char_length(username) between 1 and 64),
    -- What others see; need not be unique.
    display_name   text        not null check (char_length(display_name) between 1 and 64),
    email          text        check (char_length(email) between 3 and 320),
    password_hash  text,
    role           text        not null default 'user'
                               check (role in ('user', 'moderator', 'admin', 'service')),
    status         text        not null default 'active'
                               check (status in ('active', 'suspended', 'deleted')),
    is_guest       boolean     not null default false,
    email_verified boolean     not null default false,
    language       text        not null default 'en' check (language ~ '^[a-z]{2}$'),
    metadata       jsonb       not null default '{}',
    created_at     timestamptz not null default clock_timestamp(),
    updated_at     timestamptz not null default clock_timestamp(),
    last_login     timestamptz,
    constraint users_guest_check
        check (not is_guest or (email is null and password_hash is null))
);
create unique index users_username_key on users (lower(username));
create unique index users_email_key on users (lower(email));

create table sessions (
    id            uuid        primary key default gen_random_uuid(),
    user_id       uuid        not null references users (id) on delete cascade,
    -- SHA-256 of the token; the token itself is kept nowhere.
    token_hash    bytea       not null unique check (octet_length(token_hash) = 32),
    ip_address    inet,
    user_agent    text        not null default '' check (char_length(user_agent) <= 256),
    created_at    timestamptz not null default clock_timestamp(),
    last_activity timestamptz not null default clock_timestamp(),
    expires_at    timestamptz not null,
    rotated_from  uuid        references sessions (id) on delete set null,
    metadata      jsonb       not null default '{}'
);
create index sessions_user_id on sessions (user_id);
create index sessions_rotated_from on sessions (rotated_from);

-- down
drop table sessions;
drop table users;
