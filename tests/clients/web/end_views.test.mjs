/** What a phone shows after the votes: who wrote what, who rose, and the best of the evening. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { bestOf, movesOf } from "../../../clients/web/best.js";
import { fromSnapshot } from "../../../clients/web/fold.js";
import { drawEnd } from "../../../clients/web/views/draw_end.js";
import "./english.mjs";
import { RESULTS, STANDINGS, reveal, snapshot, told, voting } from "./evening.mjs";
import { openPage } from "./page.mjs";

const SCORES = { creativity: 7, humor: 8.5, relevance: 4, total: 6.5 };
const whys = { open: {}, told: {} };
const play = { hall: { agents: [] }, busy: {}, opinions: { whys } };
let page;

beforeEach(() => { page = openPage(); });

const at = (id) => page.get(id);
const drawn = (state) => drawEnd(play, state);

/** Another round of one answer each, `points` by player; standings as they follow. */
function round(state, number, points, standings) {
  const results = Object.entries(points).map(([player, each]) => ({
    ...RESULTS[0], response: `${player}-${number}`, player, text: `${player} in ${number}`,
    points: each,
  }));
  return told(state, {
    ev: "round.started", round: number, prompt: `Prompt ${number}`, category: "names",
    difficulty: "easy", deadline: 9000,
  }, { ev: "round.completed", round: number, results, standings, reveal_until: 9999 });
}

const SECOND = [
  { player: "p1", score: 500, rank: 1 }, { player: "p2", score: 310, rank: 2 },
  { player: "p3", score: 100, rank: 3 },
];
const second = () => round(reveal(), 2, { p1: 400, p2: 10 }, SECOND);
const end = (state) => told(state, {
  ev: "game.completed", standings: SECOND, winners: ["p1"], achievements: [],
  stats: { most_funny_player: "p2", fastest_player: null, most_creative_player: "p1" },
});

test("a reveal says who wrote it, person or machine, the votes and the points", () => {
  drawn(told(voting(), {
    ev: "round.completed", round: 1, standings: STANDINGS, reveal_until: 9999,
    results: [RESULTS[0], {
      ...RESULTS[0], response: "r3", player: "p3", is_ai: true, points: 20, judge: "solomon",
      scores: SCORES, votes: { funny: 0, creative: 2, best: 0 },
    }],
  }));
  const [first, other] = at("results").querySelectorAll(".result");
  assert.deepEqual(
    [first, other].map((one) => one.querySelector(".tag").textContent), ["human", "machine"],
  );
  assert.deepEqual(
    [first, other].map((one) => one.querySelector(".points").textContent), ["+300", "+20"],
  );
  assert.equal(first.querySelector(".crown").textContent, "Best of the round");
  assert.equal(other.querySelector(".crown").hidden, true);
  assert.equal(first.querySelector(".judge").hidden, true);
  assert.equal(other.querySelector('[data-votes="creative"]').textContent, "🎨Creative2");
  const judge = other.querySelector(".judge");
  assert.equal(judge.querySelector("p").textContent, "The judge “solomon” gives 6.5 of 10");
  assert.deepEqual(
    judge.querySelectorAll("progress").map((one) => one.getAttribute("value")), ["7", "8.5", "4"],
  );
});

test("where the judge that was asked did not speak, one line says who did and why", () => {
  const line = (result, settings = { judge: "auto" }) => {
    const state = told(voting(), {
      ev: "round.completed", round: 1, standings: STANDINGS, reveal_until: 9999,
      results: [{ ...RESULTS[0], ...result }],
    });
    drawn({ ...state, game: { ...state.game, settings } });
    return at("judge-word").hidden ? null : at("judge-word").textContent;
  };
  const spoken = { judge: "offline", scores: SCORES };
  assert.equal(line(spoken), null, "the judge that was asked: its name stands at its scores");
  assert.equal(line({ ...spoken, because: "late" }),
    "The language model took too long: the judge “offline” stood in for it.");
  assert.equal(line({ ...spoken, because: "from_the_future" }), null);
  assert.equal(line({ because: "late" }), "The judge ran out of time: this round counts without it.");
  assert.equal(line({ because: "from_the_future" }), "No judge spoke in this round.");
  assert.equal(line({}), "No judge spoke in this round.", "a game from before");
  assert.equal(line({}, { judge: "off" }), "This game is played without a judge.");
});

