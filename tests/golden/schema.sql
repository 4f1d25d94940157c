table achievements
    code text not null
    name text not null
    description text not null
    points integer not null
    category text not null
    constraint achievements_category_check CHECK (((char_length(category) >= 1) AND
        (char_length(category) <= 32)))
    constraint achievements_code_check CHECK ((code ~ '^[a-z][a-z_]{0,63}$'::text))
    constraint achievements_description_check CHECK (((char_length(description) >= 1) AND
        (char_length(description) <= 280)))
    constraint achievements_name_check CHECK (((char_length(name) >= 1) AND (char_length(name) <=
        64)))
    constraint achievements_pkey PRIMARY KEY (code)
    constraint achievements_points_check CHECK ((points > 0))
table agent_cursors
    agent_id text not null
    game_id uuid not null
    seq bigint not null
    is_done boolean not null default false
    updated_at timestamp with time zone not null default clock_timestamp()
    constraint agent_cursors_agent_id_fkey FOREIGN KEY (agent_id) REFERENCES agents(id) ON DELETE
        CASCADE
    constraint agent_cursors_game_id_fkey FOREIGN KEY (game_id) REFERENCES games(id) ON DELETE
        CASCADE
    constraint agent_cursors_pkey PRIMARY KEY (agent_id, game_id)
    constraint agent_cursors_seq_check CHECK ((seq >= 0))
    CREATE INDEX agent_cursors_game_id ON public.agent_cursors USING btree (game_id)
table agent_memories
    id uuid not null default gen_random_uuid()
    agent_id text not null
    memory_type text not null
    content text not null
    importance_score double precision not null
    emotional_relevance double precision not null default 0
    tags text[] not null default '{}'::text[]
    related_agents text[] not null default '{}'::text[]
    related_players uuid[] not null default '{}'::uuid[]
    location text not null default ''::text
    game_id uuid
    source text[] not null default '{}'::text[]
    subject text
    valid_until timestamp with time zone
    timestamp timestamp with time zone not null
    last_accessed timestamp with time zone not null
    access_count integer not null default 0
    times integer not null default 1
    fingerprint text
    words text[] not null
    embedding vector
    embedding_model text
    version bigint not null default 0
    part smallint not null
    constraint agent_memories_access_count_check CHECK ((access_count >= 0))
    constraint agent_memories_agent_id_fkey FOREIGN KEY (agent_id) REFERENCES agents(id) ON DELETE
        CASCADE
    constraint agent_memories_content_check CHECK (((char_length(content) >= 1) AND
        (char_length(content) <= 2000)))
    constraint agent_memories_embedding_check CHECK ((((embedding IS NULL) = (embedding_model IS
        NULL)) AND (abs((vector_norm(embedding) - (1)::double precision)) < (0.001)::double
        precision)))
    constraint agent_memories_emotional_relevance_check CHECK (((emotional_relevance >=
        ('-1'::integer)::double precision) AND (emotional_relevance <= (1)::double precision)))
    constraint agent_memories_game_id_fkey FOREIGN KEY (game_id) REFERENCES games(id) ON DELETE SET
        NULL
    constraint agent_memories_importance_score_check CHECK (((importance_score >= (0)::double
        precision) AND (importance_score <= (10)::double precision)))
    constraint agent_memories_memory_type_check CHECK ((memory_type = ANY
        (ARRAY['observation'::text, 'reflection'::text, 'plan'::text, 'metacognition'::text])))
    constraint agent_memories_part_check CHECK (((part >= 0) AND (part <= 127)))
    constraint agent_memories_pkey PRIMARY KEY (id)
    constraint agent_memories_times_check CHECK ((times >= 1))
    CREATE INDEX agent_memories_facts ON public.agent_memories USING btree (agent_id, subject) WHERE
        ((subject IS NOT NULL) AND (valid_until IS NULL))
    CREATE UNIQUE INDEX agent_memories_fingerprint_key ON public.agent_memories USING btree
        (agent_id, fingerprint) WHERE (fingerprint IS NOT NULL)
    CREATE INDEX agent_memories_game_id ON public.agent_memories USING btree (game_id)
    CREATE INDEX agent_memories_important ON public.agent_memories USING btree (agent_id,
        importance_score, "timestamp", id)
    CREATE INDEX agent_memories_open ON public.agent_memories USING btree (agent_id, "timestamp",
        id) WHERE ((related_players = '{}'::uuid[]) AND (game_id IS NULL))
    CREATE INDEX agent_memories_recalled ON public.agent_memories USING btree (agent_id,
        last_accessed, id) WHERE (access_count > 0)
    CREATE INDEX agent_memories_recent ON public.agent_memories USING btree (agent_id, "timestamp",
        id)
    CREATE INDEX agent_memories_unmeant ON public.agent_memories USING btree (id) WHERE (embedding
        IS NULL)
    CREATE INDEX agent_memories_version ON public.agent_memories USING btree (agent_id, version)
    CREATE INDEX agent_memories_whom ON public.agent_memories USING gin (whom_of(agent_id,
        related_players, related_agents)) WITH (fastupdate=off)
    CREATE INDEX agent_memories_words ON public.agent_memories USING gin (words_of(agent_id, words))
        WITH (fastupdate=off)
