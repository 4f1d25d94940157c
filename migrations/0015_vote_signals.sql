-- Why:   votes that chance and taste don't explain, for the moderators to look at; and answers of
--        one prompt are read over all games.
-- Phase: expand (the running code knows nothing of it).
-- Locks: game_rounds, against writing, while its index is built: a moment per million rounds.
create table vote_signals (
    id          uuid             primary key default gen_random_uuid(),
    kind        text             not null check (kind in ('mutual', 'flock')),
    -- In order; who is erased takes the row along.
    people      uuid[]           not null check (cardinality(people) between 2 and 12),
    -- What a bet on it would have won, as a power of ten.
    evidence    double precision not null check (evidence >= 0),
    rounds      integer          not null check (rounds > 0),
    games       integer          not null check (games > 0),
    status      text             not null default 'open'
                                 check (status in ('open', 'resolved', 'dismissed')),
    created_at  timestamptz      not null,
    updated_at  timestamptz      not null,
    resolved_by uuid             references users (id) on delete set null,
    resolved_at timestamptz,
    constraint vote_signals_once_key unique (kind, people),
    constraint vote_signals_resolved_check check ((status = 'open') = (resolved_at is null))
);
create index vote_signals_status on vote_signals (status, updated_at);
create index vote_signals_people on vote_signals using gin (people);
create index vote_signals_resolved_by on vote_signals (resolved_by);
-- By what was asked: the rounds of one prompt, newest first.
create index game_rounds_prompt on game_rounds (prompt, started_at);

-- down
drop index game_rounds_prompt;
drop table vote_signals;
