-- Why:   lines of chat that somebody found wrong, for the moderators; and texts are measured in
--        what people see as one character now, which may take several code points.
-- Phase: expand (safe under the running code, which writes shorter answers only).
-- Locks: player_responses for the moment of swapping its check; the old rows hold it already, so
--        they are read under a lock that lets the game go on. New table: none.
alter table player_responses drop constraint player_responses_response_check;
alter table player_responses add constraint player_responses_response_check
    check (char_length(response) between 1 and 2240) not valid;
alter table player_responses validate constraint player_responses_response_check;

create table reports (
    id           uuid        primary key default gen_random_uuid(),
    game_id      uuid        not null references games (id) on delete cascade,
    message_id   uuid        not null,
    -- As it was said: the line itself may be gone when somebody reads the report.
    text         text        not null check (char_length(text) between 1 and 4000),
    -- At most one of these; neither where nobody knows any more who sat there.
    author_id    uuid        references users (id) on delete set null,
    author_agent text        check (char_length(author_agent) between 1 and 64),
    reporter_id  uuid        not null references users (id) on delete cascade,
    reason       text        not null default '' check (char_length(reason) <= 200),
    status       text        not null default 'open'
                             check (status in ('open', 'resolved', 'dismissed')),
    created_at   timestamptz not null default clock_timestamp(),
    resolved_by  uuid        references users (id) on delete set null,
    resolved_at  timestamptz,
    constraint reports_author_check check (author_id is null or author_agent is null),
    constraint reports_resolved_check check ((status = 'open') = (resolved_at is null)),
    -- Saying it twice is saying it once.
    constraint reports_once_key unique (reporter_id, message_id)
);
create index reports_game_id on reports (game_id);
create index reports_author_id on reports (author_id);
create index reports_resolved_by on reports (resolved_by);
create index reports_status on reports (status, created_at);

-- down
drop table reports;
-- Not valid: longer answers may be there by now, and none is thrown away.
alter table player_responses drop constraint player_responses_response_check;
alter table player_responses add constraint player_responses_response_check
    check (char_length(response) between 1 and 280) not valid;
