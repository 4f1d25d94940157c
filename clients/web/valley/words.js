/** Sentences about the valley, made of what the server tells. Pure. */

import { knows, language, number, say } from "../lang/lang.js";
import { clockAt } from "./daylight.js";
import { titled } from "./paint_places.js";

/**
 * @typedef {import("./fold.js").Walker} Walker
 * @typedef {import("./fold.js").Valley} Valley
 */

/** What somebody does, as a sign. */
const KIND_SIGNS = /** @type {Record<string, string>} */ ({
  sleep: "💤", eat: "🍽️", work: "🔨", rest: "☕", social: "🎶", play: "🎲", errand: "🧺",
});
const TONE_SIGNS = /** @type {Record<string, string>} */ ({
  chat: "💬", quarrel: "💢", made_up: "🤝",
});
/** How a reply was meant, as a sign. */
export const MANNER_SIGNS = /** @type {Record<string, string>} */ ({
  neutral: "🙂", warm: "🤗", amused: "😄", curious: "🤔", cool: "😒", hurt: "😟", angry: "😠",
  sad: "😢", proud: "😌", wistful: "🥲",
});
/** From how much mood on which of five. */
const MOODS = /** @type {[number, string, string][]} */ ([
  [45, "great", "😄"], [15, "good", "🙂"], [-14, "calm", "😐"], [-44, "low", "🙁"], [-101, "bad", "😢"],
]);
const PART_SIGNS = { night: "🌙", morning: "🌅", day: "☀️", evening: "🌆" };
// A Monday, so that days of the week can be written as people here write them.
const MONDAY_MS = Date.UTC(2024, 0, 1);

/** What they do, as one sign; "" while they walk. @param {Walker} walker */
export function doingSign(walker) {
  if (walker.talksTo) return TONE_SIGNS[walker.tone ?? "chat"] ?? TONE_SIGNS.chat;
  return walker.to ? "" : kindSign(walker.kind);
}

/** @param {string} kind */
export const kindSign = (kind) => KIND_SIGNS[kind] ?? "";

/**
 * What they do, in a line: "kneading dough · Sorry Bun".
 * @type {(walker: Walker, valley: Valley) => string}
 */
export function doingWords(walker, valley) {
  const place = placeName(valley, walker.to ?? walker.place);
  if (walker.talksTo) {
    const name = valley.folk.get(walker.talksTo)?.name ?? say("name.someone");
    const tone = known("valley.talks", walker.tone ?? "", "chat");
    return say(`valley.talks.${tone}`, { name });
  }
  const { activity } = walker;
  if (walker.to) return say(activity ? "valley.walks_to" : "valley.walks", { activity, place });
  return say(activity ? "valley.does" : "valley.is_at", { activity, place });
}

/** The name of a place as it stands on a sign. @param {Valley} valley @param {string} slug */
export function placeName(valley, slug) {
  const place = valley.map?.places.get(slug);
  return place ? titled(place.name) : slug;
}

/** "Tuesday 09:05", and a sign for the part of the day. @param {number} nowMs */
export function clockWords(nowMs) {
  const { day, minute } = clockAt(nowMs);
  const name = new Intl.DateTimeFormat(language(), { weekday: "long", timeZone: "UTC" })
    .format(MONDAY_MS + day * 86_400_000);
  return say("valley.clock", { day: name, time: timeWords(minute) });
}

/** @param {"night"|"morning"|"day"|"evening"} part */
export const partSign = (part) => PART_SIGNS[part];

/** A time of the day, as people here write it. @param {number} minute  since midnight */
export function timeWords(minute) {
  return new Intl.DateTimeFormat(language(), { timeStyle: "short", timeZone: "UTC" })
    .format(MONDAY_MS + minute * 60_000);
}

/** Minutes since midnight of an "HH:MM"; 24:00 is the end of the day. @param {string} time */
export function minutesIn(time) {
  const [hours, minutes] = time.split(":").map(Number);
  return hours * 60 + minutes;
}

/** One of five words for a mood, with its sign. @param {number} mood  -100 to 100 */
export function moodOf(mood) {
  const [, name, sign] = MOODS.find(([least]) => mood >= least) ?? MOODS[MOODS.length - 1];
  return { sign, words: say(`valley.mood.${name}`) };
}

/** A heart for what somebody feels. @param {number} affection */
export function heartOf(affection) {
  if (affection >= 40) return "❤️";
  if (affection >= 10) return "💛";
  if (affection > -10) return "🤍";
  return affection > -40 ? "💔" : "🖤";
}

/** "+3", "−12", "0". @param {number} value */
export function signed(value) {
  if (value === 0) return number(0);
  return value > 0 ? say("valley.more", { value: number(value) }) :
    say("valley.less", { value: number(-value) });
}

/**
 * Names by id, as far as they are known.
 * @type {(visit: {agents: Map<string, {name: string}>, valley: Valley}) => (id: string) => string}
 */
export function namesIn({ agents, valley }) {
  return (id) => agents.get(id)?.name ?? valley.folk.get(id)?.name ?? id;
}

/** What they are to each other. @param {string} type */
export function typeWords(type) {
  const tie = known("valley.type", type, "acquaintance");
  return say(`valley.type.${tie}`);
}

/**
 * Why a feeling moved: "because you talked".
 * @type {(change: {cause: string, source?: string|null}, names: (id: string) => string) => string}
 */
export function causeWords(change, names) {
  if (change.cause === "gossip" && change.source) {
    return say("valley.cause.gossip_from", { name: names(change.source) });
  }
  const cause = known("valley.cause", change.cause, "other");
  return say(`valley.cause.${cause}`);
}

/** What moved, without what did not. @param {{affection: number, trust: number}} change */
export function movesOf({ affection, trust }) {
  return [{ key: "affection", value: affection }, { key: "trust", value: trust }]
    .filter((one) => one.value !== 0);
}

/**
 * The same in a line: "Affection +3, Trust +2, because of a chat".
 * @type {(change: import("./sheet.js").Change, names: (id: string) => string) => string}
 */
export function changeWords(change, names) {
  const moves = movesOf(change).map(({ key, value }) =>
    say(`valley.moved.${key}`, { value: signed(value) }));
  return [...moves, causeWords(change, names)].join(" · ");
}

/** How it was meant. @param {string} tone */
export function mannerWords(tone) {
  const manner = known("valley.tone", tone, "neutral");
  return say(`valley.tone.${manner}`);
}

/** What kind of memory. @param {string} kind */
export function memoryWords(kind) {
  const sort = known("valley.memory", kind, "observation");
  return say(`valley.memory.${sort}`);
}

/** A moment in real time, short. @param {number} ms */
export function momentWords(ms) {
  return new Intl.DateTimeFormat(language(), { dateStyle: "medium", timeStyle: "short" })
    .format(ms);
}

/**
 * A code that has its words, or else another.
 * @type {(family: string, code: string, other: string) => string}
 */
function known(family, code, other) {
  return knows(`${family}.${code}`) ? code : other;
}
