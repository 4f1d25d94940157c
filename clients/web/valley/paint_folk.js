/** Paints those who are there: faces, names, what they do; and the night with its lights. */

import { toScreen } from "./camera.js";
import { lightsOf } from "./paint_houses.js";
import { HOUSE_SCALE_MIN } from "./paint_ground.js";
import { overlaps } from "./paint_places.js";
import { kindOf } from "./scenery.js";
import { paintBubble, paintFace, paintGlow } from "./sprites.js";

/**
 * @typedef {import("./camera.js").View} View
 * @typedef {import("./camera.js").Point} Point
 * @typedef {import("./camera.js").Size} Size
 * @typedef {import("./fold.js").Walker} Walker
 * @typedef {import("./paint_ground.js").Colours} Colours
 * @typedef {import("./sprites.js").Sprites} Sprites
 * @typedef {CanvasRenderingContext2D} Pen
 *
 * @typedef {object} Figure  one as they are painted in this frame
 * @property {Walker} walker
 * @property {import("./motion.js").Stand} at
 * @property {boolean} moving
 * @property {string} sign  an emoji, or letters
 * @property {boolean} letters
 * @property {string} ring  the colour around the face
 * @property {string} bubble  an emoji for what they do, or ""
 * @property {string} words  what they do, said in full, or ""
 * @property {boolean} chosen
 */

const FACE = { least: 24, most: 44, metres: 44 };
const HOP_MS = 320;
const NAME_LENGTH = 16;
const WORDS_LENGTH = 44;

/** How big a face is here, in pixels. @param {View} view */
export function faceSize(view) {
  return Math.round(Math.min(FACE.most, Math.max(FACE.least, FACE.metres * view.scale)));
}

/**
 * The pixel on which one stands: at a place beside the others, by the size of faces.
 * @type {(view: View, at: import("./motion.js").Stand) => Point}
 */
export function feet(view, at) {
  const { x, y } = toScreen(view, at);
  const size = faceSize(view);
  return { x: x + at.right * size, y: y + at.down * size };
}

/**
 * @type {(pen: Pen, view: View, figures: Figure[], names: Name[], sprites: Sprites,
 *   colours: Colours, now: number, still: boolean) => void}
 */
export function paintFolk(pen, view, figures, names, sprites, colours, now, still) {
  const size = faceSize(view);
  const ordered = [...figures].sort((a, b) => Number(a.chosen) - Number(b.chosen)
    || a.at.y - b.at.y || a.at.down - b.at.down);
  for (const figure of ordered) {
    const at = feet(view, figure.at);
    const hop = figure.moving && !still ?
      Math.abs(Math.sin((now / HOP_MS) * Math.PI)) * size * 0.14 : 0;
    paintFigure(pen, at, hop, size, figure, sprites, colours);
  }
  for (const { figure, text, box: spot } of names) paintName(pen, figure, text, spot, colours);
}

/**
 * @type {(pen: Pen, at: Point, hop: number, size: number, figure: Figure, sprites: Sprites,
 *   colours: Colours) => void}
 */
function paintFigure(pen, at, hop, size, figure, sprites, colours) {
  pen.fillStyle = colours.shade;
  pen.beginPath();
  pen.ellipse(at.x, at.y, size * 0.34, size * 0.13, 0, 0, Math.PI * 2);
  pen.fill();
  const y = at.y - size * 0.52 - hop;
  if (figure.chosen) {
    pen.strokeStyle = colours.chosen;
    pen.lineWidth = 4;
    pen.beginPath();
    pen.arc(at.x, y, size / 2 + 2, 0, Math.PI * 2);
    pen.stroke();
  }
  const { sign, ring, letters } = figure;
  const face = sprites.get(`face ${sign} ${ring}`, size, (on, wide) =>
    paintFace(on, wide, sign, ring, colours, letters));
  pen.drawImage(face, at.x - size / 2, y - size / 2, size, size);
  if (!figure.bubble) return;
  const small = Math.round(size * 0.78);
  const bubble = sprites.get(`bubble ${figure.bubble}`, small, (on, wide) =>
    paintBubble(on, wide, figure.bubble, colours));
  pen.drawImage(bubble, at.x + size * 0.2, y - size * 0.5 - small * 0.6, small, small);
}

/**
 * @typedef {{figure: Figure, text: string, box: number[]}} Name  with left, top, right, bottom
 * Names below the faces, where they cover no other name; the chosen one's always, with words.
 * @type {(pen: Pen, view: View, box: Size, figures: Figure[], colours: Colours) => Name[]}
 */
