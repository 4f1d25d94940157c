-- Why:   machine players remember: what they remember, and up to which event of which game,
--        kept in one transaction, so that a crash neither forgets nor doubles.
-- Phase: expand (safe under the running code).   Locks: none, new tables; the extension is new too.
create extension if not exists vector;

create table agent_memories (
    id                  uuid             primary key default gen_random_uuid(),
    agent_id            text             not null references agents (id) on delete cascade,
    memory_type         text             not null
        check (memory_type in ('observation', 'reflection', 'plan', 'metacognition')),
    content             text             not null check (char_length(content) between 1 and 2000),
    importance_score    double precision not null check (importance_score between 0 and 10),
    emotional_relevance double precision not null default 0
                                         check (emotional_relevance between -1 and 1),
    tags                text[]           not null default '{}',
    related_agents      text[]           not null default '{}',
    related_players     uuid[]           not null default '{}',
    location            text             not null default '',
    -- Null for what was not seen in a game, and once that game is gone.
    game_id             uuid             references games (id) on delete set null,
    source              text[]           not null default '{}',    -- `game/seq`, or ids of memories
    -- What a fact is about; the next one about it ends it.
    subject             text,
    valid_until         timestamptz,
    timestamp           timestamptz      not null,
    last_accessed       timestamptz      not null,
    access_count        integer          not null default 0 check (access_count >= 0),
    times               integer          not null default 1 check (times >= 1),
    -- Equal for memories that say the same; those are kept as one.
    fingerprint         text,
    words               text[]           not null,                 -- stems, cut by the server
    search              tsvector         not null
                                         generated always as (array_to_tsvector(words)) stored,
    embedding           vector,                                    -- of length 1; null, never zeros
    embedding_model     text,
    constraint agent_memories_embedding_check check
        ((embedding is null) = (embedding_model is null)
            and abs(vector_norm(embedding) - 1) < 0.001)
);
create unique index agent_memories_fingerprint_key on agent_memories (agent_id, fingerprint)
    where fingerprint is not null;
create index agent_memories_recent on agent_memories (agent_id, timestamp, id);
create index agent_memories_important on agent_memories (agent_id, importance_score, timestamp, id);
create index agent_memories_facts on agent_memories (agent_id, subject)
    where subject is not null and valid_until is null;
create index agent_memories_game_id on agent_memories (game_id);
create index agent_memories_players on agent_memories using gin (related_players);
create index agent_memories_search on agent_memories using gin (search);

-- Up to which event an agent remembers a game; done once nothing more can come of it.
create table agent_cursors (
    agent_id   text        not null references agents (id) on delete cascade,
    game_id    uuid        not null references games (id) on delete cascade,
    seq        bigint      not null check (seq >= 0),
    is_done    boolean     not null default false,
    updated_at timestamptz not null default clock_timestamp(),
    primary key (agent_id, game_id)
);
create index agent_cursors_game_id on agent_cursors (game_id);
-- Where to look for games that are over and not remembered yet.
create index game_players_agents on game_players (agent_id, game_id) where agent_id is not null;

-- down
drop index game_players_agents;
drop table agent_cursors;
drop table agent_memories;
drop extension vector;
