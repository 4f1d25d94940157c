-- Why:   prompts that players propose wait for a review; what people thought of a prompt, and
--        which ones they have met, so that a group is not asked the same twice.
-- Phase: expand (the running code neither writes nor reads what changes here).
-- Locks: prompts is rewritten under an exclusive lock: hundreds of rows, a moment.
alter table prompts alter column by type uuid using by::uuid;
alter table prompts
    add constraint prompts_by_fkey foreign key (by) references users (id) on delete set null,
    -- Null: it came with a pack and needs no review.
    add column review text check (review in ('proposed', 'accepted', 'refused')),
    -- The proposal's fingerprint and id: a retry by the same person finds its answer.
    add column cause text,
    add column proposed_at timestamptz,
    add column reviewed_at timestamptz,
    add column reviewed_by uuid references users (id) on delete set null,
    add constraint prompts_active_check
        check (not is_active or review is null or review = 'accepted');
create unique index prompts_cause_key on prompts (by, cause);
create index prompts_reviewed_by on prompts (reviewed_by);
create index prompts_proposed on prompts (proposed_at, id) where review = 'proposed';
-- What was proposed before, whatever its case.
create index prompts_said on prompts (language, lower(text));

-- One like or dislike per person and prompt: their newest.
create table prompt_ratings (
    user_id   uuid        not null references users (id) on delete cascade,
    prompt_id uuid        not null references prompts (id) on delete cascade,
    liked     boolean     not null,
    at        timestamptz not null,
    primary key (user_id, prompt_id)
);
create index prompt_ratings_prompt_id on prompt_ratings (prompt_id, liked);

-- Who has met which prompt, and when last. Kept as rounds start, since the rounds themselves
-- would have to be searched by text.
create table prompt_views (
    user_id   uuid        not null references users (id) on delete cascade,
    prompt_id uuid        not null references prompts (id) on delete cascade,
    times     integer     not null check (times > 0),
    last_seen timestamptz not null,
    primary key (user_id, prompt_id)
);
create index prompt_views_prompt_id on prompt_views (prompt_id);

-- down
drop table prompt_views;
drop table prompt_ratings;
delete from prompts where review is distinct from 'accepted' and review is not null;
drop index prompts_said;
drop index prompts_proposed;
drop index prompts_reviewed_by;
drop index prompts_cause_key;
alter table prompts
    drop constraint prompts_active_check,
    drop column reviewed_by,
    drop column reviewed_at,
    drop column proposed_at,
    drop column cause,
    drop column review,
    drop constraint prompts_by_fkey;
alter table prompts alter column by type text using by::text;
