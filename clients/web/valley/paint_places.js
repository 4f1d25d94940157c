/** Paints the names of places, the busiest first, where there is room for them. */

import { toScreen } from "./camera.js";
import { HOUSE_SCALE_MIN } from "./paint_ground.js";
import { kindOf } from "./scenery.js";

/** @typedef {import("./fold.js").Place} Place */

/** How far above a place its name stands, in metres of its house: over the roof. */
const ABOVE = /** @type {Record<string, number>} */ ({
  church: 80, lighthouse: 82, hall: 48, inn: 50, mill: 48, hill: 46, orchard: 40, square: 30,
  pond: 34, hives: 26, meadow: 34, bridge: 26, signpost: 38,
});
const ABOVE_HOUSE = 46;
/** A name's articles are left out on the map: "the square" is "Square" there. */
const ARTICLE = /^the /i;
/** Those that everybody asks for come first; others as far as there is room. */
const FIRST = ["square", "inn", "hall", "church", "station", "lighthouse", "pond", "mill", "hill"];

/**
 * @typedef {{text: string, x: number, y: number, box: number[]}} Sign
 * A name and where it stands: its middle, and left, top, right and bottom; pixels.
 */

/**
 * The names for which there is room in this view.
 * @type {(pen: CanvasRenderingContext2D, view: import("./camera.js").View,
 *   box: import("./camera.js").Size, map: import("./fold.js").Map, font: string) => Sign[]}
 */
export function signsOf(pen, view, box, map, font) {
  const high = highOf(view);
  const scale = Math.max(view.scale, HOUSE_SCALE_MIN);
  pen.font = fontOf(view, font);
  const found = /** @type {Sign[]} */ ([]);
  for (const place of [...map.places.values()].sort((a, b) => rank(a) - rank(b))) {
    const at = toScreen(view, place);
    const text = titled(place.name);
    const half = pen.measureText(text).width / 2;
    const x = Math.min(box.width - half - 4, Math.max(half + 4, at.x));
    const y = at.y - (ABOVE[kindOf(place.slug)] ?? ABOVE_HOUSE) * scale - high * 0.6;
    const spot = [x - half - 3, y - high * 0.7, x + half + 3, y + high * 0.7];
    if (!found.some((other) => overlaps(other.box, spot))) found.push({ text, x, y, box: spot });
  }
  return found;
}

/**
 * Paint them, but where somebody's name stands.
 * @type {(pen: CanvasRenderingContext2D, view: import("./camera.js").View, signs: Sign[],
 *   taken: number[][], isDark: boolean, colours: import("./paint_ground.js").Colours) => void}
 */
export function paintSigns(pen, view, signs, taken, isDark, colours) {
  pen.font = fontOf(view, colours.font);
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.lineJoin = "round";
  pen.lineWidth = 3;
  pen.strokeStyle = isDark ? colours.nightedge : colours.signedge;
  pen.fillStyle = isDark ? colours.nightsign : colours.sign;
  for (const sign of signs) {
    if (taken.some((one) => overlaps(one, sign.box))) continue;
    pen.strokeText(sign.text, sign.x, sign.y);
    pen.fillText(sign.text, sign.x, sign.y);
  }
}

/** Do two boxes cover each other? @type {(a: number[], b: number[]) => boolean} */
export const overlaps = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];

/** @param {import("./camera.js").View} view */
const highOf = (view) => Math.min(14, Math.max(10, 15 * view.scale));

/** @type {(view: import("./camera.js").View, font: string) => string} */
const fontOf = (view, font) => `600 ${highOf(view)}px ${font}`;

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
