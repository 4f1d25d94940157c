/** How light it is in the valley, by its own clock; and what its clock shows. Pure. */

export const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** Hours at which the light changes, with how light it is then (0 to 1) and how warm. */
const HOURS = [
  { at: 0, light: 0, warm: 0 },
  { at: 4.5, light: 0.05, warm: 0 },
  { at: 6, light: 0.55, warm: 1 },
  { at: 7.5, light: 1, warm: 0.25 },
  { at: 9, light: 1, warm: 0 },
  { at: 16.5, light: 1, warm: 0 },
  { at: 18.5, light: 0.85, warm: 0.5 },
  { at: 20, light: 0.45, warm: 1 },
  { at: 21.5, light: 0.1, warm: 0.2 },
  { at: 24, light: 0, warm: 0 },
];

/**
 * @typedef {object} Daylight
 * @property {number} light  0 in the night, 1 by day
 * @property {number} warm  0 to 1: sunrise and sunset
 * @property {"night"|"morning"|"day"|"evening"} part
 */

/**
 * @param {number} nowMs  the valley's clock: ms since midnight of its first Monday
 * @returns {Daylight}
 */
export function daylightAt(nowMs) {
  const hour = (((nowMs % DAY_MS) + DAY_MS) % DAY_MS) / HOUR_MS;
  const next = HOURS.findIndex((one) => one.at > hour);
  const [from, to] = [HOURS[next - 1], HOURS[next]];
  const share = (hour - from.at) / (to.at - from.at);
  const between = (/** @type {number} */ a, /** @type {number} */ b) => a + (b - a) * share;
  return {
    light: between(from.light, to.light), warm: between(from.warm, to.warm), part: partOf(hour),
  };
}

/** @type {(hour: number) => Daylight["part"]} */
function partOf(hour) {
  if (hour < 5 || hour >= 21.5) return "night";
  if (hour < 10) return "morning";
  return hour < 18 ? "day" : "evening";
}

/** Day of the week, 0 for Monday, and minutes since midnight. @param {number} nowMs */
export function clockAt(nowMs) {
  return {
    day: Math.floor(nowMs / DAY_MS) % 7,
    minute: Math.floor((nowMs % DAY_MS) / 60_000),
  };
}
