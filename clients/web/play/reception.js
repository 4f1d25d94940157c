/**
 * What is asked at the reception: an account, signing in and out, my figures, the leaderboard.
 * No DOM, and nothing of games.
 */

import { WireError } from "../retry.js";
import { accountWords, errorWords } from "../lang/words.js";

const PAGE = 20;

/** The two dialogs beside the game, and what they show. */
export class Reception {
  shown = ""; // "" | "register" | "login" | "board"
  error = "";
  busy = false;
  stats = null; // my career, once asked for
  board = null; // {scope, rows, me, next}
  scope = "all";
  said = null; // {text, at}: what those who run the server said last, until it is put away
  #greeting = false; // a first hello of ours is under way
  #send;
  #changed;
  #welcome;
  #greet;
  #left;

  /**
   * @param {object} ports  send(op, fields), changed(), welcome(reply) and left() when someone
   *   else sits here now or nobody, greet(username, password) for a first hello: true if it is one
   */
  constructor({ send, changed, welcome, greet, left }) {
    this.#send = send;
    this.#changed = changed;
    this.#welcome = welcome;
    this.#greet = greet;
    this.#left = left;
  }

  /** Open a dialog: "register", "login" or "board". */
  open(what) {
    this.shown = what;
    this.error = "";
    if (what === "board") this.look(this.scope);
    this.#changed();
  }

  close() {
    this.shown = "";
    this.error = "";
    this.#changed();
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
      this.error = "";
      this.#changed();
      return;
    }
    await this.#run(async () => {
      this.#entered(await this.#send("auth.login", { username, password }));
      this.#left();
    });
  }

  /** The first hello was answered: a dialog that waited for it is done. */
  greeted() {
    if (!this.#greeting) return;
    this.busy = this.#greeting = false;
    this.shown = "";
  }

  /** The first hello was refused; false when nobody here waited for it. */
  refused(error) {
    if (!this.#greeting) return false;
    this.busy = this.#greeting = false;
    this.error = accountWords(error);
    return true;
  }

  /** End this session on the server too. */
  signOut() {
    return this.#run(async () => {
      await this.#send("auth.logout");
      this.stats = null;
      this.#left("out");
    });
  }

  /** Ask for my figures anew; without them the page goes on. */
  async refresh() {
    await this.#quietly(async () => {
      this.stats = (await this.#send("profile.get")).stats;
    });
  }

  /** The first page of a leaderboard: "all", "season" or "week". */
  look(scope) {
    this.scope = scope;
    return this.#page({ scope, limit: PAGE }, () => []);
  }

  /** The page after what is shown. */
  more() {
    const { scope, next, rows } = this.board;
    return this.#page({ scope, limit: PAGE, cursor: next }, () => rows);
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

  async #page(fields, before) {
    this.error = "";
    this.#changed();
    try {
      const { scope, rows, me, next } = await this.#send("leaderboard.get", fields);
      // Whoever has gone on to another board wants to see that one.
      if (scope === this.scope) this.board = { scope, rows: [...before(), ...rows], me, next };
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      this.error = errorWords(error);
    }
    this.#changed();
  }

  #entered(reply) {
    this.shown = "";
    this.#welcome(reply);
    this.refresh();
  }

  async #run(act) {
    if (this.busy) return;
    this.busy = true;
    this.error = "";
    this.#changed();
    try {
      await act();
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      this.error = accountWords(error);
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