table agent_metacognition
    id uuid not null default gen_random_uuid()
    agent_id text not null
    performance_evaluation jsonb not null
    strategy_adjustments jsonb not null default '{}'::jsonb
    goal_modifications jsonb not null default '{}'::jsonb
    self_awareness_notes text not null
    created_at timestamp with time zone not null
    constraint agent_metacognition_agent_id_fkey FOREIGN KEY (agent_id) REFERENCES agents(id) ON
        DELETE CASCADE
    constraint agent_metacognition_pkey PRIMARY KEY (id)
    constraint agent_metacognition_self_awareness_notes_check CHECK
        (((char_length(self_awareness_notes) >= 1) AND (char_length(self_awareness_notes) <= 2000)))
    CREATE INDEX agent_metacognition_agent_id ON public.agent_metacognition USING btree (agent_id,
        created_at)
table agent_plans
    id uuid not null default gen_random_uuid()
    agent_id text not null
    goal text not null
    plan_steps jsonb not null
    current_step smallint not null default 0
    status text not null
    priority smallint not null
    deadline timestamp with time zone
    user_id uuid
    created_at timestamp with time zone not null
    updated_at timestamp with time zone not null
    constraint agent_plans_agent_id_fkey FOREIGN KEY (agent_id) REFERENCES agents(id) ON DELETE
        CASCADE
    constraint agent_plans_current_step_check CHECK ((current_step >= 0))
    constraint agent_plans_goal_check CHECK (((char_length(goal) >= 1) AND (char_length(goal) <=
        500)))
    constraint agent_plans_pkey PRIMARY KEY (id)
    constraint agent_plans_priority_check CHECK (((priority >= 1) AND (priority <= 10)))
    constraint agent_plans_status_check CHECK ((status = ANY (ARRAY['active'::text, 'paused'::text,
        'done'::text, 'dropped'::text])))
    constraint agent_plans_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
    CREATE INDEX agent_plans_agent_id ON public.agent_plans USING btree (agent_id, created_at)
    CREATE INDEX agent_plans_user_id ON public.agent_plans USING btree (user_id)
table agent_player_relationships
    agent_id text not null
    user_id uuid not null
    relationship_type text not null
    affection_score smallint not null
    trust_level smallint not null
    interaction_frequency integer not null default 0
    last_interaction timestamp with time zone
    constraint agent_player_relationships_affection_score_check CHECK (((affection_score >=
        '-100'::integer) AND (affection_score <= 100)))
    constraint agent_player_relationships_agent_id_fkey FOREIGN KEY (agent_id) REFERENCES agents(id)
        ON DELETE CASCADE
    constraint agent_player_relationships_interaction_frequency_check CHECK ((interaction_frequency
        >= 0))
    constraint agent_player_relationships_pkey PRIMARY KEY (agent_id, user_id)
    constraint agent_player_relationships_relationship_type_check CHECK ((relationship_type = ANY
        (ARRAY['acquaintance'::text, 'friend'::text, 'colleague'::text, 'rival'::text,
        'romantic'::text, 'family'::text])))
    constraint agent_player_relationships_trust_level_check CHECK (((trust_level >= 0) AND
        (trust_level <= 100)))
    constraint agent_player_relationships_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON
        DELETE CASCADE
    CREATE INDEX agent_player_relationships_user_id ON public.agent_player_relationships USING btree
        (user_id)
table agent_reflections
    id uuid not null default gen_random_uuid()
    agent_id text not null
    reflection text not null
    trigger_memories uuid[] not null
    insights jsonb not null default '{}'::jsonb
    behavioral_changes jsonb not null default '{}'::jsonb
    related_players uuid[] not null default '{}'::uuid[]
    created_at timestamp with time zone not null
    constraint agent_reflections_agent_id_fkey FOREIGN KEY (agent_id) REFERENCES agents(id) ON
        DELETE CASCADE
    constraint agent_reflections_pkey PRIMARY KEY (id)
    constraint agent_reflections_reflection_check CHECK (((char_length(reflection) >= 1) AND
        (char_length(reflection) <= 2000)))
    CREATE INDEX agent_reflections_agent_id ON public.agent_reflections USING btree (agent_id,
        created_at)
    CREATE INDEX agent_reflections_players ON public.agent_reflections USING gin (related_players)
table agent_relationships
    agent_id text not null
    other_agent_id text not null
    relationship_type text not null
    affection_score smallint not null
    trust_level smallint not null
    interaction_frequency integer not null default 0
    last_interaction timestamp with time zone
    constraint agent_relationships_affection_score_check CHECK (((affection_score >=
        '-100'::integer) AND (affection_score <= 100)))
    constraint agent_relationships_agent_id_fkey FOREIGN KEY (agent_id) REFERENCES agents(id) ON
        DELETE CASCADE
    constraint agent_relationships_interaction_frequency_check CHECK ((interaction_frequency >= 0))
    constraint agent_relationships_other_agent_id_fkey FOREIGN KEY (other_agent_id) REFERENCES
        agents(id) ON DELETE CASCADE
    constraint agent_relationships_other_check CHECK ((agent_id <> other_agent_id))
    constraint agent_relationships_pkey PRIMARY KEY (agent_id, other_agent_id)
    constraint agent_relationships_relationship_type_check CHECK ((relationship_type = ANY
        (ARRAY['acquaintance'::text, 'friend'::text, 'colleague'::text, 'rival'::text,
        'romantic'::text, 'family'::text])))
    constraint agent_relationships_trust_level_check CHECK (((trust_level >= 0) AND (trust_level <=
        100)))
    CREATE INDEX agent_relationships_other_agent_id ON public.agent_relationships USING btree
        (other_agent_id)
