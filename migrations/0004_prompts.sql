-- Why:   the prompts that games draw from, filled from the packs at every start.
-- Phase: expand (safe under the running code).   Locks: none, new table.
create table prompts (
    id         uuid             primary key default gen_random_uuid(),
    pack       text             not null check (char_length(pack) between 1 and 64),
    text       text             not null check (char_length(text) between 1 and 500),
    category   text             not null check (char_length(category) between 1 and 64),
    difficulty text             not null check (difficulty in ('easy', 'medium', 'hard')),
    language   text             not null check (language ~ '^[a-z]{2}$'),
    by         text,                                -- null: it came with a pack
    is_active  boolean          not null default true,
    times_used bigint           not null default 0 check (times_used >= 0),
    rating     double precision check (rating between 0 and 10),
    constraint prompts_text_key unique (pack, language, text)
);

-- down
drop table prompts;
