-- Why:   what an agent recalled at a table is looked up, memories without an embedding get theirs
--        later, and games that are not remembered to their end are found without reading all.
-- Phase: expand (safe under the running code).   Locks: agent_memories and agent_cursors against
--        writing, while they are read through once.
create index agent_memories_recalled on agent_memories (agent_id, last_accessed, id)
    where access_count > 0;
create index agent_memories_unmeant on agent_memories (id) where embedding is null;

-- down
drop index agent_memories_unmeant;
drop index agent_memories_recalled;
