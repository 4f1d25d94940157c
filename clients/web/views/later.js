/** Brings what the first screen does without: when nothing else is to be done, or when needed. */

/** What was touched before it could listen, so that no tap is lost. */
const EARLY = "known, login, register, ranks";

/** Brings it once. */
export class Later {
  #play;
  #bring;
  #failed;
  /** @type {Promise<void>|null} */
  #coming = null;
  #here = false;
  /** @type {HTMLElement|null} */
  #tapped = null;

  /**
   * @param {import("../play/play.js").Play} play
   * @param {() => Promise<void>} bring
   * @param {() => void} failed
   */
  constructor(play, bring, failed) {
    this.#play = play;
    this.#bring = bring;
    this.#failed = failed;
    document.addEventListener("click", (event) => this.#tap(event));
  }

  /** The page was drawn: time to think of the next screens. */
  drawn() {
    if (this.#coming !== null) return;
    if (this.#play.screen !== "name") this.#start();
    else if ("requestIdleCallback" in window) window.requestIdleCallback(() => this.#start());
    else setTimeout(() => this.#start(), 200);
  }

  #start() {
    this.#coming ??= this.#arrive();
  }

  async #arrive() {
    try {
      await this.#bring();
      this.#here = true;
      this.#tapped?.click();
      this.#tapped = null;
    } catch {
      // A module that failed to come is not asked for again by a browser: only a new page helps.
      this.#failed();
    }
  }

  /** @param {MouseEvent} event */
  #tap(event) {
    if (this.#here) return;
    const button = /** @type {Element} */ (event.target).closest("button");
    if (button && EARLY.split(", ").includes(button.id)) this.#tapped = button;
  }
}
