/**
 * Where everybody is drawn between two ticks: they go on walking instead of jumping, and those who
 * stand at one place stand around it. Pure; times in local ms, lengths in metres.
 */

/**
 * @typedef {import("./fold.js").Walker} Walker
 * @typedef {{x: number, y: number, right: number, down: number}} Stand
 *   a spot of the map, and how many faces beside and below it
 * @typedef {{from: Stand, to: Stand, since: number, until: number}} Gait  how one is drawn
 */

/** A tick is drawn over this much longer than ticks are apart, so that a late one shows no stop. */
const PATIENCE = 1.25;
/** Who is farther than this from where they should be is put there: they came from elsewhere. */
const LEAP = 160;
/** Where those stand who are at one place, in faces: before the door, then to both sides. */
const ROWS = [[0.95, 0], [0.8, 1.1], [0.8, -1.1]];
const ROW_LENGTH = 4;
const ROW_DOWN = 1.15;

/**
 * Where everyone is heading after a tick, from where they are drawn now.
 * @param {Map<string, Gait>} before
 * @param {Iterable<Walker>} folk
 * @param {number} now
 * @param {number} apartMs  how far apart ticks come; 0 puts everyone there at once
 * @returns {Map<string, Gait>}
 */
export function steps(before, folk, now, apartMs) {
  const all = [...folk];
  const spots = standing(all);
  return new Map(all.map((one) => {
    const to = spots.get(one.id) ?? { x: one.x, y: one.y, right: 0, down: 0 };
    const old = before.get(one.id);
    if (old && isSame(old.to, to)) return [one.id, old];
    const from = old ? drawnAt(old, now) : to;
    const leaps = Math.hypot(to.x - from.x, to.y - from.y) > LEAP;
    const takes = leaps ? 0 : apartMs * PATIENCE;
    return [one.id, { from: leaps ? to : from, to, since: now, until: now + takes }];
  }));
}

/** Where this one is drawn now. @param {Gait} gait @param {number} now @returns {Stand} */
export function drawnAt({ from, to, since, until }, now) {
  if (now >= until) return to;
  const share = Math.max(0, (now - since) / (until - since));
  const between = (/** @type {keyof Stand} */ key) => from[key] + (to[key] - from[key]) * share;
  return { x: between("x"), y: between("y"), right: between("right"), down: between("down") };
}

/** Is this one on the way? @param {Gait} gait @param {number} now */
export function isMoving({ from, to, until }, now) {
  return now < until && !isSame(from, to);
}

/** @type {(a: Stand, b: Stand) => boolean} */
function isSame(a, b) {
  return a.x === b.x && a.y === b.y && a.right === b.right && a.down === b.down;
}

/** Those at one spot, in rows before it, by their names. @param {Walker[]} all */
function standing(all) {
  const spots = /** @type {Map<string, Walker[]>} */ (new Map());
  for (const one of all) {
    if (one.walks) continue;
    const spot = `${one.x} ${one.y}`;
    spots.set(spot, [...(spots.get(spot) ?? []), one]);
  }
  const found = /** @type {Map<string, Stand>} */ (new Map());
  for (const crowd of spots.values()) {
    crowd.sort((a, b) => (a.id < b.id ? -1 : 1)).forEach((one, at) => {
      found.set(one.id, { x: one.x, y: one.y, ...beside(at) });
    });
  }
  return found;
}

/** Where one of a crowd stands. @param {number} at */
function beside(at) {
  if (at < ROWS.length) return { down: ROWS[at][0], right: ROWS[at][1] };
  const rest = at - ROWS.length;
  const row = Math.floor(rest / ROW_LENGTH);
  const column = rest % ROW_LENGTH - (ROW_LENGTH - 1) / 2;
  return { down: ROWS[0][0] + ROW_DOWN * (row + 1), right: column * 1.1 };
}
