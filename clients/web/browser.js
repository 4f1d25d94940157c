/** What a browser lends to a client: sockets, clocks, chance, waking. No drawing. */

import { Wire } from "./wire.js";

/** randomUUID exists on secure origins only; a phone in the living room often is on plain http. */
function uuid() {
  if (window.crypto.randomUUID) return window.crypto.randomUUID();
  const bytes = window.crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** A wire to the server this page came from. @param {import("./wire.js").Listener} on */
export function openWire(on) {
  const scheme = window.location.protocol === "https:" ? "wss:" : "ws:";
  return new Wire({
    url: `${scheme}//${window.location.host}/ws`,
    open: (url, protocol) => new WebSocket(url, protocol),
    ...timers,
    now,
    steady,
    online,
    random: () => Math.random(),
    uuid,
    on,
  });
}

/** The clock on the wall, in ms: whoever holds the device may set it. */
export const now = () => Date.now();

/** A clock that nobody sets, in ms; in a sleeping device it may stand still. */
export const steady = () => performance.now();

/** False when this device knows that it has no network; true promises nothing. */
export const online = () => navigator.onLine;

/** Timers of the page. */
export const timers = {
  setTimeout: (/** @type {() => void} */ act, /** @type {number} */ ms) =>
    window.setTimeout(act, ms),
  clearTimeout: (/** @type {any} */ timer) => window.clearTimeout(timer),
};

/**
 * Tell when the device woke, is looked at again, or its network changed.
 * @param {() => void} woke
 */
export function onWaking(woke) {
  for (const name of ["online", "offline", "pageshow", "focus"]) {
    window.addEventListener(name, woke);
  }
  document.addEventListener("resume", woke); // a frozen tab thaws
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) woke();
  });
}

/** Tell when the page may be gone in a moment. @param {() => void} leaving */
export function onLeaving(leaving) {
  window.addEventListener("pagehide", leaving);
  document.addEventListener("freeze", leaving);
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) leaving();
  });
}
