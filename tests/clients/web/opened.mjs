/** A page opened on what was stored, up to the middle of a round. */

import { Play } from "../../../clients/web/play/play.js";
import { openStore } from "../../../clients/web/play/store.js";
import { FakeClock, fakeWire, settled } from "./fakes.mjs";

const GAME = { id: "g1", code: "ABCD", name: "Friday", host: "u1", max_players: 12 };
export const ME = { id: "p1", name: "Ada", user: "u1", is_ai: false, is_active: true };

export function snapshot(changes = {}) {
  return {
    game: GAME,
    seq: 5,
    phase: "answering",
    round: 1,
    total_rounds: 5,
    host: "u1",
    players: [ME],
    responses: [],
    my_response: null,
    my_votes: {},
    standings: [],
    chat: [],
    received: 0,
    expected: 1,
    me: "p1",
    ...changes,
  };
}

/** A browser's storage: what is in it outlives the page. */
export class FakeStorage {
  items = new Map();
  getItem(key) {
    return this.items.get(key) ?? null;
  }
  setItem(key, value) {
    this.items.set(key, value);
  }
  removeItem(key) {
    this.items.delete(key);
  }
}

/** A page opened on `stored` and a link's code, in a browser that may have been used before. */
export function page(stored = {}, code = "", { storage = new FakeStorage(), online } = {}) {
  const store = openStore(storage);
  for (const [key, value] of Object.entries(stored)) store.set(key, value);
  const clock = new FakeClock();
  let fake;
  const play = new Play({
    makeWire: (on) => {
      fake = fakeWire(on, clock, online);
      return fake.wire;
    },
    store,
    ...clock.ports(),
    timers: clock.ports(),
    online,
    changed: () => {},
  });
  play.begin(code);
  return { play, store, storage, ...fake };
}

/** In a seat, in the state `changes` say. */
export async function playing(changes = {}, ...rest) {
  const opened = page({ token: "t1", game: "g1" }, ...rest);
  opened.last().greet();
  opened.last().ok("game.join", { snapshot: snapshot(changes) });
  await settled();
  // What the hall asks for beside it is nobody's business here.
  for (const op of ["agent.list", "profile.get", "game.list"]) {
    if (opened.last().ops(op).length > 0) opened.last().ok(op, { agents: [], games: [] });
  }
  await settled();
  return opened;
}
