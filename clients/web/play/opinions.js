/** What I said of prompts and of lines of chat in one game, once the server has kept it. No DOM. */

import { Whys } from "./whys.js";

/** Thumbs by round and reported lines; as many as a game has rounds and shown lines. */
export class Opinions {
  /** @type {string|null} */
  game = null;
  /** @type {Record<number, boolean>} by round */
  liked = {};
  /** @type {string[]} messages */
  reported = [];
  #ask;

  /**
   * @param {(op: string, fields: object, key: string, kept: (reply: any) => void) => any} ask
   * @param {() => void} [changed]
   */
  constructor(ask, changed = () => {}) {
    this.#ask = ask;
    /** What the judge said of answers, where I asked. */
    this.whys = new Whys(ask, changed);
  }

  /** Start afresh in another game. @param {string} game */
  enter(game) {
    if (game === this.game) return;
    this.game = game;
    this.liked = {};
    this.reported = [];
    this.whys.forget();
  }

  /**
   * Thumb up or down for this round's prompt; the newest counts.
   * @param {number} round
   * @param {boolean} liked
   */
  rate(round, liked) {
    const { game } = this;
    if (this.liked[round] === liked) return;
    this.#ask("prompt.rate", { round, liked }, `prompt.rate ${liked}`, () => {
      if (game === this.game) this.liked = { ...this.liked, [round]: liked };
    });
  }

  /** Tell the moderators of a line. @param {string} message */
  report(message) {
    const { game } = this;
    this.#ask("chat.report", { message }, `chat.report ${message}`, () => {
      if (game === this.game) this.reported = [...this.reported, message];
    });
  }
}
