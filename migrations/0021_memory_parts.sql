-- Why:   the nearest of an agent's memories are looked for in one of 128 indexes: agents are dealt
--        out to those evenly, since one that holds six of them takes four times as long; memories
--        that anybody may know, and games not remembered to their end, are found by index.
-- Phase: expand (a node that runs meanwhile compares all of an agent's memories instead).
-- Locks: agents, agent_memories and game_players, while their rows are written anew.
create sequence agents_memory_part_seq minvalue 0;
alter table agents add column memory_part smallint not null
    default nextval('agents_memory_part_seq') % 128 check (memory_part between 0 and 127);
alter sequence agents_memory_part_seq owned by agents.memory_part;

-- Those of the former parts; they are made anew as soon as a model is asked.
do $$ declare old text; begin
    for old in select indexname from pg_indexes where indexname like 'agent\_memories\_near\_%' loop
        execute format('drop index %I', old);
    end loop;
end $$;
alter table agent_memories add column part smallint check (part between 0 and 127);
update agent_memories set part = memory_part from agents where agents.id = agent_id;
alter table agent_memories alter column part set not null;
-- A trigger, since a node of the former release, which may still run, writes no part.
create function place_memory() returns trigger language plpgsql as $$
begin
    select memory_part into new.part from agents where id = new.agent_id;
    return new;
end $$;
create trigger agent_memories_placed before insert on agent_memories
    for each row execute function place_memory();

create index agent_memories_open on agent_memories (agent_id, timestamp, id)
    where related_players = '{}' and game_id is null;

-- 10 us a row: the planner, who knows an agent's rows only by statistics that are old, read all of
-- them (8 ms where there were 730), and not the few that the index names. That index is searched at
-- every prompt of a table, so what is new must not lie in a list before it.
alter function words_of(text, text[]) cost 10000;
alter index agent_memories_words set (fastupdate = off);

-- As is_done of agent_cursors, where those who have not begun yet have no row.
alter table game_players
    add column is_remembered boolean not null default false,
    -- By itself it tells the planner how few these are.
    add column is_behind boolean not null
        generated always as (agent_id is not null and not is_remembered) stored;
update game_players set is_remembered = true from agent_cursors as place
where place.game_id = game_players.game_id and place.agent_id = game_players.agent_id
    and place.is_done;
create index game_players_behind on game_players (game_id) where is_behind;

-- down
alter index agent_memories_words reset (fastupdate);
alter function words_of(text, text[]) cost 100;
drop index game_players_behind;
alter table game_players drop column is_behind, drop column is_remembered;
drop index agent_memories_open;
do $$ declare old text; begin
    for old in select indexname from pg_indexes where indexname like 'agent\_memories\_near\_%' loop
        execute format('drop index %I', old);
    end loop;
end $$;
drop trigger agent_memories_placed on agent_memories;
drop function place_memory;
alter table agent_memories drop column part;
alter table agents drop column memory_part;
