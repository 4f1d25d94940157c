/** What is said of each step of an evening told again, and where in it we are. Pure. */

import { knows, say } from "../lang/lang.js";
import { winnerWords } from "../lang/words.js";
import { calledIn } from "./replay.js";

/** @typedef {import("./replay.js").Told} Told */

/** The step in a sentence; "" when there is none for it. @param {Told} told */
export function captionOf(told) {
  const { last } = told;
  return last && Object.hasOwn(SAID, last.ev) ? SAID[last.ev](told, last) : "";
}

/** "Round 3 of 5", or before the first and after the last. @param {Pick<Told, "table">} told */
export function whereOf({ table }) {
  if (table.phase === "completed" || table.phase === "cancelled") return say("replay.at_end");
  if (table.round === 0) return say("replay.at_start");
  return roundWords(table.round, table.total_rounds);
}

/** The name of a place on the slider. @param {number} place @param {number} rounds */
export function placeWords(place, rounds) {
  if (place <= 0) return say("replay.at_start");
  return place > rounds ? say("replay.at_end") : roundWords(place, rounds);
}

const roundWords = (round, most) => say("round.number", { round, most });

/** The text of an answer, by its id. */
function textOf(told, response) {
  return told.written.find((one) => one.response === response)?.text ?? "";
}

/** @type {Record<string, (told: Told, last: any) => string>} */
const SAID = {
  "game.started": ({ table }) => {
    const names = table.players.map((one) => one.name);
    return say("replay.started", { count: names.length, names });
  },
  "round.started": (_, { round, prompt }) => say("replay.asked", { round, prompt }),
  "response.submitted": (told, { player, text }) =>
    say("replay.wrote", { name: calledIn(told, player), text: text ?? "" }),
  "voting.started": () => say("replay.voting"),
  "vote.cast": (told, { player, response, vote_type: type }) => (knows(`replay.vote.${type}`)
    ? say(`replay.vote.${type}`, { name: calledIn(told, player), text: textOf(told, response) })
    : ""),
  "round.completed": (told, { results }) => {
    const most = Math.max(0, ...results.map((one) => one.points));
    const best = results.filter((one) => one.points === most && most > 0);
    if (best.length === 0) return say("replay.no_best");
    return say("replay.best", { names: best.map((one) => calledIn(told, one.player)) });
  },
  "game.completed": ({ table }) => winnerWords(table),
  "game.cancelled": () => say("cancelled.title"),
  "chat.message": (told, { player, text }) =>
    say("replay.said", { name: calledIn(told, player), text }),
};