table agent_schedules
    id uuid not null default gen_random_uuid()
    agent_id text not null
    day_of_week smallint not null
    start_time time without time zone not null
    end_time time without time zone not null
    kind text not null
    activity text not null
    location text not null
    priority smallint not null
    is_flexible boolean not null default false
    constraint agent_schedules_activity_check CHECK (((char_length(activity) >= 1) AND
        (char_length(activity) <= 100)))
    constraint agent_schedules_agent_id_fkey FOREIGN KEY (agent_id) REFERENCES agents(id) ON DELETE
        CASCADE
    constraint agent_schedules_day_of_week_check CHECK (((day_of_week >= 0) AND (day_of_week <= 6)))
    constraint agent_schedules_kind_check CHECK ((kind = ANY (ARRAY['sleep'::text, 'eat'::text,
        'work'::text, 'rest'::text, 'social'::text, 'play'::text, 'errand'::text])))
    constraint agent_schedules_order_check CHECK ((start_time < end_time))
    constraint agent_schedules_pkey PRIMARY KEY (id)
    constraint agent_schedules_priority_check CHECK (((priority >= 1) AND (priority <= 10)))
    constraint agent_schedules_start_key UNIQUE (agent_id, day_of_week, start_time)
table agent_states
    agent_id text not null
    current_x integer not null
    current_y integer not null
    current_direction text not null default ''::text
    current_action text not null default ''::text
    action_start_time timestamp with time zone not null
    interaction_target text
    emotional_state jsonb not null
    physical_state jsonb not null
    cognitive_load smallint not null default 0
    ties jsonb not null default '[]'::jsonb
    updated_at timestamp with time zone not null default clock_timestamp()
    constraint agent_states_agent_id_fkey FOREIGN KEY (agent_id) REFERENCES agents(id) ON DELETE
        CASCADE
    constraint agent_states_cognitive_load_check CHECK (((cognitive_load >= 0) AND (cognitive_load
        <= 100)))
    constraint agent_states_pkey PRIMARY KEY (agent_id)
table agent_thoughts
    agent_id text not null
    strategy jsonb not null default '{}'::jsonb
    reflected_until timestamp with time zone not null default '1970-01-01 00:00:00+00'::timestamp
        with time zone
    evaluated_until timestamp with time zone not null default '1970-01-01 00:00:00+00'::timestamp
        with time zone
    updated_at timestamp with time zone not null default clock_timestamp()
    constraint agent_thoughts_agent_id_fkey FOREIGN KEY (agent_id) REFERENCES agents(id) ON DELETE
        CASCADE
    constraint agent_thoughts_pkey PRIMARY KEY (agent_id)
table agents
    id text not null
    name text not null
    constitution text not null
    background text not null
    personality_traits text[] not null default '{}'::text[]
    likes text[] not null default '{}'::text[]
    dislikes text[] not null default '{}'::text[]
    primary_goal text not null
    secondary_goals text[] not null default '{}'::text[]
    current_location text not null
    current_activity text not null default ''::text
    energy_level smallint not null default 80
    mood smallint not null default 0
    current_plans jsonb not null default '[]'::jsonb
    created_at timestamp with time zone not null default clock_timestamp()
    updated_at timestamp with time zone not null default clock_timestamp()
    persona jsonb
    memory_part smallint not null default (nextval('agents_memory_part_seq'::regclass) %
        (128)::bigint)
    memories_written bigint not null default 0
    constraint agents_energy_level_check CHECK (((energy_level >= 0) AND (energy_level <= 100)))
    constraint agents_id_check CHECK ((id ~ '^[a-z][a-z0-9-]{0,31}$'::text))
    constraint agents_memory_part_check CHECK (((memory_part >= 0) AND (memory_part <= 127)))
    constraint agents_mood_check CHECK (((mood >= '-100'::integer) AND (mood <= 100)))
    constraint agents_name_check CHECK (((char_length(name) >= 1) AND (char_length(name) <= 32)))
    constraint agents_name_key UNIQUE (name)
    constraint agents_pkey PRIMARY KEY (id)
table api_keys
    id uuid not null default gen_random_uuid()
    user_id uuid not null
    name text not null
    key_hash bytea not null
    scopes text[] not null
    rate_limit integer not null
    is_active boolean not null default true
    created_at timestamp with time zone not null default clock_timestamp()
    last_used_at timestamp with time zone
    expires_at timestamp with time zone
    cause text not null
    constraint api_keys_cause_check CHECK (((char_length(cause) >= 1) AND (char_length(cause) <=
        128)))
    constraint api_keys_cause_key UNIQUE (user_id, cause)
    constraint api_keys_key_hash_check CHECK ((octet_length(key_hash) = 32))
    constraint api_keys_key_hash_key UNIQUE (key_hash)
    constraint api_keys_name_check CHECK (((char_length(name) >= 1) AND (char_length(name) <= 64)))
    constraint api_keys_pkey PRIMARY KEY (id)
    constraint api_keys_rate_limit_check CHECK (((rate_limit >= 1) AND (rate_limit <= 1000000)))
    constraint api_keys_scopes_check CHECK (((scopes <@ ARRAY['read'::text, 'play'::text,
        'admin'::text]) AND ((cardinality(scopes) >= 1) AND (cardinality(scopes) <= 3))))
    constraint api_keys_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
