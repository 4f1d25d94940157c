/**
 * What the page knows of a game, folded from what the server sent. Pure: no DOM, no clock,
 * no chance. The state keeps the names of the wire's snapshot and adds a few of its own.
 */

/** Lines of chat and reactions kept; older ones fall away. */
export const CHAT_MAX = 50;
export const REACTIONS_MAX = 12;

/**
 * The state a snapshot describes.
 * @param {object} snapshot  as in the reply to game.join or game.resume
 * @param {string|null} user  who we are, from hello
 * @returns {object}
 */
export function fromSnapshot(snapshot, user) {
  return {
    paused_reason: null, reason: null, stats: null, achievements: [],
    ...snapshot,
    user,
    acted: [],       // players seen to act in this phase
    reactions: [],   // {n, player, kind}; n grows, so that new ones can be told from old
    reacted: 0,
    outage: false,   // true while the server cannot commit: clocks stand still
    left: null,      // why we are no longer seated, when we are not
    gap: false,      // true when an event is missing and a resume must fill it
  };
}

/**
 * One frame (event, skip or signal) folded into the state. What is already held is ignored; what
 * comes too early is not applied, and sets `gap`.
 * @param {object} state
 * @param {object} frame
 * @returns {object} the same object when nothing changed
 */
export function fold(state, frame) {
  if (frame.game !== undefined && frame.game !== state.game.id) return state;
  if (frame.sig !== undefined) return apply(SIGNALS, frame.sig, state, frame);
  if (!(frame.seq > state.seq)) return state;
  if (frame.seq > state.seq + 1) return state.gap ? state : { ...state, gap: true };
  const next = apply(EVENTS, frame.ev, state, frame);
  // An event is only sent after its commit, so the server can commit again.
  return { ...next, seq: frame.seq, gap: false, outage: false };
}

/** Our own answer, named by the reply to response.submit: an id, or {id, text}. */
export function withOwnResponse(state, round, response, text) {
  if (round !== state.round) return state;
  const own = typeof response === "string" ? { id: response } : response;
  return { ...state, my_response: { text, ...state.my_response, ...own } };
}

/** A vote of ours that the server has acknowledged. */
export function withOwnVote(state, round, type, response) {
  if (round !== state.round || state.phase !== "voting") return state;
  return { ...state, my_votes: { ...state.my_votes, [type]: response } };
}

function apply(table, name, state, frame) {
  return Object.hasOwn(table, name) ? table[name](state, frame) : state;
}

function patchPlayer(state, id, patch) {
  const players = state.players.map((one) => (one.id === id ? { ...one, ...patch } : one));
  return { ...state, players };
}

function active(state) {
  return state.players.filter((one) => one.is_active !== false).length;
}

function acted(state, { player, received, expected }) {
  const seen = player && !state.acted.includes(player) ? [...state.acted, player] : state.acted;
  return {
    ...state,
    acted: seen,
    received: received ?? state.received,
    expected: expected ?? state.expected,
  };
}

function ranked(state, standings) {
  const rows = new Map(standings.map((row) => [row.player, row]));
  const players = state.players.map((one) => {
    const row = rows.get(one.id);
    return row ? { ...one, score: row.score, rank: row.rank } : one;
  });
  return { ...state, standings, players };
}

function enter(state, phase, deadline) {
  return { ...state, phase, deadline: deadline ?? null, acted: [], paused: false };
}

/** What those who run the server said; the newest is kept. */
function announced(state, { text, at }) {
  return { ...state, announcement: { text, at } };
}

