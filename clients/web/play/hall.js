/**
 * What stands open before a game: public games, the machine players one may invite, and the game
 * we left last. No DOM.
 */

import { WireError } from "../retry.js";
import { errorWords } from "../lang/words.js";

const PAGE = 10;
const FINE = () => "";
/** A look at the hall is this old, in ms, before it is worth another. */
export const FRESH_MS = 5_000;
/** Whoever goes on standing in the hall sees it anew this often, in ms. */
export const AGAIN_MS = 15_000;

/** @typedef {{code: string, name: string}} Left  a game we may go back to */

/** The hall: asked anew whenever somebody stands in it. */
export class Hall {
  /** @type {object[] | null} public games that wait for players, newest first; null: not known */
  games = null;
  /** @type {object[]} machine players, as agent.list tells them */
  agents = [];
  /** @type {() => string} what went wrong, said anew whenever it is read */
  wrong = FINE;
  #send;
  #store;
  #now;
  #changed;
  #askedAt = -Infinity;

  /**
   * @param {object} ports
   * @param {(op: string, fields?: object) => Promise<any>} ports.send
   * @param {ReturnType<typeof import("./store.js").openStore>} ports.store
   * @param {() => number} ports.now  a local clock that nobody sets, ms
   * @param {() => void} ports.changed
   */
  constructor({ send, store, now, changed }) {
    this.#send = send;
    this.#store = store;
    this.#now = now;
    this.#changed = changed;
  }

  /** The game we left last and may go back to, or null. @returns {Left | null} */
  get left() {
    try {
      const { code, name } = JSON.parse(this.#store.get("left") ?? "null") ?? {};
      return typeof code === "string" && typeof name === "string" ? { code, name } : null;
    } catch {
      return null; // written by something else than this page
    }
  }

  /** Remember a game to go back to; null forgets it. @param {Left | null} game */
  remember(game) {
    const kept = game && JSON.stringify({ code: game.code, name: game.name });
    this.#store.set("left", kept);
    this.#changed();
  }

  /** Look who waits for players, unless that is known well enough. @param {number} [freshMs] */
  async refresh(freshMs = FRESH_MS) {
    if (this.#now() - this.#askedAt < freshMs) return;
    this.#askedAt = this.#now();
    try {
      const { games } = await this.#send("game.list", { status: "waiting", limit: PAGE });
      this.games = games.filter((one) => one.players < one.max_players);
      this.wrong = FINE;
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      this.wrong = () => errorWords(error);
    }
    this.#changed();
  }

  /** Who may be invited; asked once, and without an answer the host takes whoever comes. */
  async meet() {
    if (this.agents.length > 0) return;
    try {
      this.agents = (await this.#send("agent.list")).agents;
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
    }
    this.#changed();
  }
}
