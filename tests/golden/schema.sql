table conversation_logs partition by RANGE ("timestamp")
    id uuid not null default gen_random_uuid()
    initiator_type text not null
    initiator_id text not null
    recipient_type text not null
    recipient_id text not null
    game_id uuid
    message text not null
    response text
    context jsonb not null default '{}'::jsonb
    emotional_tone text
    timestamp timestamp with time zone not null default clock_timestamp()
    constraint conversation_logs_game_id_fkey FOREIGN KEY (game_id) REFERENCES games(id) ON DELETE
        CASCADE
    constraint conversation_logs_initiator_type_check CHECK ((initiator_type = ANY
        (ARRAY['player'::text, 'agent'::text])))
    constraint conversation_logs_pkey PRIMARY KEY (id, "timestamp")
    constraint conversation_logs_recipient_type_check CHECK ((recipient_type = ANY
        (ARRAY['game'::text, 'player'::text, 'agent'::text])))
    CREATE INDEX conversation_logs_game_id ON ONLY public.conversation_logs USING btree (game_id,
        "timestamp")
    CREATE INDEX conversation_logs_initiator ON ONLY public.conversation_logs USING btree
        (initiator_type, initiator_id, "timestamp")
table conversation_logs_default of conversation_logs
    id uuid not null default gen_random_uuid()
    initiator_type text not null
    initiator_id text not null
    recipient_type text not null
    recipient_id text not null
    game_id uuid
    message text not null
    response text
    context jsonb not null default '{}'::jsonb
    emotional_tone text
    timestamp timestamp with time zone not null default clock_timestamp()
    constraint conversation_logs_default_pkey PRIMARY KEY (id, "timestamp")
    constraint conversation_logs_game_id_fkey FOREIGN KEY (game_id) REFERENCES games(id) ON DELETE
        CASCADE
    constraint conversation_logs_initiator_type_check CHECK ((initiator_type = ANY
        (ARRAY['player'::text, 'agent'::text])))
    constraint conversation_logs_recipient_type_check CHECK ((recipient_type = ANY
        (ARRAY['game'::text, 'player'::text, 'agent'::text])))
    CREATE INDEX conversation_logs_default_game_id_timestamp_idx ON public.conversation_logs_default
        USING btree (game_id, "timestamp")
    CREATE INDEX conversation_logs_default_initiator_type_initiator_id_times_idx ON
        public.conversation_logs_default USING btree (initiator_type, initiator_id, "timestamp")
table game_events
    game_id uuid not null
    seq bigint not null
    cause text not null
    body jsonb not null
    at timestamp with time zone not null
    constraint game_events_body_check CHECK ((body ? 't'::text))
    constraint game_events_pkey PRIMARY KEY (game_id, seq)
    constraint game_events_seq_check CHECK ((seq > 0))
    CREATE UNIQUE INDEX game_events_founding_key ON public.game_events USING btree (cause) WHERE
        (seq = 1)
table game_players
    id uuid not null default gen_random_uuid()
    game_id uuid not null
    user_id uuid
    agent_id text
    player_name text not null
    avatar_url text
    score integer not null default 0
    is_ready boolean not null default false
    is_active boolean not null default true
    is_ai boolean not null
    seat integer not null
    joined_at timestamp with time zone not null default clock_timestamp()
    constraint game_players_agent_id_check CHECK (((char_length(agent_id) >= 1) AND
        (char_length(agent_id) <= 64)))
    constraint game_players_ai_check CHECK ((is_ai = (agent_id IS NOT NULL)))
    constraint game_players_game_id_agent_id_key UNIQUE (game_id, agent_id)
    constraint game_players_game_id_fkey FOREIGN KEY (game_id) REFERENCES games(id) ON DELETE
        CASCADE
    constraint game_players_game_id_seat_key UNIQUE (game_id, seat)
    constraint game_players_game_id_user_id_key UNIQUE (game_id, user_id)
    constraint game_players_pkey PRIMARY KEY (id)
    constraint game_players_player_name_check CHECK (((char_length(player_name) >= 1) AND
        (char_length(player_name) <= 64)))
    constraint game_players_score_check CHECK ((score >= 0))
    constraint game_players_seat_check CHECK ((seat > 0))
    constraint game_players_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id)
    constraint game_players_who_check CHECK ((num_nonnulls(user_id, agent_id) = 1))
    CREATE INDEX game_players_user_id ON public.game_players USING btree (user_id)
table game_rounds
    id uuid not null default gen_random_uuid()
    game_id uuid not null
    round_number integer not null
    prompt text not null
    category text not null
    difficulty text not null
    time_limit_seconds integer not null
    started_at timestamp with time zone not null default clock_timestamp()
    ended_at timestamp with time zone
    constraint game_rounds_difficulty_check CHECK ((difficulty = ANY (ARRAY['easy'::text,
        'medium'::text, 'hard'::text])))
    constraint game_rounds_game_id_fkey FOREIGN KEY (game_id) REFERENCES games(id) ON DELETE CASCADE
    constraint game_rounds_game_id_round_number_key UNIQUE (game_id, round_number)
    constraint game_rounds_pkey PRIMARY KEY (id)
    constraint game_rounds_round_number_check CHECK (((round_number >= 1) AND (round_number <= 50)))
    constraint game_rounds_time_limit_seconds_check CHECK (((time_limit_seconds >= 5) AND
        (time_limit_seconds <= 600)))
