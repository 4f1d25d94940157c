/** What is typed and not yet sent, kept over a reload. No DOM. */

/** Drafts kept at once; the one that was left alone longest falls away. */
export const DRAFTS_MAX = 8;
/** A draft is cut here, far beyond what may be sent. */
const TEXT_MAX = 2_000;
/** Keys come in bursts; the disk hears of them this much later, in ms, or when the page goes. */
const WRITE_MS = 300;
const RECORD = "drafts";

/** @typedef {{game: {id: string}, round: number}} Where */

/** The answer belongs to one round of one game. @param {Where} state */
export const answerDraft = (state) => `answer ${state.game.id} ${state.round}`;
/** @param {Where} state */
export const chatDraft = (state) => `chat ${state.game.id}`;
export const NAME_DRAFT = "name";

/** Texts by what they are typed for. */
export class Drafts {
  /** @type {Map<string, string>} changed and not yet written; "" is a draft to drop */
  #fresh = new Map();
  #timer = null;
  #store;
  #ports;

  /**
   * @param {ReturnType<typeof import("./store.js").openStore>} store
   * @param {object} ports
   * @param {(act: () => void, ms: number) => any} ports.setTimeout
   * @param {(timer: any) => void} ports.clearTimeout
   */
  constructor(store, ports) {
    this.#store = store;
    this.#ports = ports;
  }

  /** What was typed for this, or "". @param {string} key */
  get(key) {
    return this.#fresh.get(key) ?? new Map(this.#kept()).get(key) ?? "";
  }

  /** @param {string} key @param {string} text */
  set(key, text) {
    this.#fresh.set(key, text.slice(0, TEXT_MAX));
    this.#timer ??= this.#ports.setTimeout(() => this.flush(), WRITE_MS);
  }

  /** It was sent, or nobody needs it any more. @param {string} key */
  drop(key) {
    if (this.get(key) !== "") this.set(key, "");
  }

  /** Answers to rounds of this game that are over. @param {Where} state */
  dropStale(state) {
    const [mine, current] = [`answer ${state.game.id} `, answerDraft(state)];
    for (const key of [...new Map(this.#kept()).keys(), ...this.#fresh.keys()]) {
      if (key.startsWith(mine) && key !== current) this.drop(key);
    }
  }

  /** Forget all of it: whoever sits here next typed none of it. */
  clear() {
    this.#ports.clearTimeout(this.#timer);
    this.#timer = null;
    this.#fresh.clear();
    this.#store.set(RECORD, null);
  }

  /** Write at once: the page may be gone in a moment. */
  flush() {
    this.#ports.clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#fresh.size === 0) return;
    // Read anew, since another tab may have written its own.
    const kept = this.#kept().filter(([key]) => !this.#fresh.has(key));
    const fresh = [...this.#fresh].filter(([, text]) => text !== "");
    this.#fresh.clear();
    const all = [...kept, ...fresh].slice(-DRAFTS_MAX);
    this.#store.set(RECORD, all.length > 0 ? JSON.stringify(all) : null);
  }

  /** @returns {[string, string][]} */
  #kept() {
    try {
      const all = JSON.parse(this.#store.get(RECORD) ?? "[]");
      return all.filter((/** @type {any} */ one) => one.length === 2 && typeof one[1] === "string");
    } catch {
      return []; // written by something else than this page
    }
  }
}
