/** The one place that writes an address into the page, and only one of our own pages' own. */

import { cleanCode } from "../look.js";
import { setAttribute } from "./dom.js";

/** What there is for each game, by its code. */
const PLACES = {
  qr: (code) => ["src", `/qr/${code}.svg`],
  stage: (code) => ["href", `/stage/${code}`],
};

/**
 * Let a picture or a link lead to what belongs to a game.
 * @param {Element} node
 * @param {"qr"|"stage"} place
 * @param {string} code  cleaned here, so that no other address can be made of it
 */
export function setAddress(node, place, code) {
  const [attribute, address] = PLACES[place](cleanCode(code));
  setAttribute(node, attribute, address);
}

/**
 * Let a link save a file of ours, and let go of the one before.
 * @param {Element} node
 * @param {{name: string, text: string}|null} file  null: none any more
 */
export function setDownload(node, file) {
  const held = node.getAttribute("href");
  if (held) URL.revokeObjectURL(held);
  const blob = file && new Blob([file.text], { type: "application/json" });
  setAttribute(node, "href", blob && URL.createObjectURL(blob));
  setAttribute(node, "download", file && file.name);
}
