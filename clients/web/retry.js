/** When to try again, when to stop, and the error that tells why. Pure. */

const BACKOFF_FIRST_MS = 500;
/** The longest wait, in ms, and the one of a device that knows it is offline. */
export const BACKOFF_LAST_MS = 10_000;

/** A refusal, by the server or by the wire itself; `code` is stable, `message` for people. */
export class WireError extends Error {
  /** @param {{code?: string, message?: string, retry_after_ms?: number|null}} [error] */
  constructor(error = {}) {
    super(error.message || error.code || "refused");
    this.code = error.code || "internal";
    this.retryAfterMs = error.retry_after_ms ?? null;
  }
}

/**
 * How long to wait before attempt `attempt` (0, 1, 2 …): doubling, bounded, half of it chance,
 * so that a thousand phones do not come back in the same instant.
 * @param {number} attempt
 * @param {() => number} random  0 ≤ x < 1
 * @returns {number} milliseconds
 */
export function backoffMs(attempt, random) {
  const ceiling = Math.min(BACKOFF_LAST_MS, BACKOFF_FIRST_MS * 2 ** Math.min(attempt, 20));
  return ceiling / 2 + (random() * ceiling) / 2;
}

/**
 * What a close code asks of us: "retry", or the reason to stop.
 * @param {number} code
 * @returns {"retry"|"done"|"refused"|"forbidden"|"taken"|"broken"}
 */
export function farewell(code) {
  switch (code) {
    case 1000: return "done";
    case 4400: return "broken";
    case 4401: return "refused";
    case 4403: return "forbidden";
    case 4409: return "taken";
    default: return "retry"; // 1001, 1006, 4430; 4408 is a phone that slept, and it may wake
  }
}
