/** The leaderboard: of all time, of the season, of the week, a page after the other. No DOM. */

import { errorWords } from "../lang/words.js";
import { WireError } from "../retry.js";

const PAGE = 20;

/** One board at a time. */
export class Board {
  /** @type {"all"|"season"|"week"} */
  scope = "all";
  /** @type {{scope: string, rows: any[], me: any, next: string|null}|null} as far as it came */
  page = null;
  busy = false;
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

  /** Its rows, once they are those of the scope that is wished; else null. */
  get shown() {
    return this.page?.scope === this.scope ? this.page : null;
  }

  /** The first page. @param {"all"|"season"|"week"} scope */
  look(scope) {
    this.scope = scope;
    return this.#ask({ scope, limit: PAGE }, []);
  }

  /** The page after what is shown. */
  async more() {
    if (!this.shown?.next || this.busy) return;
    const { next, rows } = this.shown;
    await this.#ask({ scope: this.scope, limit: PAGE, cursor: next }, rows);
  }

  async #ask(fields, before) {
    this.busy = true;
    this.wrong = () => "";
    this.#changed();
    try {
      const { scope, rows, me, next } = await this.#send("leaderboard.get", fields);
      // Whoever has gone on to another board wants to see that one.
      if (scope === this.scope) this.page = { scope, rows: [...before, ...rows], me, next };
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      if (fields.scope === this.scope) this.wrong = () => errorWords(error);
    }
    if (fields.scope === this.scope) this.busy = false;
    this.#changed();
  }
}
