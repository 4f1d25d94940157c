-- Why:   whom a memory is about was looked for in all agents' memories, and then of whom it is: of
--        480 people at 60 tables each was in 300, of which 25 were the asking agent's. And whom
--        of a whole table was a question for each seat.
-- Phase: expand (a program of before finds the same, more slowly).
-- Locks: against writing memories while they are read through, a minute for a million.
-- No worker is begun to look for some dozens: for that it is not said to be parallel safe.
create function whom_of(agent text, players uuid[], agents text[]) returns text[]
    immutable language sql cost 10000
    return (select coalesce(array_agg(agent || ' ' || who), '{}')
            from unnest(players::text[] || agents) as each (who));
-- Without a list of what is still to be taken in, which every look would read.
create index agent_memories_whom on agent_memories
    using gin (whom_of(agent_id, related_players, related_agents)) with (fastupdate = off);
drop index agent_memories_players;

-- down
create index agent_memories_players on agent_memories
    using gin (related_players) with (fastupdate = off);
drop index agent_memories_whom;
drop function whom_of;
