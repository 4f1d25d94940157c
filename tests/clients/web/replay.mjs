/**
 * Plays a history, read from standard input, step by step and in pages of several sizes: forward
 * must show at every step what the events up to it say, and backward the same again.
 */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

import { captionOf } from "../../../clients/web/people/caption.js";
import { KEPT, Reel } from "../../../clients/web/people/reel.js";
import { STOPS_MS } from "../../../clients/web/people/replay.js";
import "./english.mjs";

const { game, events } = JSON.parse(readFileSync(0, "utf8"));

/** The server's game.history, with this many numbers on a page. */
function history(limit) {
  return async (from) => {
    const rest = events.filter((one) => one.seq >= from);
    const next = rest.find((one) => one.seq >= from + limit)?.seq ?? null;
    return { game, events: rest.filter((one) => next === null || one.seq < next), next };
  };
}

/** Everything a step shows, without what only counts. */
function scene({ table, written, votes, said, last }) {
  const { phase, round, prompt, results, standings, winners, players } = table;
  return JSON.stringify({
    phase, round, prompt, results, standings, winners, written, votes, said, last,
    seats: players.map((one) => [one.name, one.score, one.is_active]),
  });
}

/** The first step that differs, instead of two whole evenings. */
function same(one, other, where) {
  one.forEach((step, at) => assert.equal(step, other[at], `step ${at}, ${where}`));
  assert.equal(one.length, other.length, where);
}

/** Walk from the first step to the last, and back. */
async function walk(limit) {
  const reel = new Reel(history(limit));
  const there = [];
  for (await reel.start(); ; ) {
    there.push(scene(reel.told));
    assert.ok(captionOf(reel.told), `something is said of ${reel.told.last.ev}`);
    assert.ok(reel.pages.filter((page) => page.views).length <= KEPT, "few pages are held");
    if (!(await reel.forward())) break;
  }
  assert.equal(reel.atEnd, true);
  const back = [scene(reel.told)];
  while (await reel.back()) back.unshift(scene(reel.told));
  assert.equal(reel.atStart, true);
  same(back, there, `the way back in pages of ${limit}`);
  return { there, reel };
}

const { there, reel } = await walk(1_000);
for (const limit of [1, 7, 40]) same((await walk(limit)).there, there, `in pages of ${limit}`);

const over = events.findIndex((one) => one.ev === "game.completed");
const stops = events.slice(0, over + 1).filter((one) => Object.hasOwn(STOPS_MS, one.ev));
assert.deepEqual(there.map((one) => JSON.parse(one).last), stops, "every step once, in order");

let round = [];
for (const at of stops.keys()) {
  const shown = JSON.parse(there[at]);
  const view = stops[at];
  if (view.ev === "round.started") {
    assert.deepEqual([shown.round, shown.prompt.text], [view.round, view.prompt]);
    assert.deepEqual([shown.written, shown.votes], [[], []]);
  }
  if (view.ev === "response.submitted") assert.equal(shown.written.at(-1).text, view.text);
  if (view.ev === "vote.cast") {
    const mine = shown.votes.filter((one) => one.player === view.player && one.type === view.vote_type);
    assert.deepEqual(mine.map((one) => one.response), [view.response], "one of each kind, the last");
  }
  if (view.ev === "round.completed") {
    assert.deepEqual(shown.standings, view.standings);
    for (const one of view.results) {
      const got = shown.votes.filter((vote) => vote.response === one.response);
      const counted = Object.fromEntries(["funny", "creative", "best"].map((type) => [
        type, got.filter((vote) => vote.type === type).length]));
      assert.deepEqual(counted, one.votes, "the votes that were seen are those that counted");
      assert.ok(shown.written.some((each) => each.response === one.response && each.text === one.text));
    }
    round = [...round, view.round];
  }
}
assert.deepEqual(round, Array.from({ length: game.total_rounds }, (_, n) => n + 1));
const end = JSON.parse(there.at(-1));
assert.deepEqual([end.phase, end.winners], ["completed", events[over].winners]);

for (const each of [3, 1, game.total_rounds]) {
  await reel.toRound(each);
  assert.deepEqual([reel.told.last.ev, reel.told.table.round], ["round.started", each]);
}
await reel.toRound(game.total_rounds + 1);
assert.equal(scene(reel.told), there.at(-1), "past the last round is the podium");
const late = new Reel(history(7));
await late.start();
await late.toRound(game.total_rounds);
assert.equal(late.told.table.round, game.total_rounds, "a round that was not loaded yet");
await late.toRound(0);
assert.equal(scene(late.told), there[0]);
