/** Whose profile is looked at, and what it shows. No DOM. */

import { errorWords } from "../lang/words.js";
import { WireError } from "../retry.js";

/** One person at a time. */
export class Portrait {
  /** @type {string|null} a user's id */
  user = null;
  /** @type {any} the reply to profile.get, or null */
  shown = null;
  /** @type {() => string} */
  wrong = () => "";
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

  /** Look at somebody. @param {string} user */
  async look(user) {
    if (this.user !== user) this.shown = null;
    this.user = user;
    this.wrong = () => "";
    this.#changed();
    try {
      const reply = await this.#send("profile.get", { user });
      if (this.user === user) this.shown = reply;
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      if (this.user === user) this.wrong = () => errorWords(error);
    }
    this.#changed();
  }

  /** Forget what was seen. */
  forget() {
    this.user = this.shown = null;
  }
}
