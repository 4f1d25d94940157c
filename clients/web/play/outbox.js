/**
 * What must reach the server, kept with its id until the server has answered: the retry after a
 * reload is the same command, and nothing is done twice. No DOM, no socket.
 */

/** Kept at once; beyond that the oldest is not kept any more, though it is still being sent. */
export const OUTBOX_MAX = 12;
const RECORD = "outbox";

/**
 * @typedef {object} Letter
 * @property {string} id  the command's id
 * @property {string} op
 * @property {{game: string, [field: string]: any}} fields
 */

/** Letters not yet answered. */
export class Outbox {
  /** @type {Set<string>} */
  #underway = new Set();
  #store;
  #send;

  /**
   * @param {ReturnType<typeof import("./store.js").openStore>} store
   * @param {(op: string, fields: object, id: string) => Promise<any>} send
   */
  constructor(store, send) {
    this.#store = store;
    this.#send = send;
  }

  /** Send it, and keep it until its outcome is known. @param {Letter} letter */
  async send(letter) {
    const { id, op, fields } = letter;
    this.#keep(letter);
    this.#underway.add(id);
    try {
      const reply = await this.#send(op, fields, id);
      this.drop(id);
      return reply;
    } catch (error) {
      // Hanging up is no outcome: another window, or this one again, may still send it.
      if (/** @type {{code?: string}} */ (error).code !== "stopped") this.drop(id);
      throw error;
    } finally {
      this.#underway.delete(id);
    }
  }

  /** What is kept for this game, oldest first. @param {string} game @returns {Letter[]} */
  of(game) {
    return this.#kept().filter((letter) => letter.fields.game === game);
  }

  /** Is it being sent by this page right now? @param {Letter} letter */
  isUnderway(letter) {
    return this.#underway.has(letter.id);
  }

  /** @param {string} id */
  drop(id) {
    this.#write(this.#kept().filter((letter) => letter.id !== id));
  }

  /** Forget all of it: whoever sits here now wrote none of it. */
  clear() {
    this.#store.set(RECORD, null);
  }

  /** @param {Letter} letter */
  #keep(letter) {
    const kept = this.#kept();
    if (kept.some(({ id }) => id === letter.id)) return;
    const others = kept.filter((old) => !isMoved(old, letter));
    this.#write([...others, letter].slice(-OUTBOX_MAX));
  }

  /** @returns {Letter[]} */
  #kept() {
    try {
      const all = JSON.parse(this.#store.get(RECORD) ?? "[]");
      return all.filter((/** @type {any} */ one) => one.id && one.op && one.fields?.game);
    } catch {
      return []; // written by something else than this page
    }
  }

  /** @param {Letter[]} letters */
  #write(letters) {
    this.#store.set(RECORD, letters.length > 0 ? JSON.stringify(letters) : null);
  }
}

/** What makes two of them the same one, moved. @type {Record<string, string[]>} */
const SAME = {
  "vote.cast": ["game", "round", "vote_type"],
  "guess.cast": ["game", "round", "response"],
};

/** A vote that was moved is replaced by where it went. @param {Letter} old @param {Letter} now */
function isMoved(old, now) {
  return old.op === now.op && Object.hasOwn(SAME, old.op) &&
    SAME[old.op].every((name) => old.fields[name] === now.fields[name]);
}
