/** My three votes on their way to the server. No DOM. */

/** Votes sent but not yet acknowledged, the newest of each type. */
export class Ballot {
  /** @type {Record<string, string|undefined>} type -> response */
  sent = {};
  #casts = 0;
  #run;

  /** @param {(key: string, act: () => Promise<void>) => Promise<boolean>} run */
  constructor(run) {
    this.#run = run;
  }

  clear() {
    this.sent = {};
  }

  /**
   * Cast or move a vote; `tell` sends it. What is under way already is not sent again.
   * @param {string} type
   * @param {string} response
   * @param {() => Promise<any>} tell
   */
  cast(type, response, tell) {
    if (this.sent[type] === response) return Promise.resolve();
    this.sent = { ...this.sent, [type]: response };
    this.#casts += 1;
    return this.#run(`vote ${this.#casts}`, async () => {
      try {
        await tell();
      } finally {
        if (this.sent[type] === response) this.sent = { ...this.sent, [type]: undefined };
      }
    });
  }
}