test("why a score is what it is is unfolded below it, in sentences and in points", () => {
  const results = [{ ...RESULTS[0], judge: "offline", scores: SCORES }];
  const { response } = results[0];
  const shown = () => drawn(told(voting(), {
    ev: "round.completed", round: 1, standings: STANDINGS, reveal_until: 9999, results,
  }));
  shown();
  const judge = at("results").querySelector(".judge");
  const [button, box] = [judge.querySelector(".why"), judge.querySelector(".reasons")];
  assert.deepEqual(
    [button.textContent, button.getAttribute("aria-expanded"), box.hidden],
    ["Why this score?", "false", true],
  );
  assert.equal(button.getAttribute("aria-controls"), box.getAttribute("id"));
  whys.open[response] = true;
  shown();
  assert.deepEqual([button.getAttribute("aria-expanded"), box.hidden], ["true", true], "asked");
  whys.told[response] = {
    response, confidence: 0.41, marks: [], version: 0, reasons: [
      { heading: "humor", key: "length.up", points: 1.25, text: "English." },
      { heading: "creativity", key: "rarity.down", points: -0.5, text: "English." },
      { heading: "all", key: "from.the_future", points: 0, text: "What no page knows yet." },
    ],
  };
  shown();
  assert.equal(box.hidden, false);
  assert.deepEqual(box.querySelectorAll("li").map((one) => one.textContent), [
    "+1.3HumourIt has a good length.",
    "−0.5CreativityOthers here had ideas much like it.",
    "All scoresWhat no page knows yet.",
  ]);
  assert.equal(box.querySelector(".none").hidden, true);
  assert.equal(box.querySelector(".sure").textContent, "The judge is 41 percent sure.");
  whys.told[response] = { ...whys.told[response], version: 3, reasons: [] };
  shown();
  assert.equal(box.querySelector(".none").textContent, "The judge gave no reasons.");
  assert.match(box.querySelector(".sure").textContent, /moved it \(version 3\)/);
  whys.told[response] = { ...whys.told[response], confidence: 0 };
  shown();
  assert.equal(box.querySelector(".sure").hidden, true, "a language model does not say");
  whys.told[response] = null;
  shown();
  assert.deepEqual([box.querySelector(".none").hidden, box.querySelector(".sure").hidden], [false, true]);
});

test("who rose and who fell is counted from the round's points; nobody moves in the first", () => {
  assert.equal(movesOf(reveal()), null);
  assert.deepEqual([...movesOf(second())], [["p1", 1], ["p2", -1], ["p3", -1]]);
  drawn(second());
  assert.deepEqual(
    at("standings").querySelectorAll(".move").map((one) => one.getAttribute("aria-label")),
    ["up 1 place", "down 1 place", "down 1 place"],
  );
  const again = fromSnapshot(snapshot({
    phase: "reveal", round: 2, results: second().results, standings: SECOND,
  }), "u1");
  assert.deepEqual(movesOf(again), movesOf(second()), "also after a reload");
});

test("the best answer of the evening is that of the most points in one round", () => {
  drawn(end(second()));
  assert.equal(at("best-title").textContent, "Best answer of the evening");
  assert.equal(at("best").querySelector(".quote").textContent, "p1 in 2");
  assert.equal(at("best").querySelector(".soft").textContent, "Round 2: Prompt 2");
  const tied = end(round(second(), 3, { p3: 400 }, SECOND));
  assert.deepEqual(bestOf(tied).answers.map((one) => one.text), ["p1 in 2", "p3 in 3"]);
});

test("who came late is told the best since then, and not of the evening", () => {
  const late = fromSnapshot(snapshot({ phase: "voting", round: 1 }), "u1");
  const joined = fromSnapshot(snapshot({ phase: "answering", round: 2 }), "u1");
  const [whole, half] = [late, joined].map((state) => end(round(state, 2, { p1: 5 }, SECOND)));
  assert.equal(bestOf(half).whole, false);
  drawn(half);
  assert.equal(at("best-title").textContent, "Best answer since you came");
  assert.equal(bestOf(whole).whole, false);
  drawn(end(fromSnapshot(snapshot({ phase: "voting", round: 1 }), "u1")));
  assert.equal(at("best-card").hidden, true);
});

test("who was what tonight: only those whom the game's figures name", () => {
  drawn(end(second()));
  assert.deepEqual(
    at("tonight").querySelectorAll(".what").map((one) => one.textContent),
    ["FunniestBo", "Most creativeAda (you)"],
  );
});
