/**
 * The socket and its promises: every command has one outcome, whatever happens to the connection.
 * Knows the envelope, hello and resume; knows nothing of the page or of the rules.
 */

import { WireError, backoffMs, farewell } from "./retry.js";

export const PROTOCOL = "genius.v1.json";
const CLIENT = "genius-web/1.0";

/** Commands waiting for a reply at once; one more is refused at once, so that nothing piles up. */
export const PENDING_MAX = 64;
/** Longest silence, in ms, while a reply is owed, before the connection counts as dead. */
export const SILENCE_MS = 12_000;
/** A connection that lived this long was a good one: the next wait starts short again. */
export const STEADY_MS = 10_000;
const RETRY_LEAST_MS = 50;
const RETRY_MOST_MS = 60_000;

// What may be sent: nothing, then hello, then the resume, then everything else.
const CLOSED = 0;
const GREETING = 1;
const RESUMING = 2;
const READY = 3;

/**
 * @typedef {object} Ports  everything that is not thought: injected, so that tests need no network
 * @property {string} url
 * @property {(url: string, protocol: string) => WebSocket} open
 * @property {(f: () => void, ms: number) => unknown} setTimeout
 * @property {(timer: unknown) => void} clearTimeout
 * @property {() => number} now  local clock, ms
 * @property {() => number} random
 * @property {() => string} uuid
 * @property {object} on  welcome(reply, sentAt, receivedAt), frame(event or signal),
 *   snapshot(reply), lost(error), state(name, detail), delayed(op)
 */

/** One player's line to the server, over as many sockets as it takes. */
export class Wire {
  #ports;
  #auth = null;
  #socket = null;
  #level = CLOSED;
  #pending = new Map();
  #attempt = 0;
  #waiting = null;
  #silence = null;
  #comeBackMs = null;
  #followed = null;
  #resuming = false;
  #helloDelayed = false;
  #welcomedAt = null;

  /** @param {Ports} ports */
  constructor(ports) {
    this.#ports = ports;
  }

  /** Connect and say hello with what `auth()` gives; asked again at every reconnect. */
  start(auth) {
    this.#forget();
    this.#auth = auth;
    this.#attempt = 0;
    this.#connect();
  }

  /** Hang up for good; what was pending is refused. */
  stop(reason = "done") {
    this.#end(reason, new WireError({ code: "stopped", message: "The connection was closed." }));
  }

  /**
   * Send a command; the same id is used until an outcome is known, over every reconnect.
   * @returns {Promise<object>} the reply; rejects with WireError
   */
  send(op, fields = {}) {
    return new Promise((resolve, reject) => {
      if (this.#pending.size >= PENDING_MAX) {
        reject(new WireError({ code: "rate_limited", message: "Too much at once." }));
        return;
      }
      this.#add(op, fields, READY, resolve, reject);
    });
  }

