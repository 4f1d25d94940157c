/** Every sentence the page says by itself. Pure; texts come from codes. */

import { listed, nameOf } from "../look.js";

const ERRORS = {
  unauthorized: "Please tell us your name again.",
  forbidden: "You are not allowed to do that.",
  not_found: "There is no such game. Check the code.",
  rate_limited: "That was a lot at once.",
  "account.locked": "Too many wrong tries.",
  too_large: "That is too long.",
  unavailable: "The server is busy.",
  internal: "Something went wrong on our side. Try again.",
  "game.full": "This game is full.",
  "game.not_lobby": "This game has already started.",
  "game.not_host": "Only the host can do that.",
  "game.too_few_players": "It takes at least two players to start.",
  "game.not_seated": "You have no seat in this game.",
  "round.closed": "Too late, this round is closed.",
  "round.wrong": "That round is over.",
  "response.duplicate": "You have already answered.",
  "response.empty": "Write something first.",
  "response.too_long": "That answer is too long.",
  "response.refused": "That answer was not accepted. Try other words.",
  "vote.own_response": "You cannot vote for yourself.",
  "vote.closed": "Voting is over.",
  "vote.unknown_response": "That answer is not in this round.",
  "name.taken": "Someone here already has that name. Choose another.",
  "name.invalid": "That name does not work here. Choose another.",
};

// Where people sign in, some codes say something else.
const ACCOUNT_ERRORS = {
  unauthorized: "That name and password don't belong together.",
  forbidden: "This account is closed.",
  conflict: "You have an account already.",
  "name.taken": "That username is taken. Choose another.",
  "name.invalid": "That username does not work. Take 3 to 32 letters or digits, without spaces.",
};
const WAITED_FOR = ["rate_limited", "account.locked", "unavailable"];

/** An error from a reply, in words for a person; with the time to wait where there is one. */
export function errorWords(error, words = ERRORS) {
  const said = (Object.hasOwn(words, error.code) && words[error.code]) || detailOf(error);
  return WAITED_FOR.includes(error.code) ? `${said} ${waitWords(error.retryAfterMs)}` : said;
}

/** The same, said at the reception. */
export function accountWords(error) {
  return errorWords(error, { ...ERRORS, ...ACCOUNT_ERRORS });
}

/** "Try again in 2 minutes."; no time known: "in a moment". */
export function waitWords(ms) {
  if (!(ms > 0)) return "Try again in a moment.";
  const seconds = Math.ceil(ms / 1000);
  const [count, unit] = seconds < 90 ? [seconds, "second"] : [Math.ceil(seconds / 60), "minute"];
  return `Try again in ${count} ${unit}${count === 1 ? "" : "s"}.`;
}

/** What is wrong with a field stands in brackets: "(password: at least 8 characters)". */
function detailOf({ message }) {
  const detail = message?.match(/\(([a-z_]+: )?(.+)\)$/);
  if (!detail) return message;
  const [, field, what] = detail;
  const said = field && field !== "text: " ? field + what : what;
  return `${said[0].toUpperCase()}${said.slice(1)}.`;
}

const STOPPED = {
  taken: "You are playing in another window. This one is asleep.",
  forbidden: "The server does not let you in.",
  broken: "This page and the server no longer understand each other. Reload the page.",
  done: "The connection was closed.",
};

/** Why there is no connection any more. */
export function stoppedWords(reason) {
  return STOPPED[reason] ?? STOPPED.done;
}

/** A line for the time between connections, or "" when all is well. */
export function connectionWords(connection, everOpen) {
  if (connection === "connecting" && !everOpen) return "Connecting…";
  const away = connection === "waiting" || connection === "connecting";
  return away ? "Connection lost. Coming back…" : "";
}

/** Why the game took us off our seat. */
export function leftWords(reason) {
  if (reason === "kicked") return "The host removed you from the game.";
  return "You are no longer in the game.";
}

const CANCELLED = {
  host: "The host ended it.",
  abandoned: "Everyone had left.",
  idle: "Nothing happened for a long time.",
};

/** Why a game was cancelled; "" when nobody said. */
export function cancelledWords(reason) {
  return (Object.hasOwn(CANCELLED, reason) && CANCELLED[reason]) || "";
}

/** What is said aloud when the screen changes. */
export function announcement(state) {
  const round = `Round ${state.round} of ${state.total_rounds}.`;
  switch (state.phase) {
    case "lobby": return `In the lobby of ${state.game.name}.`;
    case "answering": return `${round} ${state.prompt?.text ?? ""} Write your answer.`;
    case "judging": return "The judge is reading the answers.";
    case "voting": return "Time to vote.";
    case "reveal": return `${round} Here is who wrote what.`;
    case "completed": return `The game is over. ${winnerWords(state)}`;
    case "cancelled": return "This game was cancelled.";
    default: return "";
  }
}

/** "Ada wins!", or who shares the first place. */
export function winnerWords(state) {
  const names = (state.winners ?? []).map((id) => nameOf(state, id));
  if (names.length === 0) return "The end";
  return `${listed(names)} ${names.length === 1 ? "wins" : "win"}!`;
}

/** What each vote looks like. */
export const VOTE_LOOKS = {
  funny: { sign: "😂", label: "Funny" },
  creative: { sign: "🎨", label: "Creative" },
  best: { sign: "⭐", label: "Best" },
};

/** Reactions by the word that travels; an unknown word is shown as it is. */
export const REACTIONS = {
  laugh: "😂", clap: "👏", love: "❤️", wow: "😮", fire: "🔥", robot: "🤖",
};

const NUMBER = new Intl.NumberFormat(undefined, { maximumFractionDigits: 2 });

/** A number as people here write it. */
export const numberWords = (number) => NUMBER.format(number);

/** "1 game", "2 games". */
export function countWords(count, what) {
  return `${numberWords(count)} ${what}${count === 1 ? "" : "s"}`;
}

/** My figures in a line. */
export function careerWords(stats) {
  if (!stats || stats.games_played === 0) return "No finished game yet.";
  const parts = [`Rating ${numberWords(Math.round(stats.rating))}`];
  if (stats.rank !== null) parts.push(`rank ${numberWords(stats.rank)}`);
  parts.push(countWords(stats.games_played, "game"), countWords(stats.wins, "win"));
  return parts.join(" · ");
}
