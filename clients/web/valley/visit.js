/**
 * A visit to the valley: who looks, over which wire, and what they see. No DOM: says `changed()`
 * when there is something to draw.
 *
 * Whoever plays here already comes as themselves; others watch as a passer-by, whose own key is
 * kept apart, until they say a name.
 */

import { say } from "../lang/lang.js";
import { errorWords } from "../lang/words.js";
import { Absence } from "../play/absence.js";
import { Account } from "../play/account.js";
import { PATIENT } from "../play/ports.js";
import { WireError } from "../retry.js";
import { entered, mapped, nothing, ticked } from "./fold.js";
import { Sheet } from "./sheet.js";

/** Ticks a second that are asked for; what lies between is drawn. */
export const HZ = 5;
/** The server says something every two seconds; a line silent for this long, in ms, is doubted. */
export const SILENCE_MS = 7_000;
const AGAIN_MS = 10_000;
const PASSING = "passing.";
const FINE = () => "";
const CLOSED = () => say("valley.closed");
const DELAYED = () => say("notice.delayed");

/**
 * @typedef {import("../play/ports.js").Ports & {passer: string}} Ports  `passer`: what a
 *   passer-by is called
 */
/** @typedef {{id: string, name: string, avatar: string, line: string, relationship?: any}} Agent */

/** All the page knows; drawing reads its fields and calls its methods. */
export class Visit {
  valley = nothing();
  /** @type {Map<string, Agent>} */
  agents = new Map();
  connection = "closed";
  /** @type {string|null} */
  stopped = null;
  /** @type {string|null} my own character, once there is one */
  me = null;
  busy = "";
  /** @type {() => string} what went wrong, said anew whenever it is read */
  wrong = FINE;
  /** @type {Account} */
  account;
  #named;
  #passing;
  #passer;
  #wire;
  #now;
  #timers;
  #changed;
  /** @type {Set<string>} */
  #asking = new Set();
  #renewed = false;
  #shown = true;
  /** @type {string|null} what I am called there; null: I only look */
  #character = null;
  /** @type {any} */
  #silence = null;

