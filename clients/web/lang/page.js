/** Puts the language into the page: loads its file, and fills what the markup names by keys. */

import { setAttribute, setText } from "../views/dom.js";
import { FALLBACK, choose, direction, say, use } from "./lang.js";

/** @type {Record<string, string|null>} */
const FILLED = {
  say: null, sayLabel: "aria-label", sayPlaceholder: "placeholder", sayTitle: "title",
};

/** The languages there are; the server writes them into the page. */
export function known() {
  return (document.documentElement.dataset.languages ?? FALLBACK).split(" ");
}

/**
 * Load and use the best language for this person, then fill the page.
 * @param {string|null} chosen  what they picked before, or null
 */
export async function speak(chosen) {
  const wanted = chosen ? [chosen, ...navigator.languages] : navigator.languages;
  const tag = choose(wanted, known());
  // English only fills holes: a page that has its own language goes on without.
  const [messages, fallback] = await Promise.all([load(tag), load(FALLBACK).catch(() => ({}))]);
  use(tag, messages, fallback);
  document.documentElement.lang = tag;
  document.documentElement.dir = direction(tag);
  fill(document);
}

/** @type {Map<string, Promise<import("./lang.js").Messages>>} */
const loaded = new Map();

/** One request for each language, however often asked; one that failed is made again. */
function load(/** @type {string} */ tag) {
  const held = loaded.get(tag);
  if (held) return held;
  const coming = read(import.meta.resolve(`./${tag}.json`));
  loaded.set(tag, coming);
  coming.catch(() => loaded.delete(tag));
  return coming;
}

/** @param {string} url */
async function read(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return response.json();
}

/**
 * Say `data-say` as text, `data-say-label`, `-placeholder` and `-title` as attributes.
 * @param {ParentNode} root
 */
export function fill(root) {
  for (const [key, attribute] of Object.entries(FILLED)) {
    const selector = `[data-${key.replace(/[A-Z]/g, (one) => `-${one.toLowerCase()}`)}]`;
    for (const node of /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll(selector))) {
      const text = say(node.dataset[key] ?? "");
      if (attribute === null) setText(node, text);
      else setAttribute(node, attribute, text);
    }
  }
}
