/** A socket, a clock and a server's answers, all in the test's hands. */

import { Wire } from "../../../clients/web/wire.js";

/** Timers that fire when the test says so. */
export class FakeClock {
  nowMs = 1_000_000;
  asleepMs = 0; // what the steady clock has missed
  setMs = 0; // by how much somebody has set the one on the wall
  timers = new Map();
  next = 1;

  ports() {
    return {
      now: () => this.nowMs + this.setMs,
      steady: () => this.nowMs - this.asleepMs,
      setTimeout: (act, ms) => {
        this.timers.set(this.next, { act, at: this.nowMs + ms });
        return this.next++;
      },
      clearTimeout: (timer) => {
        this.timers.delete(timer);
      },
    };
  }

  /** The device sleeps: no timer fires, one clock stands still, and then it wakes. */
  sleep(ms) {
    this.nowMs += ms;
    this.asleepMs += ms;
    for (const timer of this.timers.values()) timer.at += ms;
  }

  /** Let `ms` pass, firing what falls due, in order. */
  pass(ms) {
    const until = this.nowMs + ms;
    for (;;) {
      const due = [...this.timers].filter(([, timer]) => timer.at <= until);
      if (due.length === 0) break;
      const [id, timer] = due.reduce((a, b) => (b[1].at < a[1].at ? b : a));
      this.timers.delete(id);
      this.nowMs = timer.at;
      timer.act();
    }
    this.nowMs = until;
  }
}

/** One socket; `sent` is what the page wrote, parsed. */
export class FakeSocket {
  sent = [];
  closed = false;

  constructor(url, protocol) {
    Object.assign(this, { url, protocol });
  }

  send(text) {
    this.sent.push(JSON.parse(text));
  }
  close() {
    this.closed = true;
  }

  open() {
    this.onopen?.();
  }
  say(frame) {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }
  drop(code) {
    this.onclose?.({ code });
  }

  /** What was written with this op, in order. */
  ops(op) {
    return this.sent.filter((frame) => frame.op === op);
  }

  /** Answer the last command with this op. */
  ok(op, result = {}) {
    this.say({ re: this.ops(op).at(-1).id, ok: true, ...result });
  }
  refuse(op, code, retry_after_ms = null) {
    this.say({
      re: this.ops(op).at(-1).id,
      ok: false,
      error: { code, message: code, retry_after_ms },
    });
  }

  /** Open and answer hello. */
  greet(user = { id: "u1", name: "Ada" }, token = "t1") {
    this.open();
    this.ok("hello", { user, token, server: { now: 1_000_500 } });
  }
}

// Over reloads too no two commands are called the same.
let ids = 0;

/** A wire with everything fake, and a log of what it told the page. */
export function fakeWire(on = {}, clock = new FakeClock(), online = () => true) {
  const sockets = [];
  const told = [];
  const note =
    (name) =>
    (...args) => {
      told.push([name, ...args]);
      on[name]?.(...args);
    };
  const names = ["welcome", "frame", "snapshot", "lost", "state", "delayed"];
  const wire = new Wire({
    url: "ws://game/ws",
    open: (url, protocol) => {
      sockets.push(new FakeSocket(url, protocol));
      return sockets.at(-1);
    },
    ...clock.ports(),
    online,
    random: () => 0.5,
    uuid: () => `id-${++ids}`,
    on: Object.fromEntries(names.map((name) => [name, note(name)])),
  });
  /** Let time pass, just until the next socket is there. */
  const reconnected = () => {
    for (const had = sockets.length; sockets.length === had; clock.pass(50)) {
      if (clock.timers.size === 0) throw new Error("nothing will ever reconnect");
    }
  };
  return { wire, clock, sockets, told, reconnected, last: () => sockets.at(-1) };
}

/** Let promises settle. */
export const settled = () =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });
