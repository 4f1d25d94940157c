/** Questions the page asks of a folded game. Pure; for drawing, never for deciding. */

import { say } from "./lang/lang.js";

/**
 * @typedef {import("./shapes.js").Game} Game
 * @typedef {import("./shapes.js").Seat} Seat
 */

export const VOTE_TYPES = ["funny", "creative", "best"];
export const ANSWER_MAX = 280;

/**
 * The player with this id, or undefined.
 * @type {(state: Game, id: string|null|undefined) => Seat|undefined}
 */
export function playerOf(state, id) {
  return state.players.find((one) => one.id === id);
}

/**
 * A name for this player, also when the seat is gone.
 * @type {(state: Game, id: string|null|undefined) => string}
 */
export function nameOf(state, id) {
  return playerOf(state, id)?.name ?? say("name.someone");
}

/**
 * Am I the host? The host need not be seated.
 * @type {(state: Game) => boolean}
 */
export function isHost(state) {
  return state.user !== null && state.host === state.user;
}

/**
 * Am I playing, or only watching?
 * @type {(state: Game) => boolean}
 */
export function isSeated(state) {
  return state.me !== null && state.me !== undefined && state.left === null;
}

/**
 * Those still in the game, in the order they sat down.
 * @type {(state: Game) => import("./shapes.js").Seat[]}
 */
export function seated(state) {
  return state.players.filter((one) => one.is_active !== false);
}

const SEGMENTER = typeof Intl.Segmenter === "function" ? new Intl.Segmenter() : null;

/**
 * Length as the server counts it: what people see as one character is one.
 * @type {(text: string) => number}
 */
export function lengthOf(text) {
  const parts = SEGMENTER ? SEGMENTER.segment(text) : text;
  return [...parts].length;
}

/**
 * The chat without the lines of those whom I hide from myself; in its place among them what the
 * server's own people said last.
 * @type {(state: Game) => import("./shapes.js").ChatLine[]}
 */
export function heard(state) {
  const mutes = state.my_mutes ?? [];
  const lines = (state.chat ?? []).filter(({ player }) =>
    player === null || !mutes.includes(player));
  if (!state.announcement) return lines;
  const { text, at } = state.announcement;
  const later = lines.findIndex((line) => line.at > at);
  const place = later < 0 ? lines.length : later;
  const said = {
    message: `announcement ${at}`, player: null, name: null, text, at, official: true,
  };
  return [...lines.slice(0, place), said, ...lines.slice(place)];
}

/**
 * Which of the three votes I have not cast yet.
 * @type {(state: Game) => string[]}
 */
export function votesMissing(state) {
  return VOTE_TYPES.filter((type) => !state.my_votes?.[type]);
}

/**
 * Is this response mine?
 * @type {(state: Game, response: string) => boolean}
 */
export function isMine(state, response) {
  return state.my_response?.id !== undefined && state.my_response.id === response;
}

/**
 * The phase's whole length in seconds, for the bar beside the countdown.
 * @type {(state: Game) => number}
 */
export function phaseSeconds(state) {
  const settings = state.game.settings ?? {};
  switch (state.phase) {
    case "answering": return state.game.time_limit_seconds ?? 60;
    case "judging": return settings.judging_seconds ?? 5;
    case "voting": return settings.voting_seconds ?? 30;
    case "reveal": return settings.reveal_seconds ?? 8;
    default: return 0;
  }
}

/**
 * Do the clocks stand still?
 * @type {(state: Game) => boolean}
 */
export function isFrozen(state) {
  return state.paused || state.outage;
}

/**
 * Whole seconds left, at least 0; null when nothing is counted. `nowMs` is the server's time.
 * @type {(state: Game, nowMs: number) => number|null}
 */
export function secondsLeft(state, nowMs) {
  if (state.deadline === null || state.deadline === undefined || isFrozen(state)) return null;
  return Math.max(0, Math.ceil((state.deadline - nowMs) / 1000));
}

/**
 * A code from a link: `/?code=ABCD` or `/#ABCD`; "" when there is none.
 * @type {(search: string, hash: string) => string}
 */
export function codeIn(search, hash) {
  const raw = new URLSearchParams(search).get("code") || hash.replace(/^#/, "");
  return cleanCode(raw);
}

/**
 * A code as people type it, made plain: capitals and digits only.
 * @type {(text: string) => string}
 */
export function cleanCode(text) {
  return text.toUpperCase().replace(/[^A-Z0-9]/g, "").slice(0, 12);
}

/**
 * What each player unlocked, mine first, then as told: `{player, unlocked: [...]}`.
 * @typedef {{player: string, unlocked: import("./shapes.js").Unlocked[]}} Honours
 * @type {(state: Game) => Honours[]}
 */
export function honoursOf(state) {
  const rows = new Map();
  for (const one of state.achievements ?? []) {
    rows.set(one.player, [...(rows.get(one.player) ?? []), one]);
  }
  const grouped = [...rows].map(([player, unlocked]) => ({ player, unlocked }));
  return [...grouped.filter((row) => row.player === state.me),
    ...grouped.filter((row) => row.player !== state.me)];
}

/** Is this evening over, one way or the other? @param {{phase: string}} state */
export const isOver = ({ phase }) => phase === "completed" || phase === "cancelled";
