-- Why:   players' votes move the judge: what they said since the last version, and the versions,
--        each with all that it was learned from, so that any of them can be taken up again.
-- Phase: expand (safe under the running code).   Locks: none, new tables.
create table judge_lessons (
    id      bigint generated always as identity primary key,
    votes   integer     not null check (votes > 0),
    -- Sums by family of prompts and by score; no vote can be told from them.
    learned jsonb       not null,
    at      timestamptz not null default clock_timestamp()
);

create table judge_versions (
    version     integer     primary key check (version > 0),
    votes       bigint      not null check (votes >= 0),
    learned     jsonb       not null,
    leans       jsonb       not null,
    -- Null: made of new votes; else the version that was taken up again (0: as it shipped).
    reverted_to integer     check (reverted_to between 0 and version - 1),
    created_at  timestamptz not null
);

-- down
drop table judge_versions;
drop table judge_lessons;
