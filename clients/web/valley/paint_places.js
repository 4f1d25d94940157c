/** Paints the names of places, the busiest first, where there is room for them. */

import { toScreen } from "./camera.js";
import { kindOf } from "./scenery.js";

/** @typedef {import("./fold.js").Place} Place */

/** How far below a place its name stands, in metres; where houses are drawn larger, in theirs. */
const BELOW = 12;
/** A name's articles are left out on the map: "the square" is "Square" there. */
const ARTICLE = /^the /i;
/** Those that everybody asks for come first; others as far as there is room. */
const FIRST = ["square", "inn", "hall", "church", "station", "lighthouse", "pond", "mill", "hill"];

/**
 * @type {(pen: CanvasRenderingContext2D, view: import("./camera.js").View,
 *   box: import("./camera.js").Size, map: import("./fold.js").Map,
 *   colours: import("./paint_ground.js").Colours) => void}
 */
export function paintPlaces(pen, view, box, map, colours) {
  const high = Math.min(15, Math.max(10.5, 15 * view.scale));
  pen.font = `600 ${high}px ${colours.font}`;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.lineJoin = "round";
  const taken = /** @type {number[][]} */ ([]);
  for (const place of [...map.places.values()].sort((a, b) => rank(a) - rank(b))) {
    const at = toScreen(view, place);
    const name = titled(place.name);
    const wide = pen.measureText(name).width;
    const x = Math.min(box.width - wide / 2 - 4, Math.max(wide / 2 + 4, at.x));
    const y = at.y + BELOW * view.scale + high * 0.7;
    const spot = [x - wide / 2 - 3, y - high * 0.7, x + wide / 2 + 3, y + high * 0.7];
    if (taken.some((one) => one[0] < spot[2] && spot[0] < one[2] && one[1] < spot[3] && spot[1] < one[3])) {
      continue;
    }
    taken.push(spot);
    pen.strokeStyle = colours.signedge;
    pen.lineWidth = 3;
    pen.strokeText(name, x, y);
    pen.fillStyle = colours.sign;
    pen.fillText(name, x, y);
  }
}

/** "The square", as it stands on a sign: "Square". @param {string} name */
export function titled(name) {
  const plain = name.replace(ARTICLE, "");
  return plain.slice(0, 1).toLocaleUpperCase("en") + plain.slice(1);
}

/** @param {Place} place */
function rank(place) {
  const at = FIRST.indexOf(kindOf(place.slug));
  return at < 0 ? FIRST.length : at;
}
