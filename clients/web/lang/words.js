/** Sentences made of codes and states: errors, the connection, what is read aloud. Pure. */

import { isSeated, nameOf, votesMissing } from "../look.js";
import { knows, language, number, say } from "./lang.js";

/** @typedef {import("../fold.js").Game} Game */
/** @typedef {{code: string, message?: string, retryAfterMs?: number|null}} Refusal */

const WAITED_FOR = ["rate_limited", "account.locked", "unavailable"];
// Codes that stand for many things: only the server's own words tell which.
const VAGUE = ["bad_request", "conflict"];

/**
 * An error from a reply, in words for a person; with the time to wait where there is one.
 * @param {Refusal} error
 * @param {string[]} [places]  where to look for its code, the best first
 */
export function errorWords(error, places = ["error"]) {
  const said = whatWrong(error, places);
  if (!WAITED_FOR.includes(error.code)) return said;
  return say("error.and_wait", { said, wait: waitWords(error.retryAfterMs) });
}

/** The same, said where people sign in. @param {Refusal} error */
export function accountWords(error) {
  return errorWords(error, ["signin.error", "error"]);
}

/** @param {number|null} [ms]  "Try again in 2 minutes."; no time known: "in a moment" */
export function waitWords(ms) {
  if (!ms || !(ms > 0)) return say("wait.moment");
  const seconds = Math.ceil(ms / 1000);
  if (seconds < 90) return say("wait.seconds", { count: seconds });
  return say("wait.minutes", { count: Math.ceil(seconds / 60) });
}

/** @type {(error: Refusal, places: string[]) => string} */
function whatWrong(error, places) {
  const { field, what } = detailOf(error.message ?? "");
  if (error.code === "bad_request" && knows(`error.field.${field}`)) {
    return say(`error.field.${field}`);
  }
  const key = places.map((place) => `${place}.${error.code}`).find(knows);
  // The server's own words are English.
  const own = language() === "en" ? what || (error.message ?? "") : "";
  if (own !== "" && (key === undefined || (what !== "" && VAGUE.includes(error.code)))) return own;
  return say(key ?? "error.internal");
}

/** What is wrong with a field stands in brackets: "(password: at least 8 characters)". */
function detailOf(/** @type {string} */ message) {
  const detail = message.match(/\((?:([a-z_]+): )?(.+)\)$/);
  if (!detail) return { field: "", what: "" };
  const [, field = "", text] = detail;
  const said = field && field !== "text" ? `${field}: ${text}` : text;
  return { field, what: `${said[0].toUpperCase()}${said.slice(1)}.` };
}

/** Why there is no connection any more. @param {string} reason */
export function stoppedWords(reason) {
  return say(knows(`connection.${reason}`) ? `connection.${reason}` : "connection.done");
}

/**
 * A line for the time between connections, or "" when nothing is to be said.
 * @param {""|"first"|"lost"|"offline"} absence  as Absence tells it
 * @param {boolean} playing
 */
export function absenceWords(absence, playing) {
  if (absence === "lost" && playing) return say("connection.lost_in_game");
  return absence === "" ? "" : say(`connection.${absence}`);
}

/** Why the game took us off our seat. @param {string} reason */
export function leftWords(reason) {
  return say(reason === "kicked" ? "left.kicked" : "left.other");
}

/** Why a game was cancelled; "" when nobody said. @param {string|null} reason */
export function cancelledWords(reason) {
  return reason && knows(`cancelled.${reason}`) && reason !== "title" ?
    say(`cancelled.${reason}`) : "";
}

/** What is said aloud when the screen changes. @param {Game} state */
export function announcement(state) {
  const { phase } = state;
  if (!knows(`announce.${phase}`)) return "";
  return say(`announce.${phase}`, {
    game: state.game.name,
    round: state.round,
    rounds: state.total_rounds,
    prompt: state.prompt?.text ?? "",
    winners: winnerWords(state),
  });
}

/** "Ada wins!", or who shares the first place. @param {Game} state */
export function winnerWords(state) {
  const names = (state.winners ?? []).map((id) => nameOf(state, id));
  if (names.length === 0) return say("winners.none");
  return say("winners.some", { names, count: names.length });
}

/**
 * What stands in the tab: whose turn it is, to be seen from another one.
 * @param {Game|null} state
 */
export function titleWords(state) {
  if (state === null) return say("title.plain");
  const playing = isSeated(state);
  const { phase } = state;
  if (phase === "answering" && playing && !state.my_response) return say("title.answer");
  if (phase === "voting" && playing && votesMissing(state).length > 0) return say("title.vote");
  if (phase === "reveal" || phase === "completed") return say(`title.${phase}`);
  return say("title.game", { game: state.game.name });
}

/** "1 game", "2 games". @param {number} count @param {"game"|"win"} what */
export function countWords(count, what) {
  return say(`count.${what}s`, { count });
}

/** Skill as a figure, once it says something, and then never below nothing. @param {any} stats */
export function ratingWords(stats) {
  if (!stats.is_rated) return say("rating.new");
  return number(Math.max(0, Math.round(stats.rating * 10) / 10));
}

/** My figures in a line. @param {any} stats */
export function careerWords(stats) {
  if (!stats || stats.games_played === 0) return say("career.none");
  return say(stats.rank === null ? "career.unranked" : "career.ranked", {
    rating: ratingWords(stats),
    rank: stats.rank ?? 0,
    games: countWords(stats.games_played, "game"),
    wins: countWords(stats.wins, "win"),
  });
}

/** A category as people read it; one of an unknown pack by its own name. @param {string} code */
export function categoryName(code) {
  return knows(`category.${code}`) ? say(`category.${code}`) : code.replace(/[-_]/g, " ");
}
