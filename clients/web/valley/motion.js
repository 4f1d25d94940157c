/**
 * Where everybody is drawn between two ticks: they go on walking instead of jumping, and those who
 * stand at one place stand around it. Pure; times in local ms, lengths in metres.
 */

/**
 * @typedef {import("./camera.js").Point} Point
 * @typedef {import("./fold.js").Walker} Walker
 * @typedef {object} Gait  how one is drawn
 * @property {Point} from
 * @property {Point} to
 * @property {number} since
 * @property {number} until
 */

/** A tick is drawn over this much longer than ticks are apart, so that a late one shows no stop. */
const PATIENCE = 1.25;
/** Who is farther than this from where they should be is put there: they came from elsewhere. */
const LEAP = 160;
/** Of the ring in which those stand who are at one place. */
const RING = 24;
const RING_STEP = 5;

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
    const to = spots.get(one.id) ?? one;
    const old = before.get(one.id);
    if (old && old.to.x === to.x && old.to.y === to.y) return [one.id, old];
    const from = old ? drawnAt(old, now) : to;
    const leaps = Math.hypot(to.x - from.x, to.y - from.y) > LEAP;
    const takes = leaps ? 0 : apartMs * PATIENCE;
    return [one.id, { from: leaps ? to : from, to, since: now, until: now + takes }];
  }));
}

/** Where this one is drawn now. @param {Gait} gait @param {number} now @returns {Point} */
export function drawnAt({ from, to, since, until }, now) {
  if (now >= until) return to;
  const share = Math.max(0, (now - since) / (until - since));
  return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
}

/** Is this one on the way? @param {Gait} gait @param {number} now */
export function isMoving({ from, to, until }, now) {
  return now < until && (from.x !== to.x || from.y !== to.y);
}

/**
 * Those at one spot, in a ring below it, by their names; one alone stands before the door.
 * @param {Walker[]} all
 * @returns {Map<string, Point>}
 */
function standing(all) {
  const spots = /** @type {Map<string, Walker[]>} */ (new Map());
  for (const one of all) {
    if (one.walks) continue;
    const spot = `${one.x} ${one.y}`;
    spots.set(spot, [...(spots.get(spot) ?? []), one]);
  }
  const found = /** @type {Map<string, Point>} */ (new Map());
  for (const crowd of spots.values()) {
    const ring = RING + RING_STEP * Math.max(0, crowd.length - 3);
    crowd.sort((a, b) => (a.id < b.id ? -1 : 1)).forEach((one, at) => {
      // From straight below to both sides.
      const turn = ((at + 1) >> 1) * (at % 2 ? 1 : -1) * Math.min(0.9, 5.2 / crowd.length);
      found.set(one.id, {
        x: one.x + Math.sin(turn) * ring, y: one.y + Math.cos(turn) * ring * 0.8 + 8,
      });
    });
  }
  return found;
}
