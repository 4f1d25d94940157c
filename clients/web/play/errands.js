/** What is under way and what went wrong with it, one of a kind at a time. No DOM. */

import { WireError } from "../retry.js";
import { errorWords } from "../lang/words.js";

const FINE = () => "";

/** Errands by key: a second of the same kind waits for nobody, it is not begun. */
export class Errands {
  /** @type {Record<string, boolean|undefined>} */
  busy = {};
  /** Does one wait for the server to be able to write? */
  delayed = false;
  /** @type {() => string} what went wrong last, said anew whenever it is read */
  wrong = FINE;
  #changed;
  #failed;

  /**
   * @param {() => void} changed
   * @param {(key: string, wrong: () => string) => void} failed  after a refusal
   */
  constructor(changed, failed) {
    this.#changed = changed;
    this.#failed = failed;
  }

  /** Nothing is wrong any more. */
  forgive() {
    this.wrong = FINE;
  }

  /** The server has put something off. */
  delay() {
    this.delayed = true;
    this.#changed();
  }

  /** @param {WireError} error */
  blame(error) {
    this.wrong = () => errorWords(error);
  }

  /**
   * @param {string} key
   * @param {() => Promise<any>} act
   * @returns {Promise<boolean>} true when it was done
   */
  async run(key, act) {
    if (this.busy[key]) return false;
    this.busy[key] = true;
    this.forgive();
    this.#changed();
    try {
      await act();
      return true;
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      if (error.code !== "stopped") this.blame(error);
      this.#failed(key, this.wrong);
      return false;
    } finally {
      delete this.busy[key];
      this.delayed = false;
      this.#changed();
    }
  }
}
