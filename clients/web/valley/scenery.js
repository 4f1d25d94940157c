/**
 * What stands around the places of a map: which house is whose, trees, the river, planks where a
 * path crosses it. Drawn from the map alone, the same each time. Pure; lengths in metres.
 */

/**
 * @typedef {import("./camera.js").Point} Point
 * @typedef {import("./fold.js").Place} Place
 * @typedef {import("./fold.js").Map} ValleyMap
 * @typedef {{x: number, y: number, size: number, kind: number}} Tree
 * @typedef {{x: number, y: number, angle: number}} Plank
 * @typedef {{trees: Tree[], tufts: Tree[], river: Point[], planks: Plank[]}} Scenery
 */

/** What is drawn for a place, by its name on the wire; a house where nothing better is known. */
const KINDS = /** @type {Record<string, string>} */ ({
  lighthouse: "lighthouse", hill: "hill", meadow: "meadow", hives: "hives", orchard: "orchard",
  church: "church", library: "hall", "town-hall": "hall", square: "square", "post-office": "house",
  inn: "inn", bakery: "house", "police-house": "house", workshop: "barn", bridge: "bridge",
  mill: "mill", pond: "pond", cottage: "house", crossroads: "signpost", station: "station",
});
const HOUSES = ["house", "hall", "inn", "barn", "church", "station", "mill", "lighthouse"];
/** The river's bends as offsets from places; a map without these places has no river. */
const BENDS = /** @type {[string, number, number][]} */ ([
  ["hives", -260, 150], ["orchard", -110, 120], ["mill", -20, -42], ["bridge", 0, 0],
  ["inn", 20, 128], ["workshop", -60, 110], ["workshop", 80, 130], ["station", 260, 190],
]);
/** So many over twice the width and height of all places: the land goes on beyond them. */
const TREES = 420;
const TUFTS = 560;
const FROM_PLACE = 52;
const FROM_PATH = 22;
const FROM_RIVER = 26;

/** @param {string} slug */
export const kindOf = (slug) => KINDS[slug] ?? "house";

/** Has it windows that are lit by night? @param {string} slug */
export const isHouse = (slug) => HOUSES.includes(kindOf(slug));

/** Everything around the places of this map. @param {ValleyMap} map @returns {Scenery} */
export function sceneryOf(map) {
  const river = riverOf(map);
  const planks = map.paths.flatMap(([from, to]) => crossings(from, to, map, river));
  return { river, planks, ...scattered(map, river) };
}

/** @type {(map: ValleyMap) => Point[]} */
function riverOf(map) {
  const bends = BENDS.map(([slug, dx, dy]) => {
    const place = map.places.get(slug);
    return place ? { x: place.x + dx, y: place.y + dy } : null;
  });
  return bends.includes(null) ? [] : smooth(/** @type {Point[]} */ (bends));
}

/** Corners cut off thrice (Chaikin): a line that bends. @param {Point[]} points */
function smooth(points) {
  let line = points;
  for (let turn = 0; turn < 3; turn += 1) {
    const cut = line.slice(1).flatMap((to, at) =>
      [mixed(line[at], to, 0.25), mixed(line[at], to, 0.75)]);
    line = [line[0], ...cut, line[line.length - 1]];
  }
  return line;
}

/** @type {(a: Point, b: Point, share: number) => Point} */
const mixed = (a, b, share) => ({ x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share });

/** @type {(from: string, to: string, map: ValleyMap, river: Point[]) => Plank[]} */
function crossings(from, to, map, river) {
  const [a, b] = [map.places.get(from), map.places.get(to)];
  if (!a || !b) return [];
  return river.slice(1).flatMap((end, at) => {
    const hit = meeting(a, b, river[at], end);
    // At a bridge there is one already.
    const isBridged = (/** @type {Place} */ one) =>
      hit !== null && kindOf(one.slug) === "bridge" && far(one, hit) < 30;
    if (!hit || isBridged(a) || isBridged(b)) return [];
    return [{ ...hit, angle: Math.atan2(b.y - a.y, b.x - a.x) }];
  });
}

/**
 * Where two stretches cross, or null.
 * @type {(a: Point, b: Point, c: Point, d: Point) => Point|null}
 */
function meeting(a, b, c, d) {
  const [rx, ry, sx, sy] = [b.x - a.x, b.y - a.y, d.x - c.x, d.y - c.y];
  const cross = rx * sy - ry * sx;
  if (cross === 0) return null;
  const t = ((c.x - a.x) * sy - (c.y - a.y) * sx) / cross;
  const u = ((c.x - a.x) * ry - (c.y - a.y) * rx) / cross;
  return t >= 0 && t <= 1 && u >= 0 && u < 1 ? mixed(a, b, t) : null;
}

/** @type {(a: Point, b: Point) => number} */
const far = (a, b) => Math.hypot(a.x - b.x, a.y - b.y);

/** How far a point is from a stretch. @type {(at: Point, a: Point, b: Point) => number} */
function beside(at, a, b) {
  const length = (b.x - a.x) ** 2 + (b.y - a.y) ** 2;
  const along = (at.x - a.x) * (b.x - a.x) + (at.y - a.y) * (b.y - a.y);
  const share = length === 0 ? 0 : along / length;
  return far(at, mixed(a, b, Math.min(1, Math.max(0, share))));
}

/**
 * Trees and tufts where nobody walks.
 * @type {(map: ValleyMap, river: Point[]) => {trees: Tree[], tufts: Tree[]}}
 */
function scattered(map, river) {
  const ways = map.paths.map(([from, to]) => [map.places.get(from), map.places.get(to)]);
  const clear = (/** @type {Point} */ at, /** @type {number} */ room) =>
    [...map.places.values()].every((place) => far(place, at) > FROM_PLACE * room)
    && ways.every(([a, b]) => !a || !b || beside(at, a, b) > FROM_PATH * room)
    && river.every((bend) => far(bend, at) > FROM_RIVER * room);
  /** @type {(many: number, salt: number, room: number) => Tree[]} */
  const drawn = (many, salt, room) =>
    Array.from({ length: many }, (_, n) => ({
      x: map.bounds.left + (chance(n, salt) * 2 - 0.5) * map.bounds.width,
      y: map.bounds.top + (chance(n, salt + 1) * 2 - 0.5) * map.bounds.height,
      size: 0.7 + chance(n, salt + 2) * 0.6,
      kind: Math.floor(chance(n, salt + 3) * 4),
    })).filter((tree) => clear(tree, room)).sort((a, b) => a.y - b.y);
  return { trees: drawn(TREES, 10, 1), tufts: drawn(TUFTS, 50, 0.5) };
}

/** The same number from 0 to 1 for the same two (a mix of 32 bits by multiplying and shifting). */
function chance(/** @type {number} */ n, /** @type {number} */ salt) {
  let mix = Math.imul(n + 1, 0x9e3779b1) ^ Math.imul(salt + 1, 0x85ebca6b);
  mix = Math.imul(mix ^ (mix >>> 15), 0x2c1b3c6d);
  mix = Math.imul(mix ^ (mix >>> 12), 0x297a2d39);
  return ((mix ^ (mix >>> 15)) >>> 0) / 2 ** 32;
}
