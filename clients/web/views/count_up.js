/** Lets a number run up to where it is going; where motion is not wanted it is there at once. */

import { setText } from "./dom.js";

const RUN_MS = 700;

/**
 * Show `value`, counting up to it from what this element showed before, or from `from`.
 * @param {HTMLElement} node
 * @param {number} value
 * @param {(value: number) => string} words
 * @param {number} [from]
 */
export function countTo(node, value, words, from = 0) {
  const shown = node.dataset.count;
  const last = words(value);
  if (shown === String(value)) {
    // Told again in another language, say; a run under way says it at its end.
    if (node.dataset.running !== "true") setText(node, last);
    return;
  }
  const start = shown === undefined ? from : Number(shown);
  node.dataset.count = String(value);
  if (isStill() || start === value) setText(node, last);
  else run(node, start, value, words);
}

function isStill() {
  return !window.requestAnimationFrame
    || window.matchMedia("(prefers-reduced-motion: reduce)").matches;
}

function run(node, start, value, words) {
  let began = null;
  node.dataset.running = "true";
  setText(node, words(start));
  const step = (now) => {
    if (node.dataset.count !== String(value)) return; // another run has taken over
    began ??= now;
    const part = Math.min(1, (now - began) / RUN_MS);
    setText(node, words(Math.round(start + (value - start) * (1 - (1 - part) ** 3))));
    if (part < 1) window.requestAnimationFrame(step);
    else node.dataset.running = "false";
  };
  window.requestAnimationFrame(step);
}
