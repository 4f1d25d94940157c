/** A tab in the background, a phone that was locked, a network that comes and goes. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { FRESH_MS, IDLE_MS, PROBE_MS } from "../../../clients/web/line.js";
import { PATIENCE_MS } from "../../../clients/web/play/absence.js";
import { BACKOFF_LAST_MS } from "../../../clients/web/retry.js";
import "./english.mjs";
import { playing } from "./opened.mjs";

const LOCKED_MS = 300_000;

test("five minutes locked, the line dead without a word: back as soon as it is looked at", async () => {
  const { play, clock, sockets, last } = await playing();
  clock.sleep(LOCKED_MS);
  play.check();
  assert.equal(last().ops("game.resume").length, 1, "asked at once");
  clock.pass(PROBE_MS);
  assert.equal(sockets[0].closed, true);
  clock.pass(500);
  assert.equal(sockets.length, 2);
  last().greet();
  last().ok("game.resume", { events: [{ ev: "skip", game: "g1", seq: 6 }] });
  assert.deepEqual([play.game.seq, play.absence.told, play.connection], [6, "", "open"]);
});

test("a line that lived through it only brings what was missed", async () => {
  const { play, clock, sockets, last } = await playing();
  clock.sleep(LOCKED_MS);
  play.check();
  play.check();
  last().ok("game.resume", { events: [{ ev: "skip", game: "g1", seq: 6 }] });
  clock.pass(PROBE_MS);
  assert.deepEqual([sockets.length, last().ops("game.resume").length, play.game.seq], [1, 1, 6]);
});

test("what was heard just now is not asked", async () => {
  const { play, clock, last } = await playing();
  clock.pass(FRESH_MS - 1);
  play.check();
  assert.deepEqual(last().ops("game.resume"), []);
});

test("a page from the back-forward cache whose socket was closed unheard connects at once", async () => {
  const { play, sockets, last } = await playing();
  last().readyState = 3;
  play.check();
  assert.equal(sockets.length, 2);
});

test("asleep while connecting: that try is given up for a new one", async () => {
  const { play, clock, sockets, last } = await playing();
  last().drop(1006);
  play.check();
  assert.equal(sockets.length, 2);
  clock.sleep(LOCKED_MS);
  play.check();
  assert.deepEqual([sockets.length, sockets[1].closed], [3, true]);
});

test("in a game a silent line is asked now and then, and given up when it is dead", async () => {
  const { clock, sockets, last } = await playing();
  clock.pass(IDLE_MS);
  assert.equal(last().ops("game.resume").length, 1);
  last().ok("game.resume", { events: [] });
  clock.pass(IDLE_MS);
  assert.equal(last().ops("game.resume").length, 2);
  clock.pass(PROBE_MS + 500);
  assert.equal(sockets.length, 2);
});

test("offline is waited out, said as such, and the network's return is not", async () => {
  let online = true;
  const { play, clock, sockets, last } = await playing({}, "", { online: () => online });
  online = false;
  last().drop(1006);
  clock.pass(BACKOFF_LAST_MS - 1);
  assert.deepEqual([sockets.length, play.absence.told], [1, "offline"]);
  online = true;
  play.check();
  assert.deepEqual([sockets.length, play.absence.told], [2, "lost"]);
  last().greet();
  last().ok("game.resume", { events: [] });
  clock.pass(PATIENCE_MS);
  assert.equal(play.absence.told, "");
});

test("a gap that a resume did not fill is asked for again", async () => {
  const { last } = await playing();
  const skip = (seq) => last().say({ ev: "skip", game: "g1", seq });
  skip(9);
  last().ok("game.resume", { events: [] });
  skip(10);
  assert.equal(last().ops("game.resume").length, 2);
});

test("a device without a network says so while the line looks open; a frame denies it", async () => {
  let online = true;
  const { play, clock, last } = await playing({}, "", { online: () => online });
  online = false;
  play.check();
  clock.pass(PATIENCE_MS);
  assert.deepEqual([play.connection, play.absence.told], ["open", "offline"]);
  last().say({ ev: "skip", game: "g1", seq: 6 });
  assert.equal(play.absence.told, "");
  play.check();
  online = true;
  play.check();
  clock.pass(PATIENCE_MS);
  assert.equal(play.absence.told, "");
});