table audit_log
    id uuid not null default gen_random_uuid()
    at timestamp with time zone not null default clock_timestamp()
    actor text not null
    ip_address inet
    action text not null
    target text not null default ''::text
    old_values jsonb
    new_values jsonb
    outcome text not null default 'done'::text
    constraint audit_log_action_check CHECK (((char_length(action) >= 1) AND (char_length(action) <=
        64)))
    constraint audit_log_actor_check CHECK ((actor ~ '^(user .+|key .+|terminal)$'::text))
    constraint audit_log_outcome_check CHECK ((outcome = ANY (ARRAY['begun'::text, 'done'::text,
        'refused'::text])))
    constraint audit_log_pkey PRIMARY KEY (id)
    constraint audit_log_target_check CHECK ((char_length(target) <= 512))
    CREATE INDEX audit_log_actor ON public.audit_log USING btree (actor, at)
    CREATE INDEX audit_log_at ON public.audit_log USING btree (at)
table bans
    id uuid not null default gen_random_uuid()
    user_id uuid
    ip_address inet
    reason text not null default ''::text
    by uuid
    created_at timestamp with time zone not null default clock_timestamp()
    expires_at timestamp with time zone
    constraint bans_by_fkey FOREIGN KEY (by) REFERENCES users(id) ON DELETE SET NULL
    constraint bans_one_check CHECK ((num_nonnulls(user_id, ip_address) = 1))
    constraint bans_pkey PRIMARY KEY (id)
    constraint bans_reason_check CHECK ((char_length(reason) <= 500))
    constraint bans_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
    CREATE INDEX bans_by ON public.bans USING btree (by)
    CREATE INDEX bans_expires_at ON public.bans USING btree (expires_at)
    CREATE INDEX bans_user_id ON public.bans USING btree (user_id)
table careers
    user_id uuid not null
    quick_answers integer not null default 0
    win_streak integer not null default 0
    co_players integer not null default 0
    constraint careers_co_players_check CHECK ((co_players >= 0))
    constraint careers_pkey PRIMARY KEY (user_id)
    constraint careers_quick_answers_check CHECK ((quick_answers >= 0))
    constraint careers_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
    constraint careers_win_streak_check CHECK ((win_streak >= 0))
table characters
    user_id uuid not null
    character_name text not null
    place text not null
    x integer not null
    y integer not null
    created_at timestamp with time zone not null default clock_timestamp()
    updated_at timestamp with time zone not null default clock_timestamp()
    constraint characters_character_name_check CHECK (((char_length(character_name) >= 1) AND
        (char_length(character_name) <= 64)))
    constraint characters_pkey PRIMARY KEY (user_id)
    constraint characters_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
table co_players
    user_id uuid not null
    other_user_id uuid not null
    constraint co_players_other_user_id_fkey FOREIGN KEY (other_user_id) REFERENCES users(id) ON
        DELETE CASCADE
    constraint co_players_pkey PRIMARY KEY (user_id, other_user_id)
    constraint co_players_self_check CHECK ((user_id <> other_user_id))
    constraint co_players_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
    CREATE INDEX co_players_other_user_id ON public.co_players USING btree (other_user_id)
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
    CREATE INDEX conversation_logs_recipient ON ONLY public.conversation_logs USING btree
        (recipient_type, recipient_id, "timestamp")
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
    CREATE INDEX conversation_logs_default_recipient_type_recipient_id_times_idx ON
        public.conversation_logs_default USING btree (recipient_type, recipient_id, "timestamp")
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
    CREATE INDEX game_events_joined ON public.game_events USING btree (((body ->> 'user'::text)))
        WHERE (((body ->> 't'::text) = 'player.joined'::text) AND ((body ->> 'user'::text) IS NOT
        NULL))
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
    is_remembered boolean not null default false
    is_behind boolean not null default ((agent_id IS NOT NULL) AND (NOT is_remembered))
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
    CREATE INDEX game_players_agents ON public.game_players USING btree (agent_id, game_id) WHERE
        (agent_id IS NOT NULL)
    CREATE INDEX game_players_behind ON public.game_players USING btree (game_id) WHERE is_behind
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
    CREATE INDEX game_rounds_prompt ON public.game_rounds USING btree (prompt, started_at)
