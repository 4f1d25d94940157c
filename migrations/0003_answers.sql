-- Why:   what was answered in a round, what the judge thought of it, and who voted for it.
-- Phase: expand (safe under the running code).   Locks: none, new tables.
create table player_responses (
    id               uuid             primary key default gen_random_uuid(),
    round_id         uuid             not null references game_rounds (id) on delete cascade,
    player_id        uuid             not null references game_players (id) on delete cascade,
    response         text             not null check (char_length(response) between 1 and 280),
    response_time_ms integer          not null check (response_time_ms >= 0),
    is_ai_generated  boolean          not null,
    -- All null until the reveal, and after it when no judge had a word on it.
    creativity_score double precision check (creativity_score between 0 and 10),
    humor_score      double precision check (humor_score between 0 and 10),
    relevance_score  double precision check (relevance_score between 0 and 10),
    total_score      double precision check (total_score between 0 and 10),
    judged_by        text,
    submitted_at     timestamptz      not null default clock_timestamp(),
    unique (round_id, player_id),
    -- What a vote points at.
    constraint player_responses_ballot_key unique (id, round_id, player_id)
);
create index player_responses_player_id on player_responses (player_id);

create table votes (
    id          uuid        primary key default gen_random_uuid(),
    response_id uuid        not null,
    round_id    uuid        not null references game_rounds (id) on delete cascade,
    author_id   uuid        not null,
    voter_id    uuid        not null references game_players (id) on delete cascade,
    vote_type   text        not null check (vote_type in ('funny', 'creative', 'best')),
    created_at  timestamptz not null default clock_timestamp(),
    unique (round_id, voter_id, vote_type),
    -- The author stands here so that the table itself can refuse a vote for one's own, and the
    -- key holds author and round to the response's.
    constraint votes_response_fkey foreign key (response_id, round_id, author_id)
        references player_responses (id, round_id, player_id) on delete cascade,
    constraint votes_own_check check (voter_id <> author_id)
);
create index votes_response_id on votes (response_id, round_id, author_id);
create index votes_voter_id on votes (voter_id);

-- down
drop table votes;
drop table player_responses;
