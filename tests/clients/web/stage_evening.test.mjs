/** The big screen's way through an evening: a guest of its own, who only watches. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { openStore } from "../../../clients/web/play/store.js";
import { character, drawFace, know } from "../../../clients/web/stage/face.js";
import { Evening, codeAt } from "../../../clients/web/stage/evening.js";
import { BEEP, BO, RESULTS, STANDINGS, snapshot } from "./evening.mjs";
import { FakeClock, fakeWire, settled } from "./fakes.mjs";
import { FakeStorage } from "./opened.mjs";
import { openPage } from "./page.mjs";

const WATCHED = snapshot({ me: null });

function stage(stored = {}) {
  const storage = new FakeStorage();
  const store = openStore(storage);
  for (const [key, value] of Object.entries(stored)) store.set(key, value);
  const clock = new FakeClock();
  const heard = [];
  let fake;
  const evening = new Evening({
    makeWire: (on) => {
      fake = fakeWire(on, clock);
      return fake.wire;
    },
    store,
    ...clock.ports(),
    timers: clock.ports(),
    changed: () => {},
    heard: (before, after) => heard.push([before.phase, after.phase]),
    name: "Big screen",
  });
  return { evening, store, clock, heard, ...fake, last: () => fake.last() };
}

/** Watching the lobby of ABCD. */
async function watching(held = WATCHED, stored = {}) {
  const page = stage(stored);
  page.evening.watch("ABCD");
  page.last().greet({ id: "s1", name: "Big screen" }, "big");
  page.last().ok("game.join", { game: held.game, player: null, seq: held.seq, snapshot: held });
  await settled();
  return page;
}

const say = (page, ...events) => events.forEach((event) => page.last().say({
  game: "g1", seq: page.evening.game.seq + 1, at: 2000, ...event,
}));

test("the code is read from the path, or from behind the page's name", () => {
  const at = (pathname, search = "", hash = "") => codeAt({ pathname, search, hash });
  assert.equal(at("/stage/k7qx2"), "K7QX2");
  assert.equal(at("/stage.html", "", "#k7qx2"), "K7QX2");
  assert.equal(at("/stage.html", "?code=K7QX2"), "K7QX2");
  assert.equal(at("/stage/"), "");
  assert.equal(at("/stage/main.js"), "");
});

test("it comes as a guest of its own, and leaves a phone's keys alone", async () => {
  const page = await watching(WATCHED, { token: "ada", name: "Ada", game: "g0" });
  assert.deepEqual(page.last().ops("hello")[0].auth, { kind: "guest", name: "Big screen" });
  const [join] = page.last().ops("game.join");
  assert.deepEqual([join.code, join.role], ["ABCD", "spectator"]);
  assert.equal(page.evening.screen, "game");
  assert.deepEqual(["token", "name", "game", "stage.token"].map((key) => page.store.get(key)),
    ["ada", "Ada", "g0", "big"]);
});

test("a reload is the same guest; a token nobody knows makes a new one, once", async () => {
  const page = stage({ "stage.token": "big" });
  page.evening.watch("ABCD");
  page.last().open();
  assert.deepEqual(page.last().ops("hello")[0].auth, { kind: "token", token: "big" });
  page.last().refuse("hello", "unauthorized");
  page.last().open();
  assert.equal(page.last().ops("hello")[0].auth.kind, "guest");
  page.last().refuse("hello", "unauthorized");
  assert.equal(page.evening.stopped, "refused");
});

test("an unknown code asks for another, and the next one is watched", async () => {
  const page = stage();
  page.evening.watch("");
  assert.deepEqual([page.evening.screen, page.sockets.length], ["code", 0]);
  page.evening.watch("WRONG");
  page.last().greet();
  page.last().refuse("game.join", "not_found");
  await settled();
  assert.deepEqual([page.evening.screen, page.evening.error.code], ["code", "not_found"]);
  page.evening.watch("ABCD");
  assert.deepEqual([page.evening.screen, page.evening.error], ["arriving", null]);
  assert.equal(page.last().ops("game.join").at(-1).code, "ABCD");
});

test("after a cut it resumes where it was, and a game it lost is joined again", async () => {
  const page = await watching();
  say(page, { ev: "player.joined", player: BO });
  page.last().drop(1006);
  page.reconnected();
  page.last().greet({ id: "s1", name: "Big screen" }, "big");
  const [resume] = page.last().ops("game.resume");
  assert.deepEqual([resume.game, resume.seq], ["g1", 2]);
  page.last().refuse("game.resume", "not_found");
  await settled();
  assert.equal(page.last().ops("game.join").at(-1).role, "spectator");
});

const REVEALED = {
  ev: "round.completed", round: 1, results: RESULTS, standings: STANDINGS, reveal_until: 9000,
};
const OVER = { ev: "game.completed", standings: STANDINGS, winners: ["p2"] };

test("every round that was seen is kept, and what happens is passed on to be heard", async () => {
  const page = await watching();
  say(page, { ev: "player.joined", player: BEEP },
    { ev: "round.started", round: 1, prompt: "A bad boat", deadline: 9000 }, REVEALED, OVER);
  assert.deepEqual([...page.evening.album.keys()], [1]);
  assert.equal(page.evening.missed, 0);
  assert.equal(page.last().ops("game.history").length, 0);
  assert.deepEqual(page.heard.at(-1), ["reveal", "completed"]);
});

test("what it missed it reads from the history, all pages, where that is open to it", async () => {
  const late = { ...WATCHED, phase: "answering", round: 2, prompt: { round: 2, text: "Why?" } };
  const page = await watching(late);
  say(page, { ...REVEALED, round: 2 }, OVER);
  assert.equal(page.evening.missed, 1);
  page.last().ok("game.history", {
    events: [{ ev: "round.started", round: 1, prompt: "A bad boat" }], next: 500,
  });
  await settled();
  assert.equal(page.last().ops("game.history").at(-1).from_seq, 500);
  page.last().ok("game.history", { events: [REVEALED], next: null });
  await settled();
  assert.equal(page.evening.missed, 0);
  assert.equal(page.evening.album.get(1).prompt, "A bad boat");
});

test("where the history is closed to it, it knows what it missed", async () => {
  const page = await watching({ ...WATCHED, phase: "reveal", round: 3, results: RESULTS });
  say(page, OVER);
  page.last().refuse("game.history", "forbidden");
  await settled();
  assert.deepEqual([page.evening.missed, page.evening.album.size], [2, 1]);
});

test("machine players come with their own faces, once it is told who they are", async () => {
  const page = await watching();
  openPage();
  const state = { players: [{ ...BEEP, agent: "baker" }, BO] };
  const shown = (id) => {
    const node = document.createElement("span");
    know(page.evening.agents);
    drawFace(node, state, id);
    return node.textContent || node.dataset.letters;
  };
  assert.deepEqual([shown(BEEP.id), shown(BO.id)], ["🤖", "B"]);
  page.last().ok("agent.list", { agents: [{ id: "baker", avatar: "🥐", line: "Bakes." }] });
  await settled();
  assert.deepEqual([shown(BEEP.id), shown(BO.id)], ["🥐", "B"]);
  assert.deepEqual(character(state.players[0]), { sign: "🥐", line: "Bakes." });
});