export function namesOf(pen, view, box, figures, colours) {
  const size = faceSize(view);
  const high = nameHeight(size);
  pen.font = nameFont(high, colours);
  const found = /** @type {Name[]} */ ([]);
  const first = [...figures].sort((a, b) => Number(b.chosen) - Number(a.chosen) || b.at.y - a.at.y);
  for (const figure of first) {
    const { chosen, words, walker } = figure;
    const at = feet(view, figure.at);
    const said = chosen ? cut(words, WORDS_LENGTH) : "";
    const name = chosen ? walker.name : short(walker.name);
    for (const [text, below] of /** @type {[string, number][]} */ ([[name, 0], [said, high + 8]])) {
      if (text === "") continue;
      const wide = pen.measureText(text).width + 12;
      const left = Math.min(box.width - wide - 2, Math.max(2, at.x - wide / 2));
      const top = at.y + size * 0.08 + below;
      const spot = [left, top, left + wide, top + high + 6];
      if (chosen || !found.some((other) => overlaps(other.box, spot))) {
        found.push({ figure, text, box: spot });
      }
    }
  }
  return found;
}

/** @type {(pen: Pen, figure: Figure, text: string, box: number[], colours: Colours) => void} */
function paintName(pen, { chosen }, text, [left, top, right, bottom], colours) {
  pen.font = nameFont(bottom - top - 6, colours);
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.fillStyle = chosen ? colours.chosen : colours.label;
  pen.beginPath();
  pen.roundRect(left, top, right - left, bottom - top, (bottom - top) / 2);
  pen.fill();
  pen.fillStyle = chosen ? colours.onchosen : colours.ink;
  pen.fillText(text, (left + right) / 2, (top + bottom) / 2 + 0.5);
}

/** @param {number} size  of a face */
const nameHeight = (size) => Math.round(Math.min(14, Math.max(11, size * 0.34)));

/** @type {(high: number, colours: Colours) => string} */
const nameFont = (high, colours) => `700 ${high}px ${colours.font}`;

/** @type {(text: string, most: number) => string} */
const cut = (text, most) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

/** @param {string} name */
const short = (name) => (name.length <= NAME_LENGTH ? name : cut(name.split(" ")[0], NAME_LENGTH));

/**
 * Evening and night over all that was painted; then the windows are lit.
 * @type {(pen: Pen, view: View, box: Size, places: Iterable<import("./fold.js").Place>,
 *   daylight: import("./daylight.js").Daylight, sprites: Sprites, colours: Colours,
 *   turn: number) => void}
 */
export function paintLight(pen, view, box, places, daylight, sprites, colours, turn) {
  const dark = 1 - daylight.light;
  if (daylight.warm > 0.02) veil(pen, box, colours.warm, daylight.warm * 0.22);
  if (dark < 0.05) return;
  veil(pen, box, colours.night, dark * 0.66);
  pen.globalCompositeOperation = "lighter";
  const scale = Math.max(view.scale, HOUSE_SCALE_MIN);
  for (const place of places) {
    const at = toScreen(view, place);
    for (const [x, y, wide] of lightsOf(kindOf(place.slug))) {
      const size = Math.round(52 * wide * scale);
      const glow = sprites.get("glow", size, (on, whole) => paintGlow(on, whole, colours));
      pen.globalAlpha = Math.min(1, dark * 1.1);
      pen.drawImage(glow, at.x + x * scale - size / 2, at.y + y * scale - size / 2, size, size);
      if (wide !== 3) continue;
      paintBeam(pen, { x: at.x + x * scale, y: at.y + y * scale }, scale, turn, dark, colours);
    }
  }
  pen.globalAlpha = 1;
  pen.globalCompositeOperation = "source-over";
}

/** @type {(pen: Pen, box: Size, colour: string, alpha: number) => void} */
function veil(pen, box, colour, alpha) {
  pen.globalAlpha = alpha;
  pen.fillStyle = colour;
  pen.fillRect(0, 0, box.width, box.height);
  pen.globalAlpha = 1;
}

/** The lighthouse goes on shining for ships that never come. */
function paintBeam(
  /** @type {Pen} */ pen, /** @type {Point} */ at, /** @type {number} */ scale,
  /** @type {number} */ turn, /** @type {number} */ dark, /** @type {Colours} */ colours,
) {
  pen.globalAlpha = dark * 0.35;
  for (const side of [0, Math.PI]) {
    const long = 330 * scale;
    const shine = pen.createRadialGradient(at.x, at.y, 0, at.x, at.y, long);
    shine.addColorStop(0, colours.glow);
    shine.addColorStop(1, colours.dark);
    pen.fillStyle = shine;
    pen.beginPath();
    pen.moveTo(at.x, at.y);
    for (const lean of [-0.1, 0.1]) {
      const angle = turn + side + lean;
      pen.lineTo(at.x + Math.cos(angle) * long, at.y + Math.sin(angle) * long * 0.6);
    }
    pen.fill();
  }
}
