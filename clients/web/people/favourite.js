/** The best answer that each prompt ever got, asked for when a round is revealed again. No DOM. */

import { WireError } from "../retry.js";

/** Prompts remembered; then all are forgotten and asked for again. */
const KEPT = 100;
/** So many must have had the choice, or it says nothing. */
const VOTERS_MIN = 3;

/** @typedef {{text: string, name: string}} Answer */

/** Asks once for each prompt; what can't be had is not missed. */
export class Favourite {
  /** @type {Map<string, Answer|null>} null: not known, or not worth telling */
  #known = new Map();
  #send;
  #changed;

  /**
   * @param {(op: string, fields: object) => Promise<any>} send
   * @param {() => void} changed
   */
  constructor(send, changed) {
    this.#send = send;
    this.#changed = changed;
  }

  /** What to tell at this step, or null. @param {import("../fold.js").Game} table */
  of({ phase, prompt }) {
    return phase === "reveal" ? this.#known.get(prompt?.text ?? "") ?? null : null;
  }

  /** Ask, where a round is revealed. @param {import("../fold.js").Game} table */
  async look({ phase, prompt }) {
    if (phase !== "reveal" || !prompt || this.#known.has(prompt.text)) return;
    if (this.#known.size >= KEPT) this.#known.clear();
    this.#known.set(prompt.text, null);
    try {
      const fields = { prompt: prompt.text, limit: 1 };
      const { answers } = await this.#send("prompt.best", fields);
      const first = answers?.[0];
      const isTold = first && first.voters >= VOTERS_MIN && first.chance > 0.5;
      this.#known.set(prompt.text, isTold ? { text: first.text, name: first.name } : null);
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
    }
    this.#changed();
  }
}
