/** Why answers got their scores: asked for when somebody wants to know, once each. No DOM. */

/** By response; as many as a game has answers. */
export class Whys {
  /** @type {Record<string, boolean|undefined>} which are unfolded */
  open = {};
  /** @type {Record<string, import("../shapes.js").Why|null|undefined>} null: nobody told */
  told = {};
  #ask;
  #changed;

  /**
   * @param {(op: string, fields: object, key: string, kept: (reply: any) => void) => any} ask
   * @param {() => void} changed
   */
  constructor(ask, changed) {
    this.#ask = ask;
    this.#changed = changed;
  }

  /** Start afresh in another game. */
  forget() {
    this.open = {};
    this.told = {};
  }

  /**
   * Unfold or fold the reasons of an answer.
   * @param {number} round
   * @param {string} response
   */
  toggle(round, response) {
    this.open = { ...this.open, [response]: !this.open[response] };
    const { told } = this;
    if (this.open[response] && told[response] === undefined) {
      this.#ask("judge.why", { round, response }, `judge.why ${response}`, (reply) => {
        told[response] = reply.answers.find((one) => one.response === response) ?? null;
      });
    }
    this.#changed();
  }
}
