/**
 * One socket after another: connects, notices when one is dead, waits and tries again. Knows
 * nothing of what is said on it but when to come back.
 */

import { BACKOFF_LAST_MS, backoffMs } from "./retry.js";

export const PROTOCOL = "genius.v1.json";
/** Longest silence, in ms, while a word is owed, before the connection counts as dead. */
export const SILENCE_MS = 12_000;
/** After this much silence a connection that is needed is asked whether it lives. */
export const IDLE_MS = 20_000;
/** After a sleep: what was heard this lately needs no asking; and how long the answer may take. */
export const FRESH_MS = 5_000;
export const PROBE_MS = 3_000;
/** A connection that lived this long was a good one: the next wait starts short again. */
export const STEADY_MS = 10_000;
const COME_BACK_MOST_MS = 60_000;
/** WebSocket's own number; above it the socket is closing, or closed. */
const SOCKET_OPEN = 1;

/**
 * @typedef {object} Ports  everything that is not thought: injected, so that tests need no network
 * @property {string} url
 * @property {(url: string, protocol: string) => WebSocket} open
 * @property {(f: () => void, ms: number) => unknown} setTimeout
 * @property {(timer: any) => void} clearTimeout
 * @property {() => number} now  local clock, ms
 * @property {() => number} random
 * @property {() => boolean} [online]  false when the device knows that it has no network
 */

/**
 * @typedef {object} Ear  what is told of the line
 * @property {() => void} opened
 * @property {(frame: any) => void} heard
 * @property {(code: number) => void} closed  the socket is dead; nothing has been done about it
 * @property {() => void} idle  a needed line has been silent for long: ask something
 * @property {(name: "connecting"|"waiting", detail?: any) => void} state
 */

/** The line of one wire. */
export class Line {
  #ports;
  #on;
  /** @type {WebSocket|null} */
  #socket = null;
  #attempt = 0;
  /** @type {unknown} */
  #waiting = null;
  /** @type {unknown} */
  #silence = null;
  #patienceMs = SILENCE_MS;
  #heardAt = 0;
  /** @type {number|null} */
  #comeBackMs = null;
  /** @type {number|null} */
  #goodSince = null;

  /** @param {Ports} ports @param {Ear} on */
  constructor(ports, on) {
    this.#ports = ports;
    this.#on = on;
  }

  /** Connect now, as if for the first time. */
  start() {
    this.drop();
    this.#attempt = 0;
    this.connect();
  }

  /** Connect now. */
  connect() {
    const { clearTimeout, now, open, url } = this.#ports;
    clearTimeout(this.#waiting);
    this.#waiting = null;
    this.#comeBackMs = null;
    this.#on.state("connecting");
    const socket = open(url, PROTOCOL);
    this.#socket = socket;
    this.#heardAt = now();
    socket.onopen = () => {
      if (socket === this.#socket) this.#on.opened();
    };
    socket.onmessage = (message) => this.#receive(socket, message.data);
    socket.onclose = (close) => this.#dead(socket, close.code);
    this.watch("owed");
  }

  /** The other side knows us: from here on the connection counts as a good one. */
  greeted() {
    this.#goodSince = this.#ports.now();
  }

  /** Let go of the socket, and wait for nothing. */
  drop() {
    const { clearTimeout } = this.#ports;
    clearTimeout(this.#waiting);
    clearTimeout(this.#silence);
    this.#waiting = this.#silence = this.#goodSince = null;
    this.#patienceMs = SILENCE_MS;
    const socket = this.#socket;
    this.#socket = null;
    if (socket === null) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  /** Drop it and come back later: when a server that said goodbye asked, or after a backoff. */
  retry(/** @type {number} */ code) {
    const { now, online = () => true, random, setTimeout } = this.#ports;
    const comeBackMs = code === 1001 ? this.#comeBackMs : null;
    if (this.#goodSince !== null && now() - this.#goodSince >= STEADY_MS) this.#attempt = 0;
    this.drop();
    const backoff = backoffMs(this.#attempt++, random);
    const back = comeBackMs === null ? backoff :
      Math.min(COME_BACK_MOST_MS, comeBackMs) + backoff / 4;
    const wait = online() ? back : BACKOFF_LAST_MS;
    this.#on.state("waiting", { ms: wait });
    this.#waiting = setTimeout(() => this.connect(), wait);
  }

  /** Connect at once if we are only waiting to. */
  hurry() {
    if (this.#waiting !== null) this.connect();
  }

  /**
   * The device woke, or its network changed: is this still a line?
   * @param {boolean} isReady  may something be asked on it?
   * @returns {boolean} true when it must be asked
   */
  doubt(isReady) {
    this.hurry();
    const socket = this.#socket;
    if (socket === null) return false;
    const quietMs = this.#ports.now() - this.#heardAt;
    const isFresh = quietMs >= 0 && quietMs < FRESH_MS;
    const isClosed = socket.readyState > SOCKET_OPEN;
    if (!isClosed && isFresh) return false;
    if (!isClosed && isReady) return true;
    this.#dead(socket, 1006);
    this.hurry();
    return false;
  }

  /** An answer comes soon, or the line is dead. */
  expect() {
    this.#patienceMs = PROBE_MS;
  }

  /**
   * A socket can die without a word: silence is taken for death when a word is owed.
   * @param {"owed"|"needed"|"free"} need
   */
  watch(need) {
    const { clearTimeout, setTimeout } = this.#ports;
    clearTimeout(this.#silence);
    this.#silence = null;
    const socket = this.#socket;
    if (socket === null) return;
    if (need === "owed") {
      this.#silence = setTimeout(() => this.#dead(socket, 1006), this.#patienceMs);
    } else if (need === "needed") {
      this.#silence = setTimeout(() => this.#on.idle(), IDLE_MS);
    }
  }

  /** @param {object} frame */
  write(frame) {
    this.#socket?.send(JSON.stringify(frame));
  }

  /** @param {WebSocket} socket @param {string} text */
  #receive(socket, text) {
    if (socket !== this.#socket) return;
    this.#heardAt = this.#ports.now();
    this.#patienceMs = SILENCE_MS;
    let frame;
    try {
      frame = JSON.parse(text);
    } catch {
      return; // not ours to read; if it mattered, the next seq shows the gap
    }
    // A signal may overtake or trail a goodbye; it takes nothing back.
    const trailing = frame.sig !== undefined && frame.retry_after_ms === undefined;
    if (!trailing) this.#comeBackMs = frame.retry_after_ms ?? frame.error?.retry_after_ms ?? null;
    this.#on.heard(frame);
  }

  /** @param {WebSocket} socket @param {number} code */
  #dead(socket, code) {
    if (socket === this.#socket) this.#on.closed(code);
  }
}
