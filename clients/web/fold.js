/**
 * What the page knows of a game, folded from what the server sent. Pure: no DOM, no clock,
 * no chance. The state keeps the names of the wire's snapshot and adds a few of its own.
 */

import { uncovering } from "./best.js";
import { VOTE_TYPES } from "./look.js";

/** @typedef {import("./shapes.js").Game} Game */

/** Lines of chat and reactions kept; older ones fall away. */
export const CHAT_MAX = 50;
export const REACTIONS_MAX = 12;

/**
 * The state a snapshot describes.
 * @param {import("./shapes.js").Snapshot} snapshot  in the reply to game.join or game.resume
 * @param {string|null} user  who we are, from hello
 * @returns {Game}
 */
export function fromSnapshot(snapshot, user) {
  const state = {
    paused_reason: null, reason: null, stats: null, achievements: [],
    my_guesses: {}, guessers: [],
    ...snapshot,
    user, acted: [], reactions: [], reacted: 0, outage: false, left: null, gap: false,
  };
  return state.results?.length > 0 ? uncovering(state) : state;
}

/**
 * One frame (event, skip or signal) folded into the state. What is already held is ignored; what
 * comes too early is not applied, and sets `gap`.
 * @param {Game} state
 * @param {any} frame
 * @returns {Game} the same object when nothing changed
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

/**
 * Our own answer, named by the reply to response.submit: an id, or {id, text}.
 * @type {(state: Game, round: number, response: any, text: string) => Game}
 */
export function withOwnResponse(state, round, response, text) {
  if (round !== state.round) return state;
  const own = typeof response === "string" ? { id: response } : response;
  return { ...state, my_response: { text, ...state.my_response, ...own } };
}

/**
 * A vote of ours that the server has acknowledged.
 * @type {(state: Game, round: number, type: string, response: string) => Game}
 */
export function withOwnVote(state, round, type, response) {
  if (round !== state.round || state.phase !== "voting") return state;
  return { ...state, my_votes: { ...state.my_votes, [type]: response } };
}

/**
 * A guess of ours that the server has acknowledged: whether a machine made this answer.
 * @type {(state: Game, round: number, response: string, isAi: boolean) => Game}
 */
export function withOwnGuess(state, round, response, isAi) {
  if (round !== state.round || state.phase !== "voting") return state;
  return { ...state, my_guesses: { ...state.my_guesses, [response]: isAi } };
}

/** @typedef {(state: Game, frame: any) => Game} Step */

/** @type {(table: Record<string, Step>, name: string, state: Game, frame: any) => Game} */
function apply(table, name, state, frame) {
  return Object.hasOwn(table, name) ? table[name](state, frame) : state;
}

/** @type {(state: Game, id: string, patch: object) => Game} */
function patchPlayer(state, id, patch) {
  const players = state.players.map((one) => (one.id === id ? { ...one, ...patch } : one));
  return { ...state, players };
}

/** @param {Game} state */
function active(state) {
  return state.players.filter((one) => one.is_active !== false).length;
}

/** @type {Step} */
function acted(state, { player, received, expected }) {
  const seen = player && !state.acted.includes(player) ? [...state.acted, player] : state.acted;
  return {
    ...state,
    acted: seen,
    received: received ?? state.received,
    expected: expected ?? state.expected,
  };
}

/** @type {(state: Game, standings: import("./shapes.js").Standing[]) => Game} */
function ranked(state, standings) {
  const rows = new Map(standings.map((row) => [row.player, row]));
  const players = state.players.map((one) => {
    const row = rows.get(one.id);
    return row ? { ...one, score: row.score, rank: row.rank } : one;
  });
  return { ...state, standings, players };
}

/**
 * Who leaves is not waited for, who comes back is; if we saw all who answered, we know who counts.
 * @type {(state: Game, player: string, change: number) => Game}
 */
function awaited(state, player, change) {
  const { acted: seen, received, expected, phase } = state;
  const counts = phase === "answering" && seen.length === received && !seen.includes(player);
  return counts ? { ...state, expected: expected + change } : state;
}

