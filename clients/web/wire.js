/**
 * The promises of the wire: every command has one outcome, whatever happens to the connection.
 * Knows the envelope, hello and resume; knows nothing of the page or of the rules.
 */

import { Line } from "./line.js";
import { Pending } from "./pending.js";
import { WireError, farewell } from "./retry.js";

const CLIENT = "genius-web/1.0";
const PUT_OFF_LEAST_MS = 50;
const PUT_OFF_MOST_MS = 60_000;

// What may be sent: nothing, then hello, then the resume, then everything else.
const CLOSED = 0;
const GREETING = 1;
const RESUMING = 2;
const READY = 3;

/** @type {Record<string, string>} */
const ENDED = { refused: "unauthorized", forbidden: "forbidden" };
/** A hello refused with one of these may be welcome a little later. */
const PASSING = ["unavailable", "internal", "rate_limited"];

/**
 * @typedef {object} Listener  what the wire tells the page
 * @property {(reply: any, sentAt: number, receivedAt: number, tookMs: number) => void} welcome
 * @property {(frame: any) => void} frame  an event or a signal
 * @property {(reply: any) => void} snapshot
 * @property {(error: WireError) => void} lost  the followed game could not be resumed
 * @property {(name: string, detail?: any) => void} state
 *   "connecting", "waiting" {ms}, "open", "stopped" {reason, error}
 * @property {(op: string) => void} [delayed]  the server has put this off for a while
 *
 * @typedef {object} Own
 * @property {() => string} uuid
 * @property {() => number} [steady]  a clock that nobody sets, ms; for measuring
 * @property {Listener} on
 *
 * @typedef {import("./line.js").Ports & Own} Ports
 * @typedef {import("./pending.js").Entry} Entry
 */

/** One player's wire to the server, over as many sockets as it takes. */
export class Wire {
  #ports;
  #line;
  #pending = new Pending();
  /** @type {() => object} what hello says of us */
  #auth = () => ({});
  #level = CLOSED;
  /** @type {{game: string, seq: () => number}|null} */
  #followed = null;
  #resuming = false;
  #helloDelayed = false;

