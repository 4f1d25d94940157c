/**
 * A finished game told again, folded from its history, with what players never see while they
 * play: who wrote what at once, and who voted for whom. Pure.
 */

import { fold, fromSnapshot } from "../fold.js";
import { isOver as isEnd } from "../look.js";

/** Lines of chat kept; a new round begins anew. */
const SAID_MAX = 20;

/** What is worth a step of its own, and for how long it stands when the evening plays by itself. */
export const STOPS_MS = {
  "game.started": 2_500,
  "round.started": 3_500,
  "response.submitted": 2_200,
  "voting.started": 1_200,
  "vote.cast": 900,
  "round.completed": 6_000,
  "game.completed": 6_000,
  "game.cancelled": 3_000,
  "chat.message": 1_800,
};

/**
 * @typedef {object} Told  a game as far as it has been told again
 * @property {import("../fold.js").Game} table  as everybody saw it
 * @property {Map<string, string>} names  also of those who left before it began
 * @property {{player: string, response: string|null, text: string}[]} written
 * @property {{player: string, response: string, type: string}[]} votes
 * @property {import("../shapes.js").ChatLine[]} said  since the round began
 * @property {any} last  the last event that was worth a step, or null
 */

/** Before the first event. @param {import("../shapes.js").Listed} game @returns {Told} */
export function opening(game) {
  const table = fromSnapshot({
    game, seq: 0, at: 0, phase: "lobby", round: 0, total_rounds: game.total_rounds,
    deadline: null, paused: false, host: game.host, me: null, players: [], prompt: null,
    responses: [], my_response: null, my_votes: {}, received: 0, expected: 0, results: [],
    standings: [], winners: [], chat: [],
  }, null);
  return { table, names: new Map(), written: [], votes: [], said: [], last: null };
}

/**
 * One event of the history told. Numbers may have holes there, so they are counted anew.
 * @param {Told} told
 * @param {any} view
 * @returns {Told}
 */
export function telling(told, view) {
  const seq = told.table.seq + 1;
  const table = fold(told.table, { ...view, game: told.table.game.id, seq });
  // What comes after the end belongs to it.
  const next = { ...told, table, last: isStop(view) && !isOver(told) ? view : told.last };
  return Object.hasOwn(MORE, view.ev) ? MORE[view.ev](next, view) : next;
}

/** Has it come to its end? @param {Told} told */
export const isOver = ({ table }) => isEnd(table);

/** Is this event worth a step? @param {any} view */
export const isStop = (view) => Object.hasOwn(STOPS_MS, view.ev);

/** The name of a player, also of one who is gone. @param {Told} told @param {string} id */
export const calledIn = (told, id) => told.names.get(id) ?? "";

/** @type {Record<string, (told: Told, view: any) => Told>} */
const MORE = {
  "player.joined": (told, { player }) => (
    { ...told, names: new Map(told.names).set(player.id, player.name) }),
  "round.started": (told) => ({ ...told, written: [], votes: [], said: [] }),
  "response.submitted": (told, { player, response, text }) => ({
    ...told,
    written: [...told.written, { player, response: response ?? null, text: text ?? "" }],
  }),
  "vote.cast": (told, { player, response, vote_type: type }) => {
    if (!player || !response) return told;
    // The same vote cast again has moved.
    const others = told.votes.filter((one) => one.player !== player || one.type !== type);
    return { ...told, votes: [...others, { player, response, type }] };
  },
  "chat.message": (told, view) => {
    const name = view.name ?? calledIn(told, view.player);
    const line = { message: view.message, player: view.player, name, text: view.text, at: view.at };
    return { ...told, said: [...told.said, line].slice(-SAID_MAX) };
  },
};