const EVENTS = {
  "player.joined": (state, { player }) => {
    const fresh = { score: 0, rank: null, is_ready: false };
    const back = { is_active: true, connected: true };
    const known = state.players.some((one) => one.id === player.id);
    const next = known
      ? patchPlayer(state, player.id, { ...player, ...back })
      : { ...state, players: [...state.players, { ...fresh, ...player, ...back }] };
    const mine = player.user !== null && player.user === state.user;
    return mine ? { ...next, me: player.id, left: null } : next;
  },
  "player.left": (state, { player, reason, freed }) => {
    const next = freed ?? state.phase === "lobby"
      ? { ...state, players: state.players.filter((one) => one.id !== player) }
      : patchPlayer(state, player, { is_active: false, connected: false });
    return player === state.me ? { ...next, left: reason || "left" } : next;
  },
  "player.ready": (state, { player, ready }) => patchPlayer(state, player, { is_ready: ready }),
  "host.changed": (state, { host }) => ({ ...state, host }),
  "game.started": (state, view) => ({
    ...state,
    total_rounds: view.total_rounds ?? state.total_rounds,
    game: { ...state.game, status: "in_progress" },
  }),
  "round.started": (state, { round, prompt, category, difficulty, deadline }) => ({
    ...enter(state, "answering", deadline),
    round,
    prompt: { round, text: prompt, category, difficulty },
    responses: [], my_response: null, my_votes: {}, results: [],
    received: 0,
    expected: active(state),
  }),
  "response.submitted": (state, view) => {
    const next = acted(state, view);
    const mine = view.player === state.me && typeof view.text === "string";
    return mine ? withOwnResponse(next, view.round, view.response ?? null, view.text) : next;
  },
  "judging.started": (state, { deadline }) => enter(state, "judging", deadline),
  "voting.started": (state, { responses, deadline }) => ({
    ...enter(state, "voting", deadline),
    responses, my_votes: {},
    received: 0,
    // The author of the only answer has nothing to vote for.
    expected: Math.max(0, active(state) - (responses.length === 1 ? 1 : 0)),
  }),
  "vote.cast": (state, view) => {
    const next = acted(state, view);
    if (!view.response || !view.vote_type) return next;
    return { ...next, my_votes: { ...next.my_votes, [view.vote_type]: view.response } };
  },
  "guess.cast": acted,
  "round.completed": (state, { results, standings, reveal_until }) => ({
    ...ranked(enter(state, "reveal", reveal_until), standings),
    results,
  }),
  "game.completed": (state, view) => ({
    ...ranked(enter(state, "completed", null), view.standings),
    winners: view.winners,
    stats: view.stats ?? null,
    achievements: view.achievements ?? [],
    game: { ...state.game, status: "completed" },
  }),
  // Counted only after the podium was shown.
  "honours.recorded": (state, { achievements }) => ({ ...state, achievements }),
  "game.paused": (state, { reason }) => ({ ...state, paused: true, paused_reason: reason ?? null }),
  "game.resumed": (state, { deadline }) => ({
    ...state, paused: false, paused_reason: null, deadline: deadline ?? null,
  }),
  "game.cancelled": (state, { reason }) => ({
    ...enter(state, "cancelled", null),
    reason: reason ?? null,
    game: { ...state.game, status: "cancelled" },
  }),
  "announcement.made": announced,
  "player.muted": (state, { player, muted }) => patchPlayer(state, player, { muted }),
  "chat.muted": (state, { player, muted }) => {
    const others = (state.my_mutes ?? []).filter((one) => one !== player);
    return { ...state, my_mutes: muted ? [...others, player] : others };
  },
  "chat.message": (state, { message, player, agent, name, text, at }) => {
    const author = player ?? agent ?? null;
    const seat = state.players.find((one) => one.id === author);
    const line = { message, player: author, name: name ?? seat?.name ?? null, text, at };
    return { ...state, chat: [...state.chat, line].slice(-CHAT_MAX) };
  },
};

const SIGNALS = {
  announcement: announced,
  outage: (state, { over }) => ({ ...state, outage: !over }),
  presence: (state, { player, connected }) => patchPlayer(state, player, { connected }),
  reaction: (state, { player, kind }) => {
    const reacted = state.reacted + 1;
    const reactions = [...state.reactions, { n: reacted, player, kind }].slice(-REACTIONS_MAX);
    return { ...state, reacted, reactions };
  },
};
