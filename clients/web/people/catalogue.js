/** All achievements there are, as `game/achievements.py` lists them; a test compares. Pure. */

import { knows, say } from "../lang/lang.js";

/** @typedef {"games"|"wins"|"votes"|"answers"|"people"|"account"} Kind */

/** @type {[string, number, Kind][]} */
const ROWS = [
  ["first_game", 10, "games"], ["first_win", 25, "wins"], ["perfect_round", 15, "votes"],
  ["speed_demon", 30, "answers"], ["social_butterfly", 35, "people"],
  ["comeback_kid", 40, "wins"], ["creative_genius", 50, "votes"], ["comedian", 50, "votes"],
  ["veteran", 100, "games"], ["champion", 150, "wins"], ["signed_up", 10, "account"],
  ["regular", 20, "games"], ["serial_winner", 50, "wins"], ["hot_streak", 40, "wins"],
  ["peoples_choice", 50, "votes"], ["five_figures", 30, "games"], ["hat_trick", 20, "votes"],
  ["clean_sweep", 60, "votes"], ["photo_finish", 25, "wins"], ["so_close", 15, "wins"],
  ["dead_heat", 15, "wins"], ["giant_killer", 25, "wins"], ["full_house", 20, "people"],
  ["globetrotter", 15, "answers"], ["minimalist", 20, "answers"], ["wordsmith", 20, "answers"],
  ["judges_pet", 25, "answers"], ["marathon", 40, "answers"], ["early_bird", 10, "games"],
  ["night_owl", 10, "games"],
];

/** Every achievement: its code, what it is worth, what kind it is. */
export const CATALOGUE = ROWS.map(([code, points, kind]) => ({ code, points, kind }));

/**
 * What an achievement is called in our language; one we do not know, as the server calls it.
 * @param {{code: string, name?: string}} one
 */
export function honourName({ code, name }) {
  const key = `honour.${code}.name`;
  return knows(key) ? say(key) : name ?? code;
}

/** What it is for. @param {{code: string, description?: string}} one */
export function honourText({ code, description }) {
  const key = `honour.${code}.text`;
  return knows(key) ? say(key) : description ?? "";
}

/**
 * The whole shelf: what is held first, the newest ahead, then what is still to be had.
 * @param {{code: string, at: number}[]} held
 */
export function shelf(held) {
  const have = new Map(held.map((one) => [one.code, one]));
  const strange = held.filter((one) => !CATALOGUE.some((known) => known.code === one.code));
  const all = [...CATALOGUE, ...strange].map((one) => (
    { points: 0, at: null, ...one, ...have.get(one.code), held: have.has(one.code) }));
  return [...all.filter((one) => one.held).sort((a, b) => (b.at ?? 0) - (a.at ?? 0)),
    ...all.filter((one) => !one.held)];
}
