/** What I said of prompts and of lines of chat in one game, once the server has kept it. No DOM. */

/** Thumbs by round and reported lines; as many as a game has rounds and shown lines. */
export class Opinions {
  game = null;
  liked = {}; // round -> true or false
  reported = []; // messages
  #ask;

  /** @param {(op: string, fields: object, key: string, kept: () => void) => Promise} ask */
  constructor(ask) {
    this.#ask = ask;
  }

  /** Start afresh in another game. */
  enter(game) {
    if (game === this.game) return;
    this.game = game;
    this.liked = {};
    this.reported = [];
  }

  /** Thumb up or down for this round's prompt; the newest counts. */
  rate(round, liked) {
    const { game } = this;
    if (this.liked[round] === liked) return;
    this.#ask("prompt.rate", { round, liked }, `prompt.rate ${liked}`, () => {
      if (game === this.game) this.liked = { ...this.liked, [round]: liked };
    });
  }

  /** Tell the moderators of a line. */
  report(message) {
    const { game } = this;
    this.#ask("chat.report", { message }, `chat.report ${message}`, () => {
      if (game === this.game) this.reported = [...this.reported, message];
    });
  }
}