table game_stats
    game_id uuid not null
    number bigint not null
    ended_at timestamp with time zone not null
    total_responses integer not null
    ai_responses integer not null
    human_responses integer not null
    judged_responses integer not null
    response_time_ms_sum bigint not null
    creativity_sum double precision not null
    humor_sum double precision not null
    relevance_sum double precision not null
    avg_response_time_ms double precision default ((response_time_ms_sum)::double precision /
        (NULLIF(total_responses, 0))::double precision)
    avg_creativity_score double precision default (creativity_sum / (NULLIF(judged_responses,
        0))::double precision)
    avg_humor_score double precision default (humor_sum / (NULLIF(judged_responses, 0))::double
        precision)
    avg_relevance_score double precision default (relevance_sum / (NULLIF(judged_responses,
        0))::double precision)
    most_creative_player uuid
    most_funny_player uuid
    fastest_player uuid
    constraint game_stats_ai_responses_check CHECK ((ai_responses >= 0))
    constraint game_stats_creativity_sum_check CHECK ((creativity_sum >= (0)::double precision))
    constraint game_stats_fastest_player_fkey FOREIGN KEY (fastest_player) REFERENCES
        game_players(id) ON DELETE SET NULL
    constraint game_stats_game_id_fkey FOREIGN KEY (game_id) REFERENCES games(id) ON DELETE CASCADE
    constraint game_stats_human_responses_check CHECK ((human_responses >= 0))
    constraint game_stats_humor_sum_check CHECK ((humor_sum >= (0)::double precision))
    constraint game_stats_judged_check CHECK ((judged_responses <= total_responses))
    constraint game_stats_judged_responses_check CHECK ((judged_responses >= 0))
    constraint game_stats_most_creative_player_fkey FOREIGN KEY (most_creative_player) REFERENCES
        game_players(id) ON DELETE SET NULL
    constraint game_stats_most_funny_player_fkey FOREIGN KEY (most_funny_player) REFERENCES
        game_players(id) ON DELETE SET NULL
    constraint game_stats_number_check CHECK ((number > 0))
    constraint game_stats_number_key UNIQUE (number)
    constraint game_stats_pkey PRIMARY KEY (game_id)
    constraint game_stats_relevance_sum_check CHECK ((relevance_sum >= (0)::double precision))
    constraint game_stats_response_time_ms_sum_check CHECK ((response_time_ms_sum >= 0))
    constraint game_stats_sum_check CHECK ((total_responses = (ai_responses + human_responses)))
    constraint game_stats_total_responses_check CHECK ((total_responses >= 0))
    CREATE INDEX game_stats_fastest_player ON public.game_stats USING btree (fastest_player)
    CREATE INDEX game_stats_most_creative_player ON public.game_stats USING btree
        (most_creative_player)
    CREATE INDEX game_stats_most_funny_player ON public.game_stats USING btree (most_funny_player)
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
    constraint games_mode_check CHECK ((mode = ANY (ARRAY['classic'::text, 'turing'::text])))
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
table guesses
    round_id uuid not null
    player_id uuid not null
    response_id uuid not null
    is_ai boolean not null
    created_at timestamp with time zone not null default clock_timestamp()
    constraint guesses_pkey PRIMARY KEY (player_id, response_id)
    constraint guesses_player_id_fkey FOREIGN KEY (player_id) REFERENCES game_players(id) ON DELETE
        CASCADE
    constraint guesses_response_id_fkey FOREIGN KEY (response_id) REFERENCES player_responses(id) ON
        DELETE CASCADE
    constraint guesses_round_id_fkey FOREIGN KEY (round_id) REFERENCES game_rounds(id) ON DELETE
        CASCADE
    CREATE INDEX guesses_response_id ON public.guesses USING btree (response_id)
    CREATE INDEX guesses_round_id ON public.guesses USING btree (round_id)
table judge_lessons
    id bigint not null
    votes integer not null
    learned jsonb not null
    at timestamp with time zone not null default clock_timestamp()
    constraint judge_lessons_pkey PRIMARY KEY (id)
    constraint judge_lessons_votes_check CHECK ((votes > 0))
table judge_versions
    version integer not null
    votes bigint not null
    learned jsonb not null
    leans jsonb not null
    reverted_to integer
    created_at timestamp with time zone not null
    constraint judge_versions_check CHECK (((reverted_to >= 0) AND (reverted_to <= (version - 1))))
    constraint judge_versions_pkey PRIMARY KEY (version)
    constraint judge_versions_version_check CHECK ((version > 0))
    constraint judge_versions_votes_check CHECK ((votes >= 0))
table leaderboard
    user_id uuid not null
    scope text not null
    period text not null
    total_games_played integer not null
    total_wins integer not null
    total_score bigint not null
    avg_score_per_game double precision default ((total_score)::double precision /
        (total_games_played)::double precision)
    highest_single_game_score integer not null
    creativity_votes integer not null
    humor_votes integer not null
    best_votes integer not null
    achievement_points integer not null
    rating_mu double precision not null
    rating_sigma double precision not null
    constraint leaderboard_achievement_points_check CHECK ((achievement_points >= 0))
    constraint leaderboard_best_votes_check CHECK ((best_votes >= 0))
    constraint leaderboard_creativity_votes_check CHECK ((creativity_votes >= 0))
    constraint leaderboard_highest_check CHECK ((highest_single_game_score <= total_score))
    constraint leaderboard_highest_single_game_score_check CHECK ((highest_single_game_score >= 0))
    constraint leaderboard_humor_votes_check CHECK ((humor_votes >= 0))
    constraint leaderboard_period_check CHECK ( CASE scope     WHEN 'all'::text THEN (period =
        ''::text)     WHEN 'season'::text THEN (period ~ '^\d{4}-Q[1-4]$'::text)     ELSE (period ~
        '^\d{4}-W\d{2}$'::text) END)
    constraint leaderboard_pkey PRIMARY KEY (user_id, scope, period)
    constraint leaderboard_rating_sigma_check CHECK ((rating_sigma > (0)::double precision))
    constraint leaderboard_scope_check CHECK ((scope = ANY (ARRAY['all'::text, 'season'::text,
        'week'::text])))
    constraint leaderboard_total_games_played_check CHECK ((total_games_played > 0))
    constraint leaderboard_total_score_check CHECK ((total_score >= 0))
    constraint leaderboard_total_wins_check CHECK ((total_wins >= 0))
    constraint leaderboard_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
    constraint leaderboard_wins_check CHECK ((total_wins <= total_games_played))
    CREATE INDEX leaderboard_order ON public.leaderboard USING btree (scope, period, total_score
        DESC, user_id)