  /** @param {Ports} ports */
  constructor({
    makeWire, store, now, steady = now, changed, timers = PATIENT, online = () => true, passer,
  }) {
    this.#now = steady;
    this.#timers = timers;
    this.#changed = changed;
    this.#passer = passer;
    this.absence = new Absence({ ...timers, online, changed });
    this.#named = new Account(store);
    this.#passing = new Account({
      get: (/** @type {string} */ key) => store.get(PASSING + key),
      set: (/** @type {string} */ key, /** @type {string|null} */ value) =>
        store.set(PASSING + key, value),
    });
    this.account = this.#named.isKnown ? this.#named : this.#passing;
    this.sheet = new Sheet((op, fields) => this.#wire.send(op, fields), changed);
    this.#wire = makeWire({
      welcome: (reply) => this.#welcome(reply),
      frame: (frame) => this.#frame(frame),
      snapshot: () => {},
      lost: () => {},
      state: (name, detail) => this.#state(name, detail),
      delayed: (op) => {
        // The wire asks again by itself.
        if (op === "world.watch") this.wrong = CLOSED;
        else if (op.startsWith("world.")) this.wrong = DELAYED;
        changed();
      },
    });
  }

  /** Have they said who they are? */
  get isNamed() {
    return this.account === this.#named;
  }

  /** The name known of them, or "". */
  get name() {
    return this.#named.name;
  }

  /** The local clock by which the valley is folded, in ms. */
  now() {
    return this.#now();
  }

  /** Go there. */
  begin() {
    this.stopped = null;
    if (!this.isNamed && !this.account.isKnown) this.account.asGuest(this.#passer);
    this.#wire.start(() => this.account.proof);
    this.#changed();
  }

  /** The device woke: is the line still there? */
  wake() {
    this.#wire.hurry();
    this.#wire.check();
    this.absence.saw(this.connection);
    this.#changed();
  }

  /** Is the page looked at? Nothing is told to one that is not. @param {boolean} shown */
  look(shown) {
    if (shown === this.#shown) return;
    this.#shown = shown;
    if (this.connection !== "open") return;
    if (shown) this.#watch();
    else this.#ask("world.unwatch");
  }

  /** Say who I am, from a name. @param {string} name */
  introduce(name) {
    if (this.isNamed || name.trim() === "") return;
    this.account = this.#named;
    this.account.asGuest(name);
    this.begin();
  }

  /** Walk in the valley as this character. @param {string} name */
  async join(name) {
    const called = name.trim();
    if (called === "" || this.busy) return;
    this.busy = "join";
    this.introduce(called);
    const reply = await this.#ask("world.join", { character_name: called });
    this.busy = "";
    if (reply) this.#joined(reply, called);
    this.#changed();
  }

  /** Take my character out again. */
  async leave() {
    this.#character = null;
    this.me = null;
    this.#changed();
    await this.#ask("world.leave");
  }

  /** Let my character walk to a place. @param {string} place */
  async walk(place) {
    if (this.me === null) return;
    await this.#ask("world.move", { to: place });
  }

  #joined(reply, called) {
    this.#character = called;
    this.me = reply.character.id;
    if (reply.map) this.valley = mapped(this.valley, reply, this.#now());
    this.valley = entered(this.valley, reply.character);
  }

  #welcome(reply) {
    this.account.welcomed(reply);
    this.#renewed = false;
    if (this.#shown) this.#watch();
    this.meet();
    if (this.#character !== null) this.join(this.#character);
    this.sheet.refresh();
  }

  async #watch() {
    if (this.#asking.has("world.watch")) return;
    const reply = await this.#ask("world.watch", { hz: HZ });
    if (reply) this.valley = mapped(this.valley, reply, this.#now());
    else if (this.stopped === null) this.#timers.setTimeout(() => this.#retry(), AGAIN_MS);
    this.#listen();
    this.#changed();
  }

  /** The valley was closed, or full: perhaps it is not any more. */
  #retry() {
    if (this.connection === "open" && this.#shown) this.#watch();
  }

  /** Who lives there, and how each feels about me. */
  async meet() {
    const reply = await this.#ask("agent.list");
    if (!reply) return;
    this.agents = new Map(reply.agents.map((/** @type {Agent} */ one) => [one.id, one]));
    this.#changed();
  }

  #frame(frame) {
    this.absence.heard();
    if (frame.sig === "world.tick") {
      this.valley = ticked(this.valley, frame, this.#now());
      this.#listen();
      this.#changed();
    } else if (frame.sig === "agent.memory") this.sheet.remembered(frame.agent);
  }

  #listen() {
    this.#timers.clearTimeout(this.#silence);
    this.#silence = this.#timers.setTimeout(() => this.#wire.check(), SILENCE_MS);
  }

  /** Ask; null where it was refused, and then `wrong` says why. @param {string} op */
  async #ask(op, fields = {}) {
    // What is still to be answered goes on being asked, over every reconnect.
    if (this.#asking.has(op)) return null;
    this.#asking.add(op);
    try {
      const reply = await this.#wire.send(op, fields);
      this.wrong = FINE;
      return reply;
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      if (error.code !== "stopped") {
        const isClosed = op === "world.watch" && error.code === "unavailable";
        this.wrong = isClosed ? CLOSED : () => errorWords(error);
      }
      this.#changed();
      return null;
    } finally {
      this.#asking.delete(op);
    }
  }

  #state(name, detail) {
    this.connection = name;
    this.absence.saw(name);
    if (name === "stopped" && detail.reason === "refused" && !this.#renewed) {
      // A token nobody knows any more: go on as a passer-by, once.
      this.#renewed = true;
      this.account.forget();
      this.account = this.#passing;
      this.me = this.#character = null;
      this.begin();
      return;
    }
    if (name === "stopped") this.stopped = detail.reason;
    this.#changed();
  }
}