table games
    id uuid not null default gen_random_uuid()
    code text not null
    host_id uuid not null
    name text not null
    mode text not null
    status text not null
    phase text not null
    max_players integer not null
    current_round integer not null default 0
    total_rounds integer not null
    time_limit_seconds integer not null
    visibility text not null
    settings jsonb not null default '{}'::jsonb
    seed text not null
    created_at timestamp with time zone not null default clock_timestamp()
    started_at timestamp with time zone
    ended_at timestamp with time zone
    digest text
    constraint games_code_check CHECK (((char_length(code) >= 1) AND (char_length(code) <= 16)))
    constraint games_current_round_check CHECK ((current_round >= 0))
    constraint games_host_id_fkey FOREIGN KEY (host_id) REFERENCES users(id)
    constraint games_max_players_check CHECK (((max_players >= 2) AND (max_players <= 12)))
    constraint games_mode_check CHECK ((mode = 'classic'::text))
    constraint games_name_check CHECK (((char_length(name) >= 1) AND (char_length(name) <= 80)))
    constraint games_phase_check CHECK ((phase = ANY (ARRAY['lobby'::text, 'answering'::text,
        'judging'::text, 'voting'::text, 'reveal'::text, 'completed'::text, 'cancelled'::text])))
    constraint games_pkey PRIMARY KEY (id)
    constraint games_round_check CHECK ((current_round <= total_rounds))
    constraint games_status_check CHECK ((status = ANY (ARRAY['waiting'::text, 'in_progress'::text,
        'completed'::text, 'cancelled'::text])))
    constraint games_time_limit_seconds_check CHECK (((time_limit_seconds >= 5) AND
        (time_limit_seconds <= 600)))
    constraint games_total_rounds_check CHECK (((total_rounds >= 5) AND (total_rounds <= 50)))
    constraint games_visibility_check CHECK ((visibility = ANY (ARRAY['public'::text,
        'private'::text])))
    CREATE INDEX games_code ON public.games USING btree (code, created_at)
    CREATE INDEX games_host_id ON public.games USING btree (host_id)
    CREATE INDEX games_live ON public.games USING btree (created_at, id) WHERE (status = ANY
        (ARRAY['waiting'::text, 'in_progress'::text]))
    CREATE UNIQUE INDEX games_live_code_key ON public.games USING btree (code) WHERE (status = ANY
        (ARRAY['waiting'::text, 'in_progress'::text]))
    CREATE INDEX games_public ON public.games USING btree (created_at, id) WHERE (visibility =
        'public'::text)
    CREATE INDEX games_public_status ON public.games USING btree (status, created_at, id) WHERE
        (visibility = 'public'::text)
    CREATE INDEX games_unsealed ON public.games USING btree (created_at, id) WHERE ((status = ANY
        (ARRAY['completed'::text, 'cancelled'::text])) AND (digest IS NULL))
table player_responses
    id uuid not null default gen_random_uuid()
    round_id uuid not null
    player_id uuid not null
    response text not null
    response_time_ms integer not null
    is_ai_generated boolean not null
    creativity_score double precision
    humor_score double precision
    relevance_score double precision
    total_score double precision
    judged_by text
    submitted_at timestamp with time zone not null default clock_timestamp()
    constraint player_responses_ballot_key UNIQUE (id, round_id, player_id)
    constraint player_responses_creativity_score_check CHECK (((creativity_score >= (0)::double
        precision) AND (creativity_score <= (10)::double precision)))
    constraint player_responses_humor_score_check CHECK (((humor_score >= (0)::double precision) AND
        (humor_score <= (10)::double precision)))
    constraint player_responses_pkey PRIMARY KEY (id)
    constraint player_responses_player_id_fkey FOREIGN KEY (player_id) REFERENCES game_players(id)
        ON DELETE CASCADE
    constraint player_responses_relevance_score_check CHECK (((relevance_score >= (0)::double
        precision) AND (relevance_score <= (10)::double precision)))
    constraint player_responses_response_check CHECK (((char_length(response) >= 1) AND
        (char_length(response) <= 280)))
    constraint player_responses_response_time_ms_check CHECK ((response_time_ms >= 0))
    constraint player_responses_round_id_fkey FOREIGN KEY (round_id) REFERENCES game_rounds(id) ON
        DELETE CASCADE
    constraint player_responses_round_id_player_id_key UNIQUE (round_id, player_id)
    constraint player_responses_total_score_check CHECK (((total_score >= (0)::double precision) AND
        (total_score <= (10)::double precision)))
    CREATE INDEX player_responses_player_id ON public.player_responses USING btree (player_id)