/**
 * Every seat by score; who is equal shares a rank, and the next one skips.
 * @type {(state: Game) => Game}
 */
function seated(state) {
  const { players } = state;
  const standings = players.map(({ id, score }) => (
    { player: id, score, rank: 1 + players.filter((one) => one.score > score).length }));
  return ranked(state, standings.sort((one, other) => one.rank - other.rank));
}

/** @type {(state: Game, phase: string, deadline?: number|null) => Game} */
function enter(state, phase, deadline) {
  return { ...state, phase, deadline: deadline ?? null, acted: [], paused: false };
}

/** @type {(state: Game) => Game} */
function unmasked(state) {
  const { machines = [] } = /** @type {any} */ (state);
  const players = state.players.map((one) => (
    machines.includes(one.id) ? { ...one, is_ai: true } : one));
  return { ...state, players };
}

/** What those who run the server said; the newest is kept. @type {Step} */
function announced(state, { text, at }) {
  return { ...state, announcement: { text, at } };
}

/** @type {Record<string, Step>} */
const EVENTS = {
  "player.joined": (state, { player }) => {
    const fresh = { score: 0, rank: null, is_ready: false };
    const back = { is_active: true, connected: true };
    const known = state.players.some((one) => one.id === player.id);
    const next = seated(known
      ? patchPlayer(state, player.id, { ...player, ...back })
      : { ...state, players: [...state.players, { ...fresh, ...player, ...back }] });
    const counted = awaited(next, player.id, known ? 1 : 0);
    const mine = player.user !== null && player.user === state.user;
    return mine ? { ...counted, me: player.id, left: null } : counted;
  },
  "player.left": (state, { player, reason, freed }) => {
    const next = freed ?? state.phase === "lobby"
      ? seated({ ...state, players: state.players.filter((one) => one.id !== player) })
      : awaited(patchPlayer(state, player, { is_active: false, connected: false }), player, -1);
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
    responses: [], my_response: null, my_votes: {}, my_guesses: {}, results: [], guessers: [],
    received: 0,
    expected: active(state),
  }),
  "response.submitted": (state, view) => {
    const next = acted(state, view);
    const mine = view.player === state.me && typeof view.text === "string";
    return mine ? withOwnResponse(next, view.round, view.response ?? null, view.text) : next;
  },
  // Whoever has not answered by now is not waited for any more.
  "judging.started": (state, { deadline }) => ({
    ...enter(state, "judging", deadline), expected: state.received,
  }),
  "voting.started": (state, { responses, deadline }) => ({
    ...enter(state, "voting", deadline),
    responses, my_votes: {},
    received: 0,
    // Votes, not voters; the author of the only answer has nothing to vote for.
    expected: VOTE_TYPES.length * Math.max(0, active(state) - (responses.length === 1 ? 1 : 0)),
  }),
  "vote.cast": (state, view) => {
    const next = acted(state, view);
    if (!view.response || !view.vote_type) return next;
    return { ...next, my_votes: { ...next.my_votes, [view.vote_type]: view.response } };
  },
  // Guesses are counted apart: what is received and expected here are votes.
  "guess.cast": (state, { response, is_ai: isAi }) => (
    response ? withOwnGuess(state, state.round, response, isAi) : state),
  "round.completed": (state, { results, standings, reveal_until, guessers }) => uncovering({
    ...ranked(enter(state, "reveal", reveal_until), standings),
    results,
    guessers: guessers ?? [],
    // Who is a machine shows with their answers, and at their seats when all is over.
    machines: [...new Set([
      ...state.machines ?? [], ...results.filter((one) => one.is_ai).map((one) => one.player),
    ])],
    received: results.length, expected: results.length,
  }),
  "game.completed": (state, view) => ({
    ...ranked(enter(unmasked(state), "completed", null), view.standings),
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

/** @type {Record<string, Step>} */
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
