/**
 * Says everything the page says, in the language of the person at it. A language is one JSON file
 * beside this one; a sentence is never glued together, it is a whole one with places to fill.
 *
 * A message is a text with `{name}` places, or plural forms chosen by one of them:
 * `{"by": "count", "one": "{count} game", "other": "{count} games"}`, the names of the forms being
 * those of Intl.PluralRules; `"=0"` is a form for that very number. Numbers are written as people
 * there write them, lists of names with their word for "and".
 */

/** What is spoken where nothing better is known; complete by test. */
export const FALLBACK = "en";
// Written from right to left.
const LEFTWARD = ["ar", "arc", "ckb", "dv", "fa", "he", "ps", "ur", "yi"];

/** @typedef {string | {by: string, other: string, [form: string]: string}} Message */
/** @typedef {Object<string, Message>} Messages */

/** @type {{tag: string, messages: Messages, fallback: Messages} & ReturnType<typeof tools>} */
let spoken = { tag: FALLBACK, messages: {}, fallback: {}, ...tools(FALLBACK) };

/** @param {string} tag */
function tools(tag) {
  return {
    plurals: new Intl.PluralRules(tag),
    numbers: new Intl.NumberFormat(tag, { maximumFractionDigits: 2 }),
    lists: new Intl.ListFormat(tag, { type: "conjunction" }),
  };
}

/**
 * Speak this language from here on.
 * @param {string} tag  BCP 47, as "de"
 * @param {Messages} messages
 * @param {Messages} [fallback]  English, for what `messages` lacks
 */
export function use(tag, messages, fallback = messages) {
  spoken = { tag, messages, fallback, ...tools(tag) };
}

/** The language spoken, as "de". */
export const language = () => spoken.tag;

/** Which way it is written. */
export const direction = (tag = spoken.tag) =>
  (LEFTWARD.includes(tag.split("-")[0]) ? "rtl" : "ltr");

/**
 * The first of the languages wanted that there is, by its whole tag or by its first part.
 * @param {readonly string[]} wanted  as navigator.languages gives them
 * @param {string[]} known
 */
export function choose(wanted, known) {
  for (const tag of wanted) {
    const found = [tag, tag.split("-")[0]].find((each) => known.includes(each));
    if (found) return found;
  }
  return FALLBACK;
}

/**
 * The sentence for `key`, its places filled. A key nobody knows is said as it is, so that a hole
 * in a translation shows as a hole and breaks nothing.
 * @param {string} key
 * @param {Object<string, string|number|string[]>} [filling]
 */
export function say(key, filling = {}) {
  const message = own(spoken.messages, key) ?? own(spoken.fallback, key) ?? key;
  return formOf(message, filling).replace(/\{([a-z_]+)\}/g, (place, name) =>
    (Object.hasOwn(filling, name) ? written(filling[name]) : place));
}

/** Is there a sentence for this key? For codes that come from elsewhere. @param {string} key */
export const knows = (key) =>
  (own(spoken.messages, key) ?? own(spoken.fallback, key)) !== undefined;

/** A number as people here write it. @param {number} value */
export const number = (value) => spoken.numbers.format(value);

/** @type {(messages: any, key: string) => any} */
function own(messages, key) {
  return Object.hasOwn(messages, key) ? messages[key] : undefined;
}

/** @type {(message: Message, filling: Object<string, any>) => string} */
function formOf(message, filling) {
  if (typeof message === "string") return message;
  const count = Number(filling[message.by]);
  return own(message, `=${count}`) ?? own(message, spoken.plurals.select(count)) ?? message.other;
}

/** @param {string|number|string[]} value */
function written(value) {
  if (typeof value === "number") return number(value);
  return Array.isArray(value) ? spoken.lists.format(value) : value;
}
