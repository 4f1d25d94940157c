/** Paints what stays: grass, water, paths, trees and houses. Knows no one who lives there. */

import { toScreen } from "./camera.js";
import { paintHouse } from "./paint_houses.js";
import { kindOf } from "./scenery.js";

/**
 * @typedef {import("./camera.js").View} View
 * @typedef {import("./camera.js").Point} Point
 * @typedef {import("./camera.js").Size} Size
 * @typedef {import("./scenery.js").Scenery} Scenery
 * @typedef {import("./scenery.js").Tree} Tree
 * @typedef {import("./fold.js").Map} ValleyMap
 * @typedef {Record<string, string>} Colours  of style/valley.css, by their names there
 */

/** Houses are drawn no smaller than this many pixels to the metre: they are signs, too. */
export const HOUSE_SCALE_MIN = 0.44;

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {View} view
 * @param {Size} box
 * @param {ValleyMap} map
 * @param {Scenery} scenery
 * @param {Colours} colours
 */
export function paintGround(pen, view, box, map, scenery, colours) {
  pen.fillStyle = colours.grass;
  pen.fillRect(0, 0, box.width, box.height);
  pen.lineCap = pen.lineJoin = "round";
  paintMeadows(pen, view, map, colours);
  for (const tuft of scenery.tufts) paintTuft(pen, view, tuft, colours);
  paintWater(pen, view, map, scenery, colours);
  paintPaths(pen, view, map, scenery, colours);
  const signs = [...map.places.values()].map((place) => ({ y: place.y, place, tree: null }));
  const trees = scenery.trees.map((tree) => ({ y: tree.y, place: null, tree }));
  // From behind to before, so that what is nearer covers what is farther.
  for (const { place, tree } of [...signs, ...trees].sort((a, b) => a.y - b.y)) {
    if (tree) paintTree(pen, view, tree, colours);
    else if (place) {
      const scale = Math.max(view.scale, HOUSE_SCALE_MIN);
      paintHouse(pen, kindOf(place.slug), toScreen(view, place), scale, colours);
    }
  }
}

/** Wide patches of another green, of fields and of sand around what needs them. */
function paintMeadows(
  /** @type {CanvasRenderingContext2D} */ pen, /** @type {View} */ view,
  /** @type {ValleyMap} */ map, /** @type {Colours} */ colours,
) {
  for (const place of map.places.values()) {
    const at = toScreen(view, place);
    const kind = kindOf(place.slug);
    const size = view.scale * ({ meadow: 130, hill: 150, orchard: 100, hives: 90 }[kind] ?? 75);
    blob(pen, at, size, kind === "hill" ? colours.hill : colours.meadow);
    if (kind === "hill") blob(pen, { x: at.x, y: at.y - size * 0.12 }, size * 0.6, colours.top);
    if (kind === "square") blob(pen, at, view.scale * 46, colours.path);
  }
}

/** @type {(pen: CanvasRenderingContext2D, at: Point, size: number, colour: string) => void} */
function blob(pen, at, size, colour) {
  pen.fillStyle = colour;
  pen.beginPath();
  pen.ellipse(at.x, at.y, size, size * 0.72, 0, 0, Math.PI * 2);
  pen.fill();
}

function paintWater(
  /** @type {CanvasRenderingContext2D} */ pen, /** @type {View} */ view,
  /** @type {ValleyMap} */ map, /** @type {Scenery} */ { river }, /** @type {Colours} */ colours,
) {
  for (const [width, colour] of /** @type {[number, string][]} */ ([
    [34, colours.bank], [25, colours.water],
  ])) {
    line(pen, view, river, width, colour);
    for (const place of map.places.values()) {
      if (kindOf(place.slug) !== "pond") continue;
      blob(pen, toScreen(view, place), view.scale * (width + 36), colour);
    }
  }
  pen.setLineDash([view.scale * 22, view.scale * 40]);
  line(pen, view, river, 2.5, colours.ripple);
  pen.setLineDash([]);
}

