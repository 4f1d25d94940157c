/** The wire's promises: one outcome per command, whatever the connection does. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { backoffMs, farewell } from "../../../clients/web/retry.js";
import { PROTOCOL, SILENCE_MS, STEADY_MS } from "../../../clients/web/line.js";
import { PENDING_MAX } from "../../../clients/web/pending.js";
import { fakeWire, settled } from "./fakes.mjs";

const guest = () => ({ kind: "guest", name: "Ada" });

function connected() {
  const fake = fakeWire();
  fake.wire.start(guest);
  fake.last().greet();
  return fake;
}

test("hello is the first command, and others wait for its reply", () => {
  const { wire, last } = fakeWire();
  wire.start(guest);
  wire.send("game.list");
  assert.equal(last().protocol, PROTOCOL);
  last().open();
  assert.deepEqual(
    last().sent.map((frame) => frame.op),
    ["hello"],
  );
  assert.equal(last().sent[0].v, 1);
  assert.deepEqual(last().sent[0].auth, guest());
  last().ok("hello", { user: {}, server: {} });
  assert.deepEqual(
    last().sent.map((frame) => frame.op),
    ["hello", "game.list"],
  );
});

test("an unanswered command goes again with the same id after a reconnect, once", async () => {
  const { wire, reconnected, last } = connected();
  let outcomes = 0;
  const answer = wire.send("response.submit", { round: 1, text: "ha" });
  answer.then(() => {
    outcomes += 1;
  });
  const first = last().ops("response.submit")[0];
  last().drop(1006);
  reconnected();
  last().greet();
  assert.deepEqual(last().ops("response.submit"), [first]);
  last().ok("response.submit", { response: "r1" });
  last().ok("response.submit", { response: "other" });
  assert.equal((await answer).response, "r1");
  await settled();
  assert.equal(outcomes, 1);
  last().drop(1006);
  reconnected();
  last().greet();
  assert.deepEqual(last().ops("response.submit"), []);
});

test("a frame from a socket already given up is ignored", async () => {
  const { wire, reconnected, sockets, last, told } = connected();
  const listed = wire.send("game.list");
  const old = sockets[0];
  const late = old.onmessage;
  last().drop(1006);
  late({ data: JSON.stringify({ ev: "skip", game: "g", seq: 9 }) });
  assert.equal(
    told.some(([name]) => name === "frame"),
    false,
  );
  reconnected();
  last().greet();
  last().ok("game.list", { games: [] });
  assert.deepEqual((await listed).games, []);
});

test("a followed game is resumed from the held seq before anything pending is sent again", () => {
  const { wire, reconnected, last, told } = connected();
  let seq = 7;
  wire.follow("g1", () => seq);
  wire.send("vote.cast", { game: "g1" });
  seq = 9;
  last().drop(4430);
  reconnected();
  last().greet();
  assert.deepEqual(
    last()
      .ops("game.resume")
      .map(({ game, seq: from }) => [game, from]),
    [["g1", 9]],
  );
  assert.deepEqual(last().ops("vote.cast"), []);
  last().ok("game.resume", { events: [{ ev: "skip", game: "g1", seq: 10 }] });
  assert.deepEqual(
    told.filter(([name]) => name === "frame").map(([, frame]) => frame.seq),
    [10],
  );
  assert.equal(last().ops("vote.cast").length, 1);
});

test("a resume too old gives a snapshot; a refused one is told as lost, and play goes on", () => {
  const { wire, last, told } = connected();
  wire.follow("g1", () => 3);
  wire.resume();
  wire.resume();
  assert.equal(last().ops("game.resume").length, 1, "one resume at a time");
  last().ok("game.resume", { snapshot: { seq: 40 }, seq: 40 });
  assert.equal(told.find(([name]) => name === "snapshot")[1].snapshot.seq, 40);
  wire.resume();
  last().refuse("game.resume", "not_found");
  assert.equal(told.find(([name]) => name === "lost")[1].code, "not_found");
});

test("whoever leaves while a resume is under way is not led back by its answer", () => {
  const { wire, last, told } = connected();
  const heard = () => told.map(([name]) => name).filter((name) => name !== "state");
  for (const answer of [
    () => last().ok("game.resume", { snapshot: { seq: 12 } }),
    () => last().ok("game.resume", { events: [{ ev: "skip", game: "g1", seq: 8 }] }),
    () => last().refuse("game.resume", "game.not_seated"),
  ]) {
    wire.follow("g1", () => 7);
    wire.resume();
    wire.follow(null);
    answer();
  }
  assert.deepEqual(heard(), ["welcome"]);
  wire.follow("g2", () => 3);
  wire.resume();
  assert.equal(last().ops("game.resume").at(-1).game, "g2");
});

test("unavailable is retried with the same id after retry_after_ms, not before", async () => {
  const { wire, clock, last, told } = connected();
  const said = wire.send("chat.send", { text: "hi" });
  last().refuse("chat.send", "unavailable", 800);
  clock.pass(799);
  assert.equal(last().ops("chat.send").length, 1);
  clock.pass(1);
  const [first, second] = last().ops("chat.send");
  assert.deepEqual(second, first);
  assert.equal(
    told.some(([name, op]) => name === "delayed" && op === "chat.send"),
    true,
  );
  last().ok("chat.send", { message: "m1" });
  assert.equal((await said).message, "m1");
});

test("other refusals reject at once, with the code and the server's words", async () => {
  const { wire, last } = connected();
  const vote = wire.send("vote.cast");
  last().refuse("vote.cast", "vote.own_response");
  await assert.rejects(vote, { code: "vote.own_response" });
});

test("backoff grows, stays bounded, and never is nothing", () => {
  for (const chance of [0, 0.5, 0.999]) {
    const waits = Array.from({ length: 60 }, (_, attempt) => backoffMs(attempt, () => chance));
    assert.equal(Math.max(...waits) <= 10_000, true);
    assert.equal(Math.min(...waits) >= 250, true);
    assert.equal(waits[3] > waits[0], true);
  }
  assert.notEqual(
    backoffMs(4, () => 0),
    backoffMs(4, () => 0.9),
  );
});

test("waits grow while the server flaps, and are short after a steady connection", () => {
  const { clock, reconnected, last, told } = connected();
  const waits = () =>
    told.filter(([name, state]) => name === "state" && state === "waiting").map((one) => one[2].ms);
  for (let n = 0; n < 5; n += 1) {
    last().drop(1006);
    reconnected();
    last().greet();
  }
  assert.deepEqual(
    waits(),
    [...waits()].sort((a, b) => a - b),
  );
  assert.equal(waits()[4] > waits()[0] * 4, true);
  clock.pass(STEADY_MS);
  last().drop(1006);
  assert.equal(waits().at(-1), waits()[0]);
});

test("1001 comes back when the server's last frame said", () => {
  const { clock, sockets, last } = connected();
  last().say({ sig: "going_away", retry_after_ms: 5_000 });
  last().drop(1001);
  clock.pass(4_999);
  assert.equal(sockets.length, 1);
  clock.pass(2_000);
  assert.equal(sockets.length, 2);
});

test("a goodbye is obeyed with a little luck on top, then the game goes on where it was", () => {
  const { wire, clock, sockets, last, told } = connected();
  wire.follow("g", () => 41);
  last().say({ sig: "goodbye", retry_after_ms: 800 });
  last().say({ sig: "presence", game: "g", player: "p", connected: false });
  last().drop(1001);
  const { ms } = told.at(-1)[2];
  assert.equal(ms > 800 && ms < 1_000, true);
  clock.pass(799);
  assert.equal(sockets.length, 1);
  clock.pass(200);
  assert.equal(sockets.length, 2);
  assert.equal(last().url, sockets[0].url);
  last().greet();
  assert.equal(last().ops("game.resume")[0].seq, 41);
  last().ok("game.resume", { events: [{ ev: "skip", game: "g", seq: 42 }] });
  const states = told.filter(([name]) => name === "state").map(([, state]) => state);
  assert.deepEqual(states.slice(-3), ["waiting", "connecting", "open"]);
  assert.equal(
    told.some(([name]) => name === "lost"),
    false,
  );
});

test("4409 stops for good, says so, and refuses what was pending", async () => {
  const { wire, clock, sockets, last, told } = connected();
  const vote = wire.send("vote.cast");
  last().drop(4409);
  await assert.rejects(vote, { code: "stopped" });
  clock.pass(600_000);
  assert.equal(sockets.length, 1);
  assert.equal(told.at(-1)[1], "stopped");
  assert.equal(told.at(-1)[2].reason, "taken");
});

test("a refused hello and 4401 end as refused; an outage during hello does not", () => {
  for (const end of [
    (socket) => socket.refuse("hello", "unauthorized"),
    (socket) => socket.drop(4401),
  ]) {
    const { wire, last, told } = fakeWire();
    wire.start(guest);
    last().open();
    end(last());
    assert.equal(told.at(-1)[2].reason, "refused");
    assert.equal(told.at(-1)[2].error.code, "unauthorized");
  }
  const { wire, clock, last, sockets } = fakeWire();
  wire.start(guest);
  last().open();
  last().refuse("hello", "unavailable", 30_000);
  last().drop(4401);
  clock.pass(60_000);
  assert.equal(sockets.length > 1, true);
});

test("close codes: which to retry, which to stop at", () => {
  const meant = [1001, 1005, 1006, 1011, 4408, 4429, 4430].map(farewell);
  assert.deepEqual(new Set(meant), new Set(["retry"]));
  assert.deepEqual([1000, 4400, 4401, 4403, 4409].map(farewell), [
    "done",
    "broken",
    "refused",
    "forbidden",
    "taken",
  ]);
});

test("a silent socket that owes a reply counts as dead; an idle one does not", () => {
  const { wire, clock, sockets, last } = connected();
  clock.pass(SILENCE_MS * 5);
  assert.equal(sockets.length, 1);
  wire.send("game.list");
  clock.pass(SILENCE_MS + 20_000);
  assert.equal(sockets[0].closed, true);
  assert.equal(sockets.length > 1, true);
  last().greet();
  assert.equal(last().ops("game.list").length, 1);
});

test("hurry connects at once, and only when waiting", () => {
  const { wire, sockets, last } = connected();
  wire.hurry();
  assert.equal(sockets.length, 1);
  last().drop(1006);
  wire.hurry();
  assert.equal(sockets.length, 2);
});

test("only so many commands wait; signals without a connection are dropped", async () => {
  const { wire, last } = fakeWire();
  wire.start(guest);
  wire.signal("game.react", { kind: "love" });
  for (let n = 0; n < PENDING_MAX; n += 1) wire.send("chat.send").catch(() => {});
  await assert.rejects(wire.send("chat.send"), { code: "rate_limited" });
  last().open();
  assert.deepEqual(last().ops("game.react"), []);
});
