/** The valley as it is now, folded from what the server tells. Pure; metres, and local ms. */

/**
 * @typedef {{slug: string, name: string, x: number, y: number}} Place
 * @typedef {object} Map
 * @property {import("./camera.js").Bounds} bounds  of all its places
 * @property {globalThis.Map<string, Place>} places
 * @property {[string, string][]} paths
 *
 * @typedef {object} Walker  somebody in the valley
 * @property {string} id
 * @property {string} name
 * @property {boolean} isPerson
 * @property {number} x
 * @property {number} y
 * @property {string} place  where they are, or where the path begins that they walk
 * @property {string|null} to  where they walk to
 * @property {boolean} walks
 * @property {string} kind  sleep, eat, work, rest, social, play, errand
 * @property {string} activity
 * @property {number} mood  -100 to 100
 * @property {number} energy  0 to 100
 * @property {string|null} talksTo
 * @property {string|null} tone  chat, quarrel, made_up
 *
 * @typedef {object} Valley
 * @property {Map|null} map
 * @property {number} tick
 * @property {{at: number, pace: number, heardAt: number}|null} clock
 * @property {globalThis.Map<string, Walker>} folk  by id; those who came first stand first
 */

const CM = 100;

/** Before anything was told. @returns {Valley} */
export function nothing() {
  return { map: null, tick: 0, clock: null, folk: new globalThis.Map() };
}

/**
 * What world.watch and world.join reply: the map, and what time it is.
 * @type {(valley: Valley, reply: any, heardAt: number) => Valley}
 */
export function mapped(valley, reply, heardAt) {
  const told = reply.map;
  const places = new globalThis.Map(told.places.map((/** @type {any} */ one) => [
    one.id, { slug: one.id, name: one.name, x: one.x / CM, y: one.y / CM },
  ]));
  const map = {
    bounds: boundsOf([...places.values()]),
    places,
    paths: told.paths.filter(([from, to]) => places.has(from) && places.has(to)),
  };
  return { ...valley, map, tick: reply.tick, clock: clock(reply.now, heardAt) };
}

/** @param {Place[]} places */
function boundsOf(places) {
  const [xs, ys] = [places.map((one) => one.x), places.map((one) => one.y)];
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  return { left, top, width: Math.max(...xs) - left, height: Math.max(...ys) - top };
}

/**
 * The signal world.tick: those who changed, those who are gone; or everybody. One that comes late
 * changes nothing.
 * @type {(valley: Valley, signal: any, heardAt: number) => Valley}
 */
export function ticked(valley, signal, heardAt) {
  // Another node may count from anew: it says all.
  if (!signal.full && signal.tick < valley.tick) return valley;
  const folk = new globalThis.Map(signal.full ? [] : valley.folk);
  for (const figure of signal.agents ?? []) folk.set(figure.id, walker(figure));
  for (const id of signal.gone ?? []) folk.delete(id);
  return { ...valley, tick: signal.tick, clock: clock(signal.now, heardAt), folk };
}

/**
 * One whom a reply told of is there, before the next tick tells.
 * @type {(valley: Valley, figure: any) => Valley}
 */
export function entered(valley, figure) {
  return { ...valley, folk: new globalThis.Map(valley.folk).set(figure.id, walker(figure)) };
}

/** The valley's own clock at this local moment, in its ms; null before it was told. */
export function clockNow(/** @type {Valley} */ { clock }, /** @type {number} */ now) {
  return clock && clock.at + Math.max(0, now - clock.heardAt) * clock.pace;
}

/** @type {(told: any, heardAt: number) => Valley["clock"]} */
function clock(told, heardAt) {
  return { at: told.at, pace: told.pace, heardAt };
}

/** @returns {Walker} */
function walker(/** @type {any} */ one) {
  return {
    id: one.id,
    name: one.name,
    isPerson: Boolean(one.is_person),
    x: one.x / CM,
    y: one.y / CM,
    place: one.place,
    to: one.to ?? null,
    // Who talks stands still, wherever they were going.
    walks: Boolean(one.to) && !one.talks_to,
    kind: one.kind ?? "rest",
    activity: one.activity ?? "",
    mood: one.mood ?? 0,
    energy: one.energy ?? 0,
    talksTo: one.talks_to ?? null,
    tone: one.tone ?? null,
  };
}
