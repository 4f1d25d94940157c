/**
 * How each one who is in the valley looks on the map: a sign or letters, a colour, a bubble.
 * Pure.
 */

import { doingSign, doingWords } from "./words.js";

/**
 * @typedef {import("./painter.js").Dressed} Dressed
 * @typedef {import("./fold.js").Valley} Valley
 */

const SEATS = 8;

/**
 * @param {Valley} valley
 * @param {Map<string, {avatar: string}>} agents
 * @param {string[]} seats  the colours of seats
 * @param {(string|null)[]} chosen  ids
 * @returns {Map<string, Dressed>}
 */
export function dressed(valley, agents, seats, chosen) {
  return new Map([...valley.folk.values()].map((walker) => {
    const avatar = walker.isPerson ? "" : agents.get(walker.id)?.avatar ?? "";
    return [walker.id, {
      walker,
      sign: avatar || lettersOf(walker.name),
      letters: avatar === "",
      ring: seats[seatOf(walker.id)],
      bubble: doingSign(walker),
      words: walker.isPerson ? "" : doingWords(walker, valley),
      chosen: chosen.includes(walker.id),
    }];
  }));
}

/** The colour of this id, 0 to 7, always the same. @param {string} id */
export function seatOf(id) {
  let sum = 0;
  for (const letter of id) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973;
  return sum % SEATS;
}

/** First letters of a name. @param {string} name */
function lettersOf(name) {
  const letters = name.split(/\s+/).filter(Boolean).slice(0, 2).map((word) => [...word][0]);
  return letters.join("").toUpperCase() || "?";
}