  /** Send what needs no reply; dropped when there is no connection. */
  signal(op, fields = {}) {
    if (this.#level === READY) this.#write({ op, ...fields });
  }

  /** Resume this game after every reconnect, from what `seq()` says is held; null for none. */
  follow(game, seq) {
    this.#followed = game === null ? null : { game, seq };
  }

  /** Ask for what is missing after a gap; nothing happens while that is already under way. */
  resume() {
    if (this.#level === READY && !this.#resuming) this.#resume();
  }

  /** Reconnect at once if we are only waiting to (the phone woke, the network came back). */
  hurry() {
    if (this.#waiting !== null) this.#connect();
  }

  #connect() {
    const ports = this.#ports;
    ports.clearTimeout(this.#waiting);
    this.#waiting = null;
    this.#comeBackMs = null;
    ports.on.state("connecting");
    const socket = ports.open(ports.url, PROTOCOL);
    this.#socket = socket;
    socket.onopen = () => this.#greet(socket);
    socket.onmessage = (message) => this.#receive(socket, message.data);
    socket.onclose = (close) => this.#closed(socket, close.code);
    this.#watch(true);
  }

  #greet(socket) {
    if (socket !== this.#socket) return;
    const sentAt = this.#ports.now();
    this.#level = GREETING;
    this.#helloDelayed = false;
    const greeted = (reply) => {
      this.#level = RESUMING;
      this.#welcomedAt = this.#ports.now();
      this.#ports.on.welcome(reply, sentAt, this.#welcomedAt);
      if (this.#followed) this.#resume();
      else this.#ready();
    };
    const fields = { v: 1, client: CLIENT, auth: this.#auth() };
    this.#add("hello", fields, GREETING, greeted, (error) => this.#refusedHello(error));
  }

  #refusedHello(error) {
    const passing = ["unavailable", "internal", "rate_limited"].includes(error.code);
    if (passing) this.#closed(this.#socket, 1006);
    else this.#end("refused", error);
  }

  #resume() {
    const { game, seq } = this.#followed;
    this.#resuming = true;
    const done = (tell) => {
      this.#resuming = false;
      tell();
      if (this.#level === RESUMING) this.#ready();
    };
    const resumed = (reply) => done(() => {
      if (reply.snapshot) this.#ports.on.snapshot(reply);
      else for (const frame of reply.events ?? []) this.#ports.on.frame(frame);
    });
    const lost = (error) => done(() => this.#ports.on.lost(error));
    this.#add("game.resume", { game, seq: seq() }, RESUMING, resumed, lost);
  }

  #ready() {
    this.#level = READY;
    this.#ports.on.state("open");
    this.#flush();
  }

  #add(op, fields, level, resolve, reject) {
    const id = this.#ports.uuid();
    const entry = { id, op, fields, level, resolve, reject, sent: false, timer: null };
    this.#pending.set(id, entry);
    this.#flush();
  }

  #flush() {
    for (const entry of this.#pending.values()) {
      if (entry.sent || entry.timer !== null || entry.level > this.#level) continue;
      entry.sent = true;
      this.#write({ op: entry.op, id: entry.id, ...entry.fields });
    }
    this.#watch(this.#socket !== null && this.#level === CLOSED);
  }

  #write(frame) {
    this.#socket.send(JSON.stringify(frame));
  }

  #receive(socket, text) {
    if (socket !== this.#socket) return;
    let frame;
    try {
      frame = JSON.parse(text);
    } catch {
      return; // not ours to read; if it mattered, the next seq shows the gap
    }
    // A signal may overtake or trail a goodbye; it takes nothing back.
    const trailing = frame.sig !== undefined && frame.retry_after_ms === undefined;
    if (!trailing) this.#comeBackMs = frame.retry_after_ms ?? frame.error?.retry_after_ms ?? null;
    if (frame.re !== undefined) this.#settle(frame);
    else if (frame.ev || frame.sig) this.#ports.on.frame(frame);
    this.#watch(false);
  }

  #settle(reply) {
    const entry = this.#pending.get(reply.re);
    if (!entry) return; // a second reply to what is already settled
    const retryMs = reply.error?.retry_after_ms ?? null;
    if (!reply.ok && reply.error?.code === "unavailable" && retryMs !== null) {
      this.#postpone(entry, retryMs);
      return;
    }
    this.#pending.delete(entry.id);
    if (reply.ok) entry.resolve(reply);
    else entry.reject(new WireError(reply.error));
  }

  #postpone(entry, retryMs) {
    entry.sent = false;
    if (entry.level === GREETING) this.#helloDelayed = true;
    const wait = Math.min(RETRY_MOST_MS, Math.max(RETRY_LEAST_MS, retryMs));
    entry.timer = this.#ports.setTimeout(() => {
      entry.timer = null;
      this.#flush();
    }, wait);
    this.#ports.on.delayed?.(entry.op);
  }

  /** A socket can die without a word; while a reply is owed, silence is taken for death. */
  #watch(always) {
    const ports = this.#ports;
    ports.clearTimeout(this.#silence);
    this.#silence = null;
    const owed = always || [...this.#pending.values()].some((entry) => entry.sent);
    if (!owed || this.#socket === null) return;
    const socket = this.#socket;
    this.#silence = ports.setTimeout(() => this.#closed(socket, 1006), SILENCE_MS);
  }

  #closed(socket, code) {
    if (socket === null || socket !== this.#socket) return;
    const comeBackMs = code === 1001 ? this.#comeBackMs : null;
    // A hello put off by an outage and then timed out is no refusal: the token is still good.
    const next = code === 4401 && this.#helloDelayed ? "retry" : farewell(code);
    if (next !== "retry") {
      const codes = { refused: "unauthorized", forbidden: "forbidden" };
      this.#end(next, new WireError({ code: codes[next] ?? "stopped" }));
      return;
    }
    const { now } = this.#ports;
    if (this.#welcomedAt !== null && now() - this.#welcomedAt >= STEADY_MS) this.#attempt = 0;
    this.#forget();
    const backoff = backoffMs(this.#attempt++, this.#ports.random);
    const wait = comeBackMs === null ? backoff : Math.min(RETRY_MOST_MS, comeBackMs) + backoff / 4;
    this.#ports.on.state("waiting", { ms: wait });
    this.#waiting = this.#ports.setTimeout(() => this.#connect(), wait);
  }

  /** Let go of the socket; what was sent on it without a reply is to be sent again. */
  #forget() {
    const { clearTimeout } = this.#ports;
    clearTimeout(this.#waiting);
    clearTimeout(this.#silence);
    this.#waiting = this.#silence = null;
    const socket = this.#socket;
    this.#socket = null;
    this.#level = CLOSED;
    this.#welcomedAt = null;
    this.#resuming = false;
    for (const entry of [...this.#pending.values()]) {
      clearTimeout(entry.timer);
      entry.timer = null;
      entry.sent = false;
      // Hello and resume belong to one connection; the next one says its own.
      if (entry.level !== READY) this.#pending.delete(entry.id);
    }
    if (socket) {
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close();
    }
  }

  #end(reason, error) {
    this.#forget();
    const left = [...this.#pending.values()];
    this.#pending.clear();
    for (const entry of left) entry.reject(error);
    this.#ports.on.state("stopped", { reason, error });
  }
}