function paintPaths(
  /** @type {CanvasRenderingContext2D} */ pen, /** @type {View} */ view,
  /** @type {ValleyMap} */ map, /** @type {Scenery} */ { planks }, /** @type {Colours} */ colours,
) {
  const ways = map.paths.map(([from, to]) => [map.places.get(from), map.places.get(to)]);
  for (const [width, colour] of /** @type {[number, string][]} */ ([
    [17, colours.edge], [12, colours.path],
  ])) {
    for (const [from, to] of ways) if (from && to) line(pen, view, [from, to], width, colour);
  }
  for (const plank of planks) paintPlank(pen, view, plank, colours);
  for (const place of map.places.values()) {
    if (kindOf(place.slug) !== "bridge") continue;
    paintPlank(pen, view, { ...place, angle: Math.PI / 2 }, colours, 1.3);
  }
}

/**
 * @type {(pen: CanvasRenderingContext2D, view: View, points: Point[], metres: number, colour:
 *   string) => void}
 */
function line(pen, view, points, metres, colour) {
  pen.strokeStyle = colour;
  pen.lineWidth = Math.max(1, metres * view.scale);
  pen.beginPath();
  for (const point of points) {
    const { x, y } = toScreen(view, point);
    pen.lineTo(x, y);
  }
  pen.stroke();
}

/** A few boards over the water. */
function paintPlank(
  /** @type {CanvasRenderingContext2D} */ pen, /** @type {View} */ view,
  /** @type {import("./scenery.js").Plank} */ plank, /** @type {Colours} */ colours, size = 1,
) {
  const at = toScreen(view, plank);
  const [long, wide] = [46 * size * view.scale, 20 * size * view.scale];
  pen.save();
  pen.translate(at.x, at.y);
  pen.rotate(plank.angle);
  pen.fillStyle = colours.wood;
  pen.fillRect(-long / 2, -wide / 2, long, wide);
  pen.fillStyle = colours.timber;
  for (let board = 0; board < 6; board += 1) {
    pen.fillRect(-long / 2 + (board * long) / 6, -wide / 2, Math.max(1, long / 30), wide);
  }
  pen.fillRect(-long / 2, -wide / 2 - wide / 10, long, wide / 6);
  pen.fillRect(-long / 2, wide / 2 - wide / 10, long, wide / 6);
  pen.restore();
}

/** Grass, or a flower. */
function paintTuft(
  /** @type {CanvasRenderingContext2D} */ pen, /** @type {View} */ view,
  /** @type {Tree} */ tuft, /** @type {Colours} */ colours,
) {
  const at = toScreen(view, tuft);
  const size = tuft.size * Math.max(view.scale, 0.4);
  if (tuft.kind === 0) {
    pen.fillStyle = colours.flower;
    pen.beginPath();
    pen.arc(at.x, at.y, 2.6 * size, 0, Math.PI * 2);
    pen.fill();
    return;
  }
  pen.strokeStyle = colours.tuft;
  pen.lineWidth = Math.max(0.7, 1.6 * size);
  pen.beginPath();
  for (const lean of [-4, 0, 4]) {
    pen.moveTo(at.x, at.y);
    pen.lineTo(at.x + lean * size, at.y - 7 * size);
  }
  pen.stroke();
}

/** A round crown, or a fir. */
function paintTree(
  /** @type {CanvasRenderingContext2D} */ pen, /** @type {View} */ view,
  /** @type {Tree} */ tree, /** @type {Colours} */ colours,
) {
  const at = toScreen(view, tree);
  const size = tree.size * Math.max(view.scale, 0.32) * 15;
  blob(pen, { x: at.x, y: at.y + size * 0.15 }, size * 0.95, colours.shade);
  if (tree.kind === 3) {
    for (const [up, wide] of [[0, 0.85], [0.75, 0.65], [1.45, 0.42]]) {
      pen.fillStyle = up === 0 ? colours.fir : colours.firlight;
      pen.beginPath();
      pen.moveTo(at.x - wide * size, at.y - up * size);
      pen.lineTo(at.x + wide * size, at.y - up * size);
      pen.lineTo(at.x, at.y - (up + 1.3) * size);
      pen.fill();
    }
    return;
  }
  pen.fillStyle = colours.timber;
  pen.fillRect(at.x - size * 0.12, at.y - size * 0.5, size * 0.24, size * 0.65);
  blob(pen, { x: at.x, y: at.y - size }, size, colours.tree);
  blob(pen, { x: at.x - size * 0.2, y: at.y - size * 1.2 }, size * 0.62, colours.leaf);
}
