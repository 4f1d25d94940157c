/** Puts fit.js to the page: measures a box once for each text and size, and chooses the type. */

import { setAttribute } from "../views/dom.js";
import { TYPES, gridFor, perPage, typeFor } from "./fit.js";

// A short answer beside a long one is at most this many steps bigger.
const STEPS_ABOVE = 4;
// What else than answers is on the screen while people vote, in units.
const ASIDE = { width: 10, height: 47 };
const fitted = new WeakMap();

/** A unit of the stage in px; tokens.css says the same of --u. */
export const unit = () => Math.min(window.innerHeight, window.innerWidth * 0.75) / 100;

const boxOf = (node, u) => ({ width: node.clientWidth / u, height: node.clientHeight / u });
const spills = (node) =>
  node.scrollHeight > node.clientHeight + 1 || node.scrollWidth > node.clientWidth + 1;

/** Did anything change since this was fitted? Remembers that it is asked. */
function isNew(node, ...parts) {
  const key = [window.innerWidth, window.innerHeight, ...parts].join("\n");
  if (fitted.get(node) === key) return false;
  fitted.set(node, key);
  return true;
}

/** Give a text the biggest type in which it fits its box; at most `most` units. */
export function fitText(node, most = TYPES.at(-1)) {
  if (node.clientWidth === 0 || !isNew(node, node.textContent, most)) return;
  let step = typeFor(node.textContent, boxOf(node, unit()), most);
  setAttribute(node, "data-type", step);
  while (step > 0 && spills(node)) setAttribute(node, "data-type", step -= 1);
}

/** Lay cards out in a grid, and give their texts types that fit and go together. */
export function fitCards(list, most) {
  const cards = [...list.children];
  const quotes = cards.map((card) => card.querySelector(".quote"));
  const alone = cards.length === 1;
  setAttribute(list, "data-alone", String(alone));
  const u = unit();
  const grid = gridFor(cards.length, boxOf(list, u));
  const texts = cards.map((card) => card.textContent);
  if (list.clientWidth === 0 || !isNew(list, most, ...texts)) return;
  setAttribute(list, "data-columns", Math.min(6, grid.columns));
  const steps = quotes.map((quote) => typeFor(quote.textContent, boxOf(quote, u), most));
  const top = Math.min(...steps) + STEPS_ABOVE;
  quotes.forEach((quote, index) => {
    setAttribute(quote, "data-type", Math.min(steps[index], top));
  });
  let left = quotes.filter(spills);
  while (left.length > 0) {
    left = left.filter((quote) => Number(quote.dataset.type) > 0);
    for (const quote of left) setAttribute(quote, "data-type", Number(quote.dataset.type) - 1);
    left = left.filter(spills);
  }
}

/** @type {{answers: {text: string}[]|null, size: string, most: number}} */
let paged = { answers: null, size: "", most: 1 };

/**
 * How many of these answers a screen of this size holds, readable.
 * @param {{text: string}[]} answers
 * @param {number} [extra]  what else stands in each card, in units
 */
export function perScreen(answers, extra = 0) {
  const size = `${window.innerWidth} ${window.innerHeight}`;
  if (paged.answers !== answers || paged.size !== size) {
    const u = unit();
    const box = {
      width: window.innerWidth / u - ASIDE.width, height: window.innerHeight / u - ASIDE.height,
    };
    paged = { answers, size, most: perPage(answers.map((one) => one.text), box, extra) };
  }
  return paged.most;
}
