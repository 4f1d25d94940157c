-- Why:   whether an agent has too many memories was found by counting them at every save, which
--        took the longer the more it had. How many were ever written is told by the row that a
--        save locks anyway; who knows how many there were once need not count until so many more
--        were written.
-- Phase: expand (a node of the former release goes on counting, and what it writes is not in the
--        number: an agent may pass its bound by that until it is counted again).
-- Locks: agents, for a moment.
alter table agents add column memories_written bigint not null default 0;

-- down
alter table agents drop column memories_written;