table prompts
    id uuid not null default gen_random_uuid()
    pack text not null
    text text not null
    category text not null
    difficulty text not null
    language text not null
    by text
    is_active boolean not null default true
    times_used bigint not null default 0
    rating double precision
    constraint prompts_category_check CHECK (((char_length(category) >= 1) AND
        (char_length(category) <= 64)))
    constraint prompts_difficulty_check CHECK ((difficulty = ANY (ARRAY['easy'::text,
        'medium'::text, 'hard'::text])))
    constraint prompts_language_check CHECK ((language ~ '^[a-z]{2}$'::text))
    constraint prompts_pack_check CHECK (((char_length(pack) >= 1) AND (char_length(pack) <= 64)))
    constraint prompts_pkey PRIMARY KEY (id)
    constraint prompts_rating_check CHECK (((rating >= (0)::double precision) AND (rating <=
        (10)::double precision)))
    constraint prompts_text_check CHECK (((char_length(text) >= 1) AND (char_length(text) <= 500)))
    constraint prompts_text_key UNIQUE (pack, language, text)
    constraint prompts_times_used_check CHECK ((times_used >= 0))
table sessions
    id uuid not null default gen_random_uuid()
    user_id uuid not null
    token_hash bytea not null
    ip_address inet
    user_agent text not null default ''::text
    created_at timestamp with time zone not null default clock_timestamp()
    last_activity timestamp with time zone not null default clock_timestamp()
    expires_at timestamp with time zone not null
    rotated_from uuid
    metadata jsonb not null default '{}'::jsonb
    constraint sessions_pkey PRIMARY KEY (id)
    constraint sessions_rotated_from_fkey FOREIGN KEY (rotated_from) REFERENCES sessions(id) ON
        DELETE SET NULL
    constraint sessions_token_hash_check CHECK ((octet_length(token_hash) = 32))
    constraint sessions_token_hash_key UNIQUE (token_hash)
    constraint sessions_user_agent_check CHECK ((char_length(user_agent) <= 256))
    constraint sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
    CREATE INDEX sessions_rotated_from ON public.sessions USING btree (rotated_from)
    CREATE INDEX sessions_user_id ON public.sessions USING btree (user_id)
table users
    id uuid not null default gen_random_uuid()
    username text not null
    display_name text not null
    email text
    password_hash text
    role text not null default 'user'::text
    status text not null default 'active'::text
    is_guest boolean not null default false
    email_verified boolean not null default false
    language text not null default 'en'::text
    metadata jsonb not null default '{}'::jsonb
    created_at timestamp with time zone not null default clock_timestamp()
    updated_at timestamp with time zone not null default clock_timestamp()
    last_login timestamp with time zone
    constraint users_display_name_check CHECK (((char_length(display_name) >= 1) AND
        (char_length(display_name) <= 64)))
    constraint users_email_check CHECK (((char_length(email) >= 3) AND (char_length(email) <= 320)))
    constraint users_guest_check CHECK (((NOT is_guest) OR ((email IS NULL) AND (password_hash IS
        NULL))))
    constraint users_language_check CHECK ((language ~ '^[a-z]{2}$'::text))
    constraint users_pkey PRIMARY KEY (id)
    constraint users_role_check CHECK ((role = ANY (ARRAY['user'::text, 'moderator'::text,
        'admin'::text, 'service'::text])))
    constraint users_status_check CHECK ((status = ANY (ARRAY['active'::text, 'suspended'::text,
        'deleted'::text])))
    constraint users_username_check CHECK (((char_length(username) >= 1) AND (char_length(username)
        <= 64)))
    CREATE UNIQUE INDEX users_email_key ON public.users USING btree (lower(email))
    CREATE UNIQUE INDEX users_username_key ON public.users USING btree (lower(username))
table votes
    id uuid not null default gen_random_uuid()
    response_id uuid not null
    round_id uuid not null
    author_id uuid not null
    voter_id uuid not null
    vote_type text not null
    created_at timestamp with time zone not null default clock_timestamp()
    constraint votes_own_check CHECK ((voter_id <> author_id))
    constraint votes_pkey PRIMARY KEY (id)
    constraint votes_response_fkey FOREIGN KEY (response_id, round_id, author_id) REFERENCES
        player_responses(id, round_id, player_id) ON DELETE CASCADE
    constraint votes_round_id_fkey FOREIGN KEY (round_id) REFERENCES game_rounds(id) ON DELETE
        CASCADE
    constraint votes_round_id_voter_id_vote_type_key UNIQUE (round_id, voter_id, vote_type)
    constraint votes_vote_type_check CHECK ((vote_type = ANY (ARRAY['funny'::text, 'creative'::text,
        'best'::text])))
    constraint votes_voter_id_fkey FOREIGN KEY (voter_id) REFERENCES game_players(id) ON DELETE
        CASCADE
    CREATE INDEX votes_response_id ON public.votes USING btree (response_id, round_id, author_id)
    CREATE INDEX votes_voter_id ON public.votes USING btree (voter_id)
