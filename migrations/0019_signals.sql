-- Why:   what goes on inside machine players, and what people think is one of them: the signals
--        between the layers of a mind, and the guesses of mode turing.
-- Phase: expand (the running code knows nothing of it).   Locks: games, for a moment.

-- It only grows, so it lies in months, which are dropped when they are old. Written behind: the
-- last seconds before a crash may be missing.
create table signals (
    id               uuid        not null,
    from_neuron      text        not null,            -- an agent and its layer: goat:L4
    to_neuron        text        not null,
    layer_from       text        not null check (layer_from ~ '^L[1-9]$'),
    layer_to         text        not null check (layer_to ~ '^L[1-9]$'),
    propagation_type text        not null check (propagation_type in ('forward', 'backward')),
    content          text        not null,
    metadata         jsonb       not null default '{}',
    batch_id         uuid        not null,
    timestamp        timestamptz not null,
    primary key (id, timestamp),
    constraint signals_neighbours_check check
        (abs(right(layer_from, 1)::integer - right(layer_to, 1)::integer) = 1)
) partition by range (timestamp);
create index signals_from_neuron on signals (from_neuron, timestamp);

create table signals_default partition of signals default;

create table guesses (
    round_id    uuid        not null references game_rounds (id) on delete cascade,
    player_id   uuid        not null references game_players (id) on delete cascade,
    response_id uuid        not null references player_responses (id) on delete cascade,
    is_ai       boolean     not null,
    created_at  timestamptz not null default clock_timestamp(),
    primary key (player_id, response_id)
);
create index guesses_round_id on guesses (round_id);
create index guesses_response_id on guesses (response_id);

alter table games drop constraint games_mode_check;
alter table games add constraint games_mode_check check (mode in ('classic', 'turing'));

-- down
alter table games drop constraint games_mode_check;
-- Games of the other mode that were played meanwhile stay.
alter table games add constraint games_mode_check check (mode in ('classic')) not valid;
drop table guesses;
drop table signals;
