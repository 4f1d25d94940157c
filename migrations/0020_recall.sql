-- Why:   what an agent recalled at a table is looked up, memories without an embedding get theirs
--        later, and who keeps an agent's memories in RAM is told which have changed.
-- Phase: expand (safe under the running code).   Locks: agent_memories against reading and writing
--        for a moment, then against writing while it is read through.
create index agent_memories_recalled on agent_memories (agent_id, last_accessed, id)
    where access_count > 0;
create index agent_memories_unmeant on agent_memories (id) where embedding is null;

-- Greater with every write of a row, whoever writes it.
create sequence agent_memories_version_seq;
alter table agent_memories add column version bigint not null default 0;
create index agent_memories_version on agent_memories (agent_id, version);
create function count_memory_version() returns trigger language plpgsql as $$
begin
    new.version := nextval('agent_memories_version_seq');
    return new;
end $$;
create trigger agent_memories_versioned before insert or update on agent_memories
    for each row execute function count_memory_version();

-- A word is found in one agent's memories, not in all that anybody ever said of it.
create function words_of(agent text, words text[]) returns tsvector
    immutable parallel safe language sql
    return array_to_tsvector((select coalesce(array_agg(agent || ' ' || word), '{}')
                              from unnest(words) as each (word)));
create index agent_memories_words on agent_memories using gin (words_of(agent_id, words));
alter table agent_memories drop column search;

-- down
alter table agent_memories add column search tsvector not null
    generated always as (array_to_tsvector(words)) stored;
create index agent_memories_search on agent_memories using gin (search);
drop index agent_memories_words;
drop function words_of;
drop trigger agent_memories_versioned on agent_memories;
drop function count_memory_version;
drop index agent_memories_version;
alter table agent_memories drop column version;
drop sequence agent_memories_version_seq;
drop index agent_memories_unmeant;
drop index agent_memories_recalled;