table neurons
    agent_id text not null
    layer text not null
    state jsonb not null
    learnt_at timestamp with time zone not null
    updated_at timestamp with time zone not null default clock_timestamp()
    constraint neurons_agent_id_fkey FOREIGN KEY (agent_id) REFERENCES agents(id) ON DELETE CASCADE
    constraint neurons_layer_check CHECK ((layer ~ '^L[1-9]$'::text))
    constraint neurons_pkey PRIMARY KEY (agent_id, layer)
    constraint neurons_state_check CHECK ((jsonb_typeof(state) = 'object'::text))
table player_achievements
    user_id uuid not null
    code text not null
    game_id uuid
    unlocked_at timestamp with time zone not null
    constraint player_achievements_code_fkey FOREIGN KEY (code) REFERENCES achievements(code)
    constraint player_achievements_game_id_fkey FOREIGN KEY (game_id) REFERENCES games(id) ON DELETE
        CASCADE
    constraint player_achievements_pkey PRIMARY KEY (user_id, code)
    constraint player_achievements_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE
        CASCADE
    CREATE INDEX player_achievements_code ON public.player_achievements USING btree (code)
    CREATE INDEX player_achievements_game_id ON public.player_achievements USING btree (game_id)
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
        (char_length(response) <= 2240)))
    constraint player_responses_response_time_ms_check CHECK ((response_time_ms >= 0))
    constraint player_responses_round_id_fkey FOREIGN KEY (round_id) REFERENCES game_rounds(id) ON
        DELETE CASCADE
    constraint player_responses_round_id_player_id_key UNIQUE (round_id, player_id)
    constraint player_responses_total_score_check CHECK (((total_score >= (0)::double precision) AND
        (total_score <= (10)::double precision)))
    CREATE INDEX player_responses_player_id ON public.player_responses USING btree (player_id)
table prompt_ratings
    user_id uuid not null
    prompt_id uuid not null
    liked boolean not null
    at timestamp with time zone not null
    constraint prompt_ratings_pkey PRIMARY KEY (user_id, prompt_id)
    constraint prompt_ratings_prompt_id_fkey FOREIGN KEY (prompt_id) REFERENCES prompts(id) ON
        DELETE CASCADE
    constraint prompt_ratings_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE
        CASCADE
    CREATE INDEX prompt_ratings_prompt_id ON public.prompt_ratings USING btree (prompt_id, liked)
table prompt_views
    user_id uuid not null
    prompt_id uuid not null
    times integer not null
    last_seen timestamp with time zone not null
    constraint prompt_views_pkey PRIMARY KEY (user_id, prompt_id)
    constraint prompt_views_prompt_id_fkey FOREIGN KEY (prompt_id) REFERENCES prompts(id) ON DELETE
        CASCADE
    constraint prompt_views_times_check CHECK ((times > 0))
    constraint prompt_views_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE
        CASCADE
    CREATE INDEX prompt_views_prompt_id ON public.prompt_views USING btree (prompt_id)
table prompts
    id uuid not null default gen_random_uuid()
    pack text not null
    text text not null
    category text not null
    difficulty text not null
    language text not null
    by uuid
    is_active boolean not null default true
    times_used bigint not null default 0
    rating double precision
    review text
    cause text
    proposed_at timestamp with time zone
    reviewed_at timestamp with time zone
    reviewed_by uuid
    constraint prompts_active_check CHECK (((NOT is_active) OR (review IS NULL) OR (review =
        'accepted'::text)))
    constraint prompts_by_fkey FOREIGN KEY (by) REFERENCES users(id) ON DELETE SET NULL
    constraint prompts_category_check CHECK (((char_length(category) >= 1) AND
        (char_length(category) <= 64)))
    constraint prompts_difficulty_check CHECK ((difficulty = ANY (ARRAY['easy'::text,
        'medium'::text, 'hard'::text])))
    constraint prompts_language_check CHECK ((language ~ '^[a-z]{2}$'::text))
    constraint prompts_pack_check CHECK (((char_length(pack) >= 1) AND (char_length(pack) <= 64)))
    constraint prompts_pkey PRIMARY KEY (id)
    constraint prompts_rating_check CHECK (((rating >= (0)::double precision) AND (rating <=
        (10)::double precision)))
    constraint prompts_review_check CHECK ((review = ANY (ARRAY['proposed'::text, 'accepted'::text,
        'refused'::text])))
    constraint prompts_reviewed_by_fkey FOREIGN KEY (reviewed_by) REFERENCES users(id) ON DELETE SET
        NULL
    constraint prompts_text_check CHECK (((char_length(text) >= 1) AND (char_length(text) <= 500)))
    constraint prompts_text_key UNIQUE (pack, language, text)
    constraint prompts_times_used_check CHECK ((times_used >= 0))
    CREATE UNIQUE INDEX prompts_cause_key ON public.prompts USING btree (by, cause)
    CREATE INDEX prompts_proposed ON public.prompts USING btree (proposed_at, id) WHERE (review =
        'proposed'::text)
    CREATE INDEX prompts_reviewed_by ON public.prompts USING btree (reviewed_by)
    CREATE INDEX prompts_said ON public.prompts USING btree (language, lower(text))
