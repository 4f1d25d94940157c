/** What Play is given by the page it lives in, and what it does without. */

/** Timers for a page that has none: what would come later does not come. @type {Timers} */
export const PATIENT = { setTimeout: () => null, clearTimeout: () => {} };

/**
 * @typedef {object} Timers
 * @property {(act: () => void, ms: number) => any} setTimeout
 * @property {(timer: any) => void} clearTimeout
 *
 * @typedef {object} Ports
 * @property {(on: import("../wire.js").Listener) => import("../wire.js").Wire} makeWire
 * @property {ReturnType<typeof import("./store.js").openStore>} store
 * @property {() => number} now  local clock, ms
 * @property {() => number} [steady]  a clock that nobody sets, ms
 * @property {() => void} changed  there is something to draw
 * @property {Timers} [timers]
 * @property {() => boolean} [online]  false when the device knows that it has no network
 */
