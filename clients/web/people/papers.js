/** What is stored about me: handed out whole, or forgotten as I ask. No DOM, no file of its own. */

import { say } from "../lang/lang.js";
import { errorWords } from "../lang/words.js";
import { WireError } from "../retry.js";

const FINE = () => "";
// Pages of an export that are asked for at most, so that no answer can keep us asking for ever.
const PAGES_MAX = 1_000;

/** Both are asked of the server, one at a time. */
export class Papers {
  busy = false;
  /** @type {{name: string, text: string, rows: number}|null} all about me, to be saved */
  file = null;
  /** Was I forgotten just now? */
  erased = false;
  /** @type {() => string} */
  wrong = FINE;
  #send;
  #changed;
  #gone;

  /**
   * @param {(op: string, fields?: object) => Promise<any>} send
   * @param {() => void} changed
   * @param {() => void} gone  nobody sits here any more
   */
  constructor(send, changed, gone) {
    this.#send = send;
    this.#changed = changed;
    this.#gone = gone;
  }

  /** Put everything away. */
  clear() {
    this.file = null;
    this.erased = false;
    this.wrong = FINE;
  }

  /** Gather all that is stored; a table with many rows comes in pages. @param {string} name */
  gather(name) {
    this.file = null;
    return this.#run(async () => {
      const { tables, more } = await this.#send("profile.export");
      for (const table of Object.keys(more)) await this.#rest(tables, table, more[table]);
      const rows = Object.values(tables).reduce((all, each) => all + each.length, 0);
      const text = `${JSON.stringify(tables, null, 2)}\n`;
      this.file = { name: `ai-genius-${plain(name)}.json`, text, rows };
    }, (error) => errorWords(error));
  }

  /** Be forgotten. @param {string} confirm  my name, as I typed it */
  erase(confirm) {
    return this.#run(async () => {
      await this.#send("profile.erase", { confirm });
      this.erased = true;
      this.#gone();
    }, eraseWords);
  }

  async #rest(tables, table, from) {
    let offset = from;
    for (let page = 0; offset !== undefined && page < PAGES_MAX; page += 1) {
      const reply = await this.#send("profile.export", { table, offset });
      tables[table].push(...reply.tables[table]);
      offset = reply.more[table];
    }
  }

  async #run(act, words) {
    if (this.busy) return;
    this.busy = true;
    this.wrong = FINE;
    this.#changed();
    try {
      await act();
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      this.wrong = () => words(error);
    } finally {
      this.busy = false;
      this.#changed();
    }
  }
}

/** A conflict is a game under way, which the server names, or an admin's role. */
function eraseWords(error) {
  if (error.code === "bad_request") return say("erase.error.name");
  if (error.code !== "conflict") return errorWords(error);
  const isGame = /\bgame [0-9a-f-]{8,}/.test(error.message);
  return say(isGame ? "erase.error.game" : "erase.error.admin");
}

/** A name that any disk takes. */
const plain = (name) => name.replace(/[^A-Za-z0-9_-]+/g, "-").slice(0, 32) || "me";
