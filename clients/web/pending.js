/** Commands that wait for their outcome: what to send next, what is owed. Knows no socket. */

import { WireError } from "./retry.js";

/** Commands waiting for a reply at once; one more is refused at once, so that nothing piles up. */
export const PENDING_MAX = 64;

/**
 * @typedef {object} Entry  one command, until its outcome is known
 * @property {string} id
 * @property {string} op
 * @property {object} fields
 * @property {number} level  how far the connection must be before this may be sent
 * @property {(reply: any) => void} resolve
 * @property {(error: WireError) => void} reject
 * @property {boolean} sent  on the present connection
 * @property {any} timer  runs while the server has put it off
 */

/** In the order they were asked for; each id has one outcome. */
export class Pending {
  /** @type {Map<string, Entry>} */
  #entries = new Map();

  get isFull() {
    return this.#entries.size >= PENDING_MAX;
  }

  /** Is a reply owed to something that was sent? */
  get isOwed() {
    return [...this.#entries.values()].some((entry) => entry.sent);
  }

  /** @param {Omit<Entry, "sent"|"timer">} entry */
  add(entry) {
    this.#entries.set(entry.id, { ...entry, sent: false, timer: null });
  }

  /** @param {string} id */
  get(id) {
    return this.#entries.get(id);
  }

  /** What may be sent now that the connection is at `level`. @param {number} level */
  due(level) {
    return [...this.#entries.values()].filter((entry) =>
      !entry.sent && entry.timer === null && entry.level <= level);
  }

  /** @param {Entry} entry @param {any} reply */
  settle(entry, reply) {
    this.#entries.delete(entry.id);
    if (reply.ok) entry.resolve(reply);
    else entry.reject(new WireError(reply.error));
  }

  /**
   * The connection is gone: what was sent on it without a reply is to be sent again.
   * @param {number} level  what belongs to one connection, below this, is forgotten
   * @param {(timer: any) => void} clearTimeout
   */
  unsend(level, clearTimeout) {
    for (const entry of [...this.#entries.values()]) {
      clearTimeout(entry.timer);
      entry.timer = null;
      entry.sent = false;
      if (entry.level < level) this.#entries.delete(entry.id);
    }
  }

  /** Nothing will be sent any more. @param {WireError} error */
  refuse(error) {
    const left = [...this.#entries.values()];
    this.#entries.clear();
    for (const entry of left) entry.reject(error);
  }
}
