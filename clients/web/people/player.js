/** Plays a finished game again: step by step, by itself, or from a round. No DOM, no socket. */

import { say } from "../lang/lang.js";
import { errorWords } from "../lang/words.js";
import { WireError } from "../retry.js";
import { Reel } from "./reel.js";
import { STOPS_MS } from "./replay.js";

const PAGE = 200;
const SPEEDS = [1, 2, 4];
/** Why there is nothing to be seen, where the code has an own reason here. */
const REASONS = ["forbidden", "conflict", "not_found"];
const FINE = () => "";

/** One evening at a time; `close` lets go of it. */
export class Player {
  /** @type {Reel|null} */
  reel = null;
  playing = false;
  speed = SPEEDS[0];
  busy = false;
  /** @type {() => string} */
  wrong = FINE;
  #send;
  #changed;
  #timers;
  #timer = null;
  /** @type {((reel: Reel) => Promise<any>)|null} wished while another turn was under way */
  #wish = null;

  /**
   * @param {object} ports
   * @param {(op: string, fields: object) => Promise<any>} ports.send
   * @param {() => void} ports.changed
   * @param {NonNullable<import("../play/ports.js").Ports["timers"]>} ports.timers
   * @param {import("./favourite.js").Favourite|null} [ports.favourite]
   */
  constructor({ send, changed, timers, favourite = null }) {
    this.favourite = favourite;
    this.#send = send;
    this.#changed = changed;
    this.#timers = timers;
  }

  /** Put in this game's reel. @param {string} game  its id */
  open(game) {
    this.close();
    this.reel = new Reel((from) =>
      this.#send("game.history", { game, from_seq: from, limit: PAGE }));
    return this.#wind((reel) => reel.start());
  }

  /** Let go of it. */
  close() {
    this.#halt();
    this.reel = null;
    this.busy = false;
    this.#wish = null;
    this.wrong = FINE;
  }

  /** One step on or back, by hand: it no longer plays by itself. @param {1|-1} way */
  step(way) {
    this.#halt();
    return this.#wind((reel) => (way > 0 ? reel.forward() : reel.back()));
  }

  /** To a round; 0 is before the first, one past the last is the end. @param {number} round */
  toRound(round) {
    return this.#wind((reel) => reel.toRound(round));
  }

  /** Play, or stand still; from the end it begins anew. */
  async toggle() {
    if (this.playing) {
      this.#halt();
      this.#changed();
      return;
    }
    this.playing = true;
    if (this.reel?.atEnd) await this.toRound(0);
    this.#schedule();
    this.#changed();
  }

  /** The next speed, or the slowest again. */
  faster() {
    this.speed = SPEEDS[(SPEEDS.indexOf(this.speed) + 1) % SPEEDS.length];
    this.#schedule();
    this.#changed();
  }

  /** One turn at a time; of what is wished meanwhile the last counts. */
  async #wind(turn) {
    const { reel } = this;
    if (!reel) return;
    if (this.busy) {
      this.#wish = turn;
      return;
    }
    this.busy = true;
    this.wrong = FINE;
    this.#changed();
    try {
      // Nothing more to be told: it plays no longer.
      if (await turn(reel) === false && reel === this.reel) this.#halt();
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      if (reel === this.reel) this.#fail(error);
    }
    if (reel !== this.reel) return; // another evening was put in meanwhile
    this.busy = false;
    this.#schedule();
    this.#changed();
    if (reel.told) this.favourite?.look(reel.told.table);
    const wish = this.#wish;
    this.#wish = null;
    if (wish) await this.#wind(wish);
  }

  #fail(error) {
    this.#halt();
    this.wrong = () => (REASONS.includes(error.code) && !this.reel?.told
      ? say(`replay.error.${error.code}`) : errorWords(error));
  }

  #schedule() {
    this.#timers.clearTimeout(this.#timer);
    if (!this.playing || this.busy || !this.reel?.told) return;
    if (this.reel.atEnd) {
      this.playing = false;
      return;
    }
    const ms = STOPS_MS[this.reel.told.last?.ev] ?? STOPS_MS["round.started"];
    this.#timer = this.#timers.setTimeout(
      () => this.#wind((reel) => reel.forward()), ms / this.speed);
  }

  #halt() {
    this.playing = false;
    this.#timers.clearTimeout(this.#timer);
  }
}