table relationship_changes
    id uuid not null default gen_random_uuid()
    agent_id text not null
    other_agent_id text
    cause text not null
    affection smallint not null
    trust smallint not null
    done_by text not null default ''::text
    source text not null default ''::text
    note text not null default ''::text
    at timestamp with time zone not null
    user_id uuid
    is_lived boolean not null default true
    constraint relationship_changes_affection_check CHECK (((affection >= '-200'::integer) AND
        (affection <= 200)))
    constraint relationship_changes_agent_id_fkey FOREIGN KEY (agent_id) REFERENCES agents(id) ON
        DELETE CASCADE
    constraint relationship_changes_cause_check CHECK (((char_length(cause) >= 1) AND
        (char_length(cause) <= 32)))
    constraint relationship_changes_note_check CHECK ((char_length(note) <= 200))
    constraint relationship_changes_other_agent_id_fkey FOREIGN KEY (other_agent_id) REFERENCES
        agents(id) ON DELETE CASCADE
    constraint relationship_changes_pkey PRIMARY KEY (id)
    constraint relationship_changes_toward_check CHECK (((other_agent_id IS NULL) <> (user_id IS
        NULL)))
    constraint relationship_changes_trust_check CHECK (((trust >= '-100'::integer) AND (trust <=
        100)))
    constraint relationship_changes_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON
        DELETE CASCADE
    CREATE INDEX relationship_changes_other_agent_id ON public.relationship_changes USING btree
        (other_agent_id)
    CREATE INDEX relationship_changes_pair ON public.relationship_changes USING btree (agent_id,
        other_agent_id, at)
    CREATE INDEX relationship_changes_person ON public.relationship_changes USING btree (user_id,
        agent_id, at) WHERE (user_id IS NOT NULL)
    CREATE INDEX relationship_changes_unlived ON public.relationship_changes USING btree (at, id)
        WHERE (NOT is_lived)
table reports
    id uuid not null default gen_random_uuid()
    game_id uuid not null
    message_id uuid not null
    text text not null
    author_id uuid
    author_agent text
    reporter_id uuid not null
    reason text not null default ''::text
    status text not null default 'open'::text
    created_at timestamp with time zone not null default clock_timestamp()
    resolved_by uuid
    resolved_at timestamp with time zone
    constraint reports_author_agent_check CHECK (((char_length(author_agent) >= 1) AND
        (char_length(author_agent) <= 64)))
    constraint reports_author_check CHECK (((author_id IS NULL) OR (author_agent IS NULL)))
    constraint reports_author_id_fkey FOREIGN KEY (author_id) REFERENCES users(id) ON DELETE SET
        NULL
    constraint reports_game_id_fkey FOREIGN KEY (game_id) REFERENCES games(id) ON DELETE CASCADE
    constraint reports_once_key UNIQUE (reporter_id, message_id)
    constraint reports_pkey PRIMARY KEY (id)
    constraint reports_reason_check CHECK ((char_length(reason) <= 200))
    constraint reports_reporter_id_fkey FOREIGN KEY (reporter_id) REFERENCES users(id) ON DELETE
        CASCADE
    constraint reports_resolved_by_fkey FOREIGN KEY (resolved_by) REFERENCES users(id) ON DELETE SET
        NULL
    constraint reports_resolved_check CHECK (((status = 'open'::text) = (resolved_at IS NULL)))
    constraint reports_status_check CHECK ((status = ANY (ARRAY['open'::text, 'resolved'::text,
        'dismissed'::text])))
    constraint reports_text_check CHECK (((char_length(text) >= 1) AND (char_length(text) <= 4000)))
    CREATE INDEX reports_author_id ON public.reports USING btree (author_id)
    CREATE INDEX reports_game_id ON public.reports USING btree (game_id)
    CREATE INDEX reports_resolved_by ON public.reports USING btree (resolved_by)
    CREATE INDEX reports_status ON public.reports USING btree (status, created_at)
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
    chain uuid not null default gen_random_uuid()
    ended_at timestamp with time zone
    constraint sessions_pkey PRIMARY KEY (id)
    constraint sessions_rotated_from_fkey FOREIGN KEY (rotated_from) REFERENCES sessions(id) ON
        DELETE SET NULL
    constraint sessions_token_hash_check CHECK ((octet_length(token_hash) = 32))
    constraint sessions_token_hash_key UNIQUE (token_hash)
    constraint sessions_user_agent_check CHECK ((char_length(user_agent) <= 256))
    constraint sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
    CREATE INDEX sessions_chain ON public.sessions USING btree (chain)
    CREATE INDEX sessions_expires_at ON public.sessions USING btree (expires_at)
    CREATE UNIQUE INDEX sessions_live_key ON public.sessions USING btree (chain) WHERE (ended_at IS
        NULL)
    CREATE INDEX sessions_rotated_from ON public.sessions USING btree (rotated_from)
    CREATE INDEX sessions_user_id ON public.sessions USING btree (user_id)
