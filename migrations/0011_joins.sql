-- Why:   whoever left a lobby has no row in game_players any more, but their name and their lines
--        are in the journal: to hand them out, or to forget them, those games must be found.
-- Phase: expand (safe under the running code).   Locks: game_events against writing, while it is
--        read through once.
create index game_events_joined on game_events ((body ->> 'user'))
    where body ->> 't' = 'player.joined' and body ->> 'user' is not null;

-- down
drop index game_events_joined;
