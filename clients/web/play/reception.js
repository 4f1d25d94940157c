/**
 * What is asked at the reception: an account, signing in and out, my figures; and which of the
 * dialogs about people lie open, one over the other. No DOM, and nothing of games.
 */

import { accountWords } from "../lang/words.js";
import { WireError } from "../retry.js";

/**
 * @typedef {"register"|"login"|"board"|"profile"|"replay"|"export"|"erase"|"everywhere"} Dialog
 * @typedef {object} Furniture
 * @property {import("../people/board.js").Board} board
 * @property {import("../people/portrait.js").Portrait} portrait
 * @property {import("../people/player.js").Player} player
 * @property {import("../people/papers.js").Papers} papers
 */

/** Two of these are one dialog: going from one to the other opens nothing over it. */
const SIGNING = ["register", "login"];
const FINE = () => "";

/** The dialogs beside the game, and what they show. */
export class Reception {
  /** @type {Dialog[]} what lies open, the topmost last */
  trail = [];
  /** @type {() => string} */
  wrong = FINE;
  /** @type {""|"username"|"password"} the field that the server did not like */
  field = "";
  busy = false;
  /** @type {any} my career, once asked for */
  stats = null;
  /** @type {{text: string, at: number}|null} what those who run the server said last */
  said = null;
  /** @type {any} the four that furnish() brings; nothing opens before */
  board;
  portrait;
  player;
  papers;
  #greeting = false; // a first hello of ours is under way
  #send;
  #changed;
  #welcome;
  #greet;
  #left;

  /**
   * @param {object} ports  send(op, fields), changed(), welcome(reply), left(how) when someone else
   *   sits here now ("changed") or nobody ("out", "erased"), greet(username, password) for a first
   *   hello: true if it is one
   */
  constructor({ send, changed, welcome, greet, left }) {
    this.#send = send;
    this.#changed = changed;
    this.#welcome = welcome;
    this.#greet = greet;
    this.#left = left;
  }

  /**
   * Furnish it with what the first screen does without.
   * @param {(ports: {send: any, changed: () => void, gone: () => void}) => Furniture} make
   */
  furnish(make) {
    const { board, portrait, player, papers } = make({
      send: this.#send, changed: this.#changed, gone: () => this.#gone("erased"),
    });
    Object.assign(this, { board, portrait, player, papers });
  }

  /** The topmost dialog, or "". @returns {Dialog|""} */
  get shown() {
    return this.trail.at(-1) ?? "";
  }

  /** What went wrong where one signs in or out, in words; "" when nothing did. */
  get error() {
    return this.wrong();
  }

  /**
   * Open a dialog over what lies open; one that lies open already shows what is asked for now.
   * @param {Dialog} what
   * @param {string} [about]  the user of a profile, the game of a replay
   */
  open(what, about = "") {
    this.#forgive();
    const same = (one) => one === what || (SIGNING.includes(one) && SIGNING.includes(what));
    const at = this.trail.findIndex(same);
    // What lies over it is put away.
    for (const one of at < 0 ? [] : this.trail.slice(at + 1)) this.#putAway(one);
    this.trail = [...(at < 0 ? this.trail : this.trail.slice(0, at)), what];
    if (what === "board") this.board.look(this.board.scope);
    if (what === "profile") this.portrait.look(about);
    if (what === "replay") this.player.open(about);
    if (what === "export" || what === "erase") this.papers.clear();
    this.#changed();
  }

  /** Close a dialog, the topmost if none is named. @param {Dialog|""} [what] */
  close(what = this.shown) {
    if (!this.trail.some((one) => one === what)) return;
    this.trail = this.trail.filter((one) => one !== what);
    this.#putAway(what);
    this.#forgive();
    this.#changed();
  }

  #putAway(what) {
    if (what === "replay") this.player.close();
    if (what === "export" || what === "erase") this.papers.clear();
  }

  /** Make an account of this guest; games and points stay. */
  register(username, password) {
    return this.#run(async () => {
      this.#entered(await this.#send("auth.register", { username, password }));
    });
  }

  /** Go on as this account; before the first hello, by it. */
  async signIn(username, password) {
    if (this.busy) return;
    if (this.#greet(username, password)) {
      this.busy = this.#greeting = true;
      this.#forgive();
      this.#changed();
      return;
    }
    await this.#run(async () => {
      this.#entered(await this.#send("auth.login", { username, password }));
      this.#left("changed");
    });
  }

  /** The first hello was answered: a dialog that waited for it is done. */
  greeted() {
    if (!this.#greeting) return;
    this.busy = this.#greeting = false;
    this.trail = [];
  }

  /** The first hello was refused or cut off; false when nobody here waited for it. */
  refused(error) {
    if (!this.#greeting) return false;
    this.busy = this.#greeting = false;
    if (error.code !== "stopped") this.#blame(error);
    return true;
  }

  /** End this session on the server too, or all sessions of mine. */
  signOut(everywhere = false) {
    return this.#run(async () => {
      await this.#send("auth.logout", everywhere ? { everywhere } : {});
      this.trail = [];
      this.#gone("out");
    });
  }

  /** Ask for my figures anew; without them the page goes on. */
  async refresh() {
    await this.#quietly(async () => {
      this.stats = (await this.#send("profile.get")).stats;
    });
  }

  /** Keep what is announced, here or in the game. */
  hear(frame) {
    if (frame.sig !== "announcement" && frame.ev !== "announcement.made") return;
    this.said = { text: frame.text, at: frame.at };
    this.#changed();
  }

  /** What was announced has been read. */
  dismiss() {
    this.said = null;
    this.#changed();
  }

  #forgive() {
    this.wrong = FINE;
    this.field = "";
  }

  #blame(error) {
    this.wrong = () => accountWords(error);
    const named = /\((username|password):/.exec(error.message ?? "")?.[1] ?? "";
    const field = error.code.startsWith("name.") ? "username" : named;
    this.field = /** @type {""|"username"|"password"} */ (
      error.code === "unauthorized" ? "password" : field);
  }

  /** Nobody sits here any more. */
  #gone(how) {
    this.stats = null;
    this.portrait?.forget();
    this.trail = this.trail.filter((one) => one === "erase");
    this.#left(how);
  }

  #entered(reply) {
    this.trail = this.trail.filter((one) => !SIGNING.includes(one));
    this.#welcome(reply);
    this.refresh();
    if (this.trail.includes("profile")) this.portrait.look(reply.user.id);
  }

  async #run(act) {
    if (this.busy) return;
    this.busy = true;
    this.#forgive();
    this.#changed();
    try {
      await act();
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      this.#blame(error);
    } finally {
      this.busy = false;
      this.#changed();
    }
  }

  async #quietly(act) {
    try {
      await act();
      this.#changed();
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
    }
  }
}