table signals partition by RANGE ("timestamp")
    id uuid not null
    from_neuron text not null
    to_neuron text not null
    layer_from text not null
    layer_to text not null
    propagation_type text not null
    content text not null
    metadata jsonb not null default '{}'::jsonb
    batch_id uuid not null
    timestamp timestamp with time zone not null
    constraint signals_layer_from_check CHECK ((layer_from ~ '^L[1-9]$'::text))
    constraint signals_layer_to_check CHECK ((layer_to ~ '^L[1-9]$'::text))
    constraint signals_neighbours_check CHECK ((abs((("right"(layer_from, 1))::integer -
        ("right"(layer_to, 1))::integer)) = 1))
    constraint signals_pkey PRIMARY KEY (id, "timestamp")
    constraint signals_propagation_type_check CHECK ((propagation_type = ANY (ARRAY['forward'::text,
        'backward'::text])))
    CREATE INDEX signals_from_neuron ON ONLY public.signals USING btree (from_neuron, "timestamp")
table signals_default of signals
    id uuid not null
    from_neuron text not null
    to_neuron text not null
    layer_from text not null
    layer_to text not null
    propagation_type text not null
    content text not null
    metadata jsonb not null default '{}'::jsonb
    batch_id uuid not null
    timestamp timestamp with time zone not null
    constraint signals_default_pkey PRIMARY KEY (id, "timestamp")
    constraint signals_layer_from_check CHECK ((layer_from ~ '^L[1-9]$'::text))
    constraint signals_layer_to_check CHECK ((layer_to ~ '^L[1-9]$'::text))
    constraint signals_neighbours_check CHECK ((abs((("right"(layer_from, 1))::integer -
        ("right"(layer_to, 1))::integer)) = 1))
    constraint signals_propagation_type_check CHECK ((propagation_type = ANY (ARRAY['forward'::text,
        'backward'::text])))
    CREATE INDEX signals_default_from_neuron_timestamp_idx ON public.signals_default USING btree
        (from_neuron, "timestamp")
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
    username_key text
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
    constraint users_username_key_check CHECK (((char_length(username_key) >= 1) AND
        (char_length(username_key) <= 128)))
    CREATE INDEX users_created_at ON public.users USING btree (created_at, id)
    CREATE UNIQUE INDEX users_email_key ON public.users USING btree (lower(email))
    CREATE UNIQUE INDEX users_username_key ON public.users USING btree (lower(username))
    CREATE UNIQUE INDEX users_username_key_key ON public.users USING btree (username_key)
table valley
    id smallint not null default 1
    seed text not null
    tick bigint not null
    now_ms bigint not null
    run text not null
    born_at timestamp with time zone not null
    updated_at timestamp with time zone not null default clock_timestamp()
    constraint valley_id_check CHECK ((id = 1))
    constraint valley_now_ms_check CHECK ((now_ms >= 0))
    constraint valley_pkey PRIMARY KEY (id)
    constraint valley_seed_check CHECK (((char_length(seed) >= 1) AND (char_length(seed) <= 64)))
    constraint valley_tick_check CHECK ((tick >= 0))
table vote_signals
    id uuid not null default gen_random_uuid()
    kind text not null
    people uuid[] not null
    evidence double precision not null
    rounds integer not null
    games integer not null
    status text not null default 'open'::text
    created_at timestamp with time zone not null
    updated_at timestamp with time zone not null
    resolved_by uuid
    resolved_at timestamp with time zone
    constraint vote_signals_evidence_check CHECK ((evidence >= (0)::double precision))
    constraint vote_signals_games_check CHECK ((games > 0))
    constraint vote_signals_kind_check CHECK ((kind = ANY (ARRAY['mutual'::text, 'flock'::text])))
    constraint vote_signals_once_key UNIQUE (kind, people)
    constraint vote_signals_people_check CHECK (((cardinality(people) >= 2) AND (cardinality(people)
        <= 12)))
    constraint vote_signals_pkey PRIMARY KEY (id)
    constraint vote_signals_resolved_by_fkey FOREIGN KEY (resolved_by) REFERENCES users(id) ON
        DELETE SET NULL
    constraint vote_signals_resolved_check CHECK (((status = 'open'::text) = (resolved_at IS NULL)))
    constraint vote_signals_rounds_check CHECK ((rounds > 0))
    constraint vote_signals_status_check CHECK ((status = ANY (ARRAY['open'::text, 'resolved'::text,
        'dismissed'::text])))
    CREATE INDEX vote_signals_people ON public.vote_signals USING gin (people)
    CREATE INDEX vote_signals_resolved_by ON public.vote_signals USING btree (resolved_by)
    CREATE INDEX vote_signals_status ON public.vote_signals USING btree (status, updated_at)
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
