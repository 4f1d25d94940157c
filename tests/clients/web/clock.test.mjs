/** The countdown is right in spite of a wrong clock, a slow line and a sleep, and never jumps. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { Clock } from "../../../clients/web/play/clock.js";
import { FakeClock } from "./fakes.mjs";
import { playing } from "./opened.mjs";

/** A clock, and a server whose own is ahead of the one on the wall. */
function clocks(aheadMs) {
  const time = new FakeClock();
  const { now, steady } = time.ports();
  const clock = new Clock(now, steady);
  const server = () => time.nowMs + aheadMs;
  /** A reply told the server's time; it took this long there, and this long back. */
  const asked = (thereMs, backMs) => {
    time.pass(thereMs);
    const told = server();
    time.pass(backMs);
    clock.told(told, thereMs + backMs);
  };
  return { clock, time, server, asked, off: () => clock.now() - server() };
}

test("a clock that is hours wrong counts right from the first reply on", () => {
  const { off, asked } = clocks(3 * 3_600_000);
  asked(40, 40);
  assert.equal(off(), 0);
});

test("the shortest way counts: a slow reply later spoils nothing", () => {
  const { off, asked } = clocks(5_000);
  asked(30, 30);
  asked(1_900, 100);
  assert.ok(Math.abs(off()) <= 31, String(off()));
});

test("a slow first reply is made up for by a quick one, little by little, never backwards", () => {
  const { clock, time, off, asked } = clocks(5_000);
  asked(1_800, 0);
  assert.equal(off(), 900);
  let before = clock.now();
  asked(20, 20);
  time.pass(160);
  for (let n = 0; n < 100; n += 1) {
    if (n > 0) time.pass(200);
    const step = clock.now() - before;
    assert.ok(step >= 180 && step <= 220, String(step));
    before += step;
  }
  assert.ok(Math.abs(off()) <= 30, String(off()));
});

test("an event cannot be heard before it happened: that too narrows what is known", () => {
  const { clock, server, time, off, asked } = clocks(0);
  asked(0, 1_600);
  assert.equal(off(), -800);
  clock.heard(server());
  time.pass(20_000);
  assert.ok(Math.abs(off()) < 20, String(off()));
});

test("set back or forth by hand: time goes on, is doubted, and is right after the next word", () => {
  for (const setMs of [-3_600_000, 3_600_000]) {
    const { clock, time, off, asked } = clocks(1_000);
    asked(10, 10);
    time.setMs = setMs;
    if (setMs < 0) assert.equal(off(), 0);
    clock.now();
    assert.equal(clock.doubted, true);
    asked(10, 10);
    assert.equal(clock.doubted, false);
    assert.ok(Math.abs(off()) <= 10, String(off()));
  }
});

test("after a sleep in which one clock stood still the countdown is where it must be", () => {
  const { clock, time, off, asked } = clocks(1_000);
  asked(10, 10);
  time.sleep(300_000);
  assert.equal(off(), 0);
  assert.equal(clock.doubted, true);
});

test("another node with another clock, or a server's that was set: the newest word counts", () => {
  const { clock, time, asked } = clocks(0);
  asked(10, 10);
  clock.told(time.nowMs + 60_000, 20);
  assert.ok(Math.abs(clock.now() - time.nowMs - 60_000) <= 20);
});

test("a page whose clock was set asks for the time at once, by a new hello", async () => {
  const { play, clock, sockets, last } = await playing();
  play.keepTime();
  assert.equal(sockets.length, 1);
  clock.setMs = 7_200_000;
  play.keepTime();
  play.keepTime();
  assert.equal(sockets.length, 2);
  last().open();
  last().ok("hello", { user: { id: "u1", name: "Ada" }, server: { now: 1_000_500 } });
  last().ok("game.resume", { events: [] });
  play.keepTime();
  assert.deepEqual([sockets.length, play.absence.told, play.screen], [2, "", "game"]);
  assert.equal(play.serverNow(), 1_000_500);
});