  /** @param {Ports} ports */
  constructor(ports) {
    this.#ports = ports;
    this.#line = new Line(ports, {
      opened: () => this.#greet(),
      heard: (frame) => this.#heard(frame),
      closed: (code) => this.#closed(code),
      idle: () => this.#probe(),
      state: (name, detail) => ports.on.state(name, detail),
    });
  }

  /**
   * Connect and say hello with what `auth()` gives; asked again at every reconnect.
   * @param {() => object} auth
   */
  start(auth) {
    this.#forget();
    this.#auth = auth;
    this.#line.start();
  }

  /** Hang up for good; what was pending is refused. */
  stop(reason = "done") {
    this.#end(reason, new WireError({ code: "stopped", message: "The connection was closed." }));
  }

  /** An id for a command that is to be kept before it is sent. */
  newId() {
    return this.#ports.uuid();
  }

  /**
   * Send a command; the same id is used until an outcome is known, over every reconnect.
   * @param {string} op
   * @param {object} [fields]
   * @param {string} [id]  of a command that may have been sent before
   * @returns {Promise<any>} the reply; rejects with WireError
   */
  send(op, fields = {}, id = this.newId()) {
    return new Promise((resolve, reject) => {
      if (this.#pending.isFull) {
        reject(new WireError({ code: "rate_limited", message: "Too much at once." }));
        return;
      }
      this.#add({ id, op, fields, level: READY, resolve, reject });
    });
  }

  /** Send what needs no reply; dropped when there is no connection. @param {string} op */
  signal(op, fields = {}) {
    if (this.#level === READY) this.#line.write({ op, ...fields });
  }

  /**
   * Resume this game after every reconnect, from what `seq()` says is held; null for none.
   * @param {string|null} game
   * @param {() => number} [seq]
   */
  follow(game, seq = () => 0) {
    this.#followed = game === null ? null : { game, seq };
    this.#watch();
  }

  /** Ask for what is missing after a gap; nothing happens while that is already under way. */
  resume() {
    if (this.#level === READY && !this.#resuming) this.#resume();
  }

  /** Reconnect at once if we are only waiting to. */
  hurry() {
    this.#line.hurry();
  }

  /** The device woke, or its network changed: make sure at once that the line still lives. */
  check() {
    if (this.#line.doubt(this.#level === READY)) this.#probe();
  }

  /** Connect anew, at once: something is needed that only a hello tells. */
  renew() {
    if (this.#level !== READY) return;
    this.#forget();
    this.#line.connect();
  }

  #greet() {
    const { now, steady = now, on } = this.#ports;
    const [sentAt, began] = [now(), steady()];
    this.#level = GREETING;
    this.#helloDelayed = false;
    this.#ask("hello", { v: 1, client: CLIENT, auth: this.#auth() }, GREETING, (reply) => {
      this.#level = RESUMING;
      this.#line.greeted();
      on.welcome(reply, sentAt, now(), steady() - began);
      if (this.#followed) this.#resume();
      else this.#ready();
    }, (error) => {
      if (PASSING.includes(error.code)) this.#closed(1006);
      else this.#end("refused", error);
    });
  }

  #resume() {
    if (this.#followed === null) return;
    const { game, seq } = this.#followed;
    const { on } = this.#ports;
    this.#resuming = true;
    const done = (/** @type {() => void} */ tell) => {
      this.#resuming = false;
      // Whoever has left the game meanwhile is not led back into it.
      if (this.#followed?.game === game) tell();
      if (this.#level === RESUMING) this.#ready();
    };
    this.#ask("game.resume", { game, seq: seq() }, RESUMING, (reply) => done(() => {
      if (reply.snapshot) on.snapshot(reply);
      else for (const frame of reply.events ?? []) on.frame(frame);
    }), (error) => done(() => on.lost(error)));
  }

  #ready() {
    this.#level = READY;
    this.#ports.on.state("open");
    this.#flush();
  }

  /** Any reply tells that the line lives; a resume also brings what was missed. */
  #probe() {
    this.#line.expect();
    if (this.#followed) this.resume();
    else this.send("game.list", { limit: 1 }).catch(() => {});
    this.#watch();
  }

  /** @type {(op: string, fields: object, level: number, resolve: (reply: any) => void,
   *   reject: (error: WireError) => void) => void} */
  #ask(op, fields, level, resolve, reject) {
    this.#add({ id: this.newId(), op, fields, level, resolve, reject });
  }

  /** @param {Omit<Entry, "sent"|"timer">} entry */
  #add(entry) {
    this.#pending.add(entry);
    this.#flush();
  }

  #flush() {
    for (const entry of this.#pending.due(this.#level)) {
      entry.sent = true;
      this.#line.write({ op: entry.op, id: entry.id, ...entry.fields });
    }
    this.#watch();
  }

  #watch() {
    if (this.#level === CLOSED || this.#pending.isOwed) this.#line.watch("owed");
    else this.#line.watch(this.#followed ? "needed" : "free");
  }

  /** @param {any} frame */
  #heard(frame) {
    if (frame.re !== undefined) this.#settle(frame);
    else if (frame.ev || frame.sig) this.#ports.on.frame(frame);
    this.#watch();
  }

  /** @param {any} reply */
  #settle(reply) {
    const entry = this.#pending.get(reply.re);
    if (!entry) return; // a second reply to what is already settled
    const retryMs = reply.error?.retry_after_ms ?? null;
    const putOff = !reply.ok && reply.error?.code === "unavailable" && retryMs !== null;
    if (putOff) this.#postpone(entry, retryMs);
    else this.#pending.settle(entry, reply);
  }

  /** @param {Entry} entry @param {number} retryMs */
  #postpone(entry, retryMs) {
    entry.sent = false;
    if (entry.level === GREETING) this.#helloDelayed = true;
    const wait = Math.min(PUT_OFF_MOST_MS, Math.max(PUT_OFF_LEAST_MS, retryMs));
    entry.timer = this.#ports.setTimeout(() => {
      entry.timer = null;
      this.#flush();
    }, wait);
    this.#ports.on.delayed?.(entry.op);
  }

  /** @param {number} code */
  #closed(code) {
    // A hello put off by an outage and then timed out is no refusal: the token is still good.
    const next = code === 4401 && this.#helloDelayed ? "retry" : farewell(code);
    if (next !== "retry") {
      this.#end(next, new WireError({ code: ENDED[next] ?? "stopped" }));
      return;
    }
    this.#unsend();
    this.#line.retry(code);
  }

  /** Hello and resume belonged to the line that is gone; the next one says its own. */
  #unsend() {
    this.#level = CLOSED;
    this.#resuming = false;
    this.#pending.unsend(READY, this.#ports.clearTimeout);
  }

  #forget() {
    this.#unsend();
    this.#line.drop();
  }

  /** @param {string} reason @param {WireError} error */
  #end(reason, error) {
    this.#forget();
    this.#pending.refuse(error);
    this.#ports.on.state("stopped", { reason, error });
  }
}
