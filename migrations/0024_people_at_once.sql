-- Why:   whom a memory is about went into a list before it went into the index, and every look for
--        somebody read all of that list: 7 ms for six memories, where agents write by the hundred.
-- Phase: expand.
-- Locks: none that anybody waits for.
alter index agent_memories_players set (fastupdate = off);
select gin_clean_pending_list('agent_memories_players'::regclass);

-- down
alter index agent_memories_players reset (fastupdate);
