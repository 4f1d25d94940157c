/** What the big screen shows, when, and how big: the parts that need no page. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { before, prizesOf, missing, noted, retold } from "../../../clients/web/stage/album.js";
import { cuesBetween } from "../../../clients/web/stage/cues.js";
import { Director } from "../../../clients/web/stage/director.js";
import {
  LEADING, PAGES_MOST, READABLE, TYPES, gridFor, gridType, pagesOf, perPage, typeFor,
} from "../../../clients/web/stage/fit.js";
import { addressOf } from "../../../clients/web/stage/invite.js";
import {
  INTRO_MS, ONE_LEAST_MS, ONE_MOST_MS, closingSteps, revealSteps, roundSteps, stepAt, votingSteps,
} from "../../../clients/web/stage/timeline.js";
import { RESULTS, STANDINGS, answering, lobby, reveal, told, voting } from "./evening.mjs";

const results = (count) => Array.from({ length: count }, (_, index) =>
  ({ response: `r${index}`, player: `p${index}`, points: (index * 7) % 12 }));
const whole = (steps) => steps.reduce((all, one) => all + one.ms, 0);
const revealed = (steps) => steps.filter((one) => one.scene === "reveal");
const HAS = { pages: 1, best: true, machines: true, honours: true };

test("a reveal shows every answer once, the best last, and leaves time for the standings", () => {
  for (const count of [1, 2, 5, 12]) {
    for (const msLeft of [900, 2000, 4000, 8000, 20_000, 60_000]) {
      const steps = revealSteps(results(count), msLeft);
      const shown = revealed(steps);
      const ids = shown.flatMap((one) => one.together);
      const name = `${count} answers in ${msLeft} ms`;
      assert.deepEqual([...ids].sort(), results(count).map((one) => one.response).sort(), name);
      const points = ids.map((id) => results(count).find((one) => one.response === id).points);
      assert.deepEqual(points, [...points].sort((a, b) => a - b), name);
      assert.ok(whole(shown) < msLeft, name);
      assert.equal(steps.at(-1).scene, "standings", name);
    }
  }
});

test("one by one while there is time, none too short and none too long", () => {
  const five = revealed(revealSteps(results(5), 20_000));
  assert.equal(five.length, 5);
  const calm = revealed(revealSteps(results(2), 60_000));
  assert.deepEqual(calm.map((one) => one.ms), [ONE_MOST_MS, ONE_MOST_MS]);
  const hurried = revealed(revealSteps(results(12), 8000));
  assert.ok(hurried.length > 1 && hurried[0].together.length > 1);
  for (const one of hurried.slice(1)) {
    assert.equal(one.together.length, 1);
    assert.ok(one.ms >= ONE_LEAST_MS);
  }
});

test("answers that are too long for one screen share several, and none stays away", () => {
  for (const msLeft of [1500, 3000, 8000]) {
    const shown = revealed(revealSteps(results(12), msLeft, 4));
    assert.ok(shown.every((one) => one.together.length <= 4));
    assert.equal(new Set(shown.flatMap((one) => one.together)).size, 12);
    assert.ok(whole(shown) < msLeft);
  }
});

test("who comes with the round nearly over sees the standings, and no round without answers fails",
  () => {
    assert.deepEqual(revealSteps(results(12), 500).map((one) => one.scene), ["standings"]);
    assert.deepEqual(revealSteps([], 8000).map((one) => one.scene), ["reveal", "standings"]);
    assert.deepEqual(revealSteps([], -5).map((one) => one.scene), ["standings"]);
  });

test("a round is introduced to those who are there when it begins", () => {
  assert.deepEqual(roundSteps(100).map((one) => one.scene), ["intro", "prompt"]);
  assert.equal(roundSteps(100)[0].ms, INTRO_MS - 100);
  assert.deepEqual(roundSteps(30_000).map((one) => one.scene), ["prompt"]);
});

test("a step is found by the time that has passed, and the end begins again", () => {
  const steps = closingSteps({ best: true, machines: false, honours: true });
  assert.deepEqual(steps.map((one) => one.scene), ["podium", "best", "honours", "standings"]);
  assert.equal(stepAt(steps, 0, true).step.scene, "podium");
  assert.equal(stepAt(steps, steps[0].ms, true).step.scene, "best");
  assert.equal(stepAt(steps, whole(steps) + 5, true).step.scene, "podium");
  assert.equal(stepAt(steps, whole(steps) + 5).step.scene, "standings");
  assert.deepEqual(votingSteps(1).map((one) => one.ms), [Infinity]);
  assert.equal(stepAt(votingSteps(2), votingSteps(2)[0].ms + 1, true).step.page, 1);
});

test("the director goes from intro to prompt, and stands still while the game does", () => {
  const director = new Director();
  const state = { ...answering(), deadline: 60_000 };
  assert.equal(director.direct(state, 0, HAS).scene, "intro");
  const paused = { ...state, paused: true, deadline: null };
  assert.equal(director.direct(paused, 1000, HAS).left, Infinity);
  assert.equal(director.direct(paused, 50_000, HAS).scene, "intro");
  const resumed = { ...state, deadline: 109_000 };
  assert.equal(director.direct(resumed, 50_000, HAS).left, INTRO_MS - 1000);
  assert.equal(director.direct(resumed, 50_000 + INTRO_MS, HAS).scene, "prompt");
});

test("the director plans a reveal once, by the time that is left when it is seen", () => {
  const director = new Director();
  const state = reveal();
  const first = director.direct(state, 2500, HAS);
  assert.deepEqual([first.scene, first.step.together], ["reveal", ["r2"]]);
  assert.equal(director.direct(state, 2500 + first.left, HAS).scene, "standings");
  assert.equal(new Director().direct(state, 10_400, HAS).scene, "standings");
});

test("steps are skipped by hand, to and fro", () => {
  const director = new Director();
  const over = told(reveal(), { ev: "game.completed", standings: STANDINGS, winners: ["p2"] });
  assert.equal(director.direct(over, 0, HAS).scene, "podium");
  director.skip(1, 10);
  assert.equal(director.direct(over, 10, HAS).scene, "best");
  director.skip(-1, 20);
  assert.equal(director.direct(over, 20, HAS).scene, "podium");
});

test("the sizes here are those of the style sheet", () => {
  const url = new URL("../../../clients/web/style/tokens.css", import.meta.url);
  const css = readFileSync(url, "utf8");
  const types = [...css.matchAll(/--type-(\d+): calc\(([\d.]+) \* var\(--u\)\)/g)];
  assert.deepEqual(types.map(([, , size]) => Number(size)), TYPES);
  assert.equal(Number(css.match(/--leading: ([\d.]+);/)[1]), LEADING);
});

test("type shrinks as a text grows, and marks upon a letter cost nothing", () => {
  const box = { width: 60, height: 20 };
  const steps = [1, 5, 20, 80, 280].map((count) => typeFor("word ".repeat(count), box));
  assert.deepEqual(steps, [...steps].sort((a, b) => b - a));
  assert.ok(steps[0] > steps.at(-1));
  assert.equal(typeFor(`Z${"\u0301".repeat(279)}`, box), typeFor("Z", box));
  assert.ok(typeFor("W".repeat(280), box) < typeFor("i".repeat(280), box));
  assert.equal(TYPES[typeFor("Hi", box, 4)] <= 4, true);
  assert.equal(typeFor("x".repeat(5000), box), 0);
});

test("cards fill a grid without waste", () => {
  const box = { width: 167, height: 52 };
  assert.deepEqual([1, 2, 4, 6, 12].map((count) => gridFor(count, box)), [
    { columns: 1, rows: 1 }, { columns: 2, rows: 1 }, { columns: 2, rows: 2 },
    { columns: 3, rows: 2 }, { columns: 4, rows: 3 },
  ]);
  for (let count = 0; count <= 12; count += 1) {
    const { columns, rows } = gridFor(count, box);
    assert.ok(columns * rows >= count && columns <= 6);
  }
});

test("answers share a screen while they can be read, and few screens are enough", () => {
  const box = { width: 167, height: 54 };
  assert.equal(perPage(Array(12).fill("Soup, but with a password"), box), 12);
  assert.equal(perPage([], box), 1);
  const long = Array(12).fill("long answers ".repeat(22).slice(0, 280));
  const most = perPage(long, box);
  assert.ok(most < 12);
  assert.ok(TYPES[gridType(long.slice(0, most), box)] >= READABLE);
  assert.ok(pagesOf(long, perPage(Array(12).fill("W".repeat(280)), box)).length <= PAGES_MOST);
  assert.deepEqual(pagesOf([1, 2, 3], 2), [[1, 2], [3]]);
});

const answer = (response, points, funny = 0, creative = 0) =>
  ({ response, player: "p1", text: response, points, votes: { funny, creative, best: 0 } });

test("the best of the evening: most points, votes for each, and nothing nobody earned", () => {
  const album = new Map([
    [1, { prompt: "One", results: [answer("a", 500, 3, 1), answer("b", 100, 3)] }],
    [2, { prompt: "Two", results: [answer("c", 400, 1, 2)] }],
  ]);
  assert.deepEqual(prizesOf(album).map(({ prize, result }) => [prize, result.response]),
    [["best", "a"], ["funny", "b"], ["creative", "c"]]);
  const silent = new Map([[1, { prompt: "One", results: [answer("a", 0)] }]]);
  assert.deepEqual(prizesOf(silent), []);
  assert.equal(missing(album, 5), 3);
});

test("a round goes into the album once, or is read from the history", () => {
  const seen = noted(new Map(), reveal());
  assert.deepEqual(seen.get(1), { prompt: "A bad boat", results: RESULTS });
  assert.equal(noted(seen, reveal()), seen);
  assert.equal(noted(seen, voting()), seen);
  const told_ = retold([
    { ev: "round.started", round: 3, prompt: "Why?" },
    { ev: "round.completed", round: 3, results: RESULTS },
  ]);
  assert.deepEqual([...told_], [[3, { prompt: "Why?", results: RESULTS }]]);
});

test("standings are known as they were before the round", () => {
  assert.deepEqual(before(STANDINGS, RESULTS).map((row) => [row.player, row.score, row.rank]),
    [["p1", 100, 1], ["p3", 100, 1], ["p2", 0, 3]]);
});

test("what happens is heard, once, and nothing on arrival", () => {
  assert.deepEqual(cuesBetween(null, lobby()), []);
  const more = told(lobby(), { ev: "player.joined", player: { id: "p9", name: "Cy", user: null } });
  assert.deepEqual(cuesBetween(lobby(), more), ["pop"]);
  assert.deepEqual(cuesBetween(lobby(), answering()), ["whoosh"]);
  const acted = told(answering(), {
    ev: "response.submitted", round: 1, player: "p2", received: 1, expected: 3,
  });
  assert.deepEqual(cuesBetween(answering(), acted), ["blip"]);
  const over = told(reveal(), { ev: "game.completed", standings: STANDINGS, winners: ["p2"] });
  assert.deepEqual(cuesBetween(reveal(), over), ["fanfare"]);
});

test("the address is the server's, and the page's own where it has none", async () => {
  const here = { host: "game.example:8765" };
  const told_ = (text, type = "text/plain") => async () =>
    new Response(text, { headers: { "Content-Type": type } });
  assert.equal(await addressOf("K7QXY", told_("http://10.0.0.2:8765/K7QXY\n"), here),
    "10.0.0.2:8765/K7QXY");
  for (const ask of [told_("<html>", "text/html"), async () => { throw new TypeError("away"); }]) {
    assert.equal(await addressOf("K7QXY", ask, here), "game.example:8765");
  }
});
