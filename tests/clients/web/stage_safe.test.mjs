/** On the big screen, too, what others write is words and nothing else. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { fromSnapshot } from "../../../clients/web/fold.js";
import { draw, planFor } from "../../../clients/web/stage/draw.js";
import { noted } from "../../../clients/web/stage/album.js";
import "./english.mjs";
import { ADA, BEEP, BO, GAME, snapshot, told } from "./evening.mjs";
import { openPage } from "./page.mjs";

const HARM = {
  name: "<img src=x onerror=alert(1)>",
  game: "<b>bold</b> https://game.example/?<script>",
  prompt: "<iframe src=javascript:alert(3)></iframe> __",
  answer: '<a href="javascript:alert(4)">click</a>',
  kind: "<u>x</u>",
  honour: "<marquee>Night Owl</marquee>",
  code: 'AB"//evil.example/../CD',
  address: "<base href=//evil.example>",
};
const SAFE_TAGS = ["b", "div", "li", "p", "small", "span"];
const SAFE_NAMES = /^(class|title|hidden|dir|aria-[a-z]+|data-[a-z]+)$/;
const page = openPage();

const seat = (player) => ({ ...player, score: 0, is_active: true, connected: true });
const players = [seat(ADA), { ...seat(BO), name: HARM.name }, seat(BEEP)];
const game = { ...GAME, name: HARM.game, code: HARM.code };
const lobby = fromSnapshot(snapshot({ game, players, me: null }), "s1");
const answering = told(lobby, {
  ev: "round.started", round: 1, prompt: HARM.prompt, category: HARM.kind, deadline: 9000,
}, { sig: "reaction", player: "p2", kind: HARM.kind });
const voting = told(answering, {
  ev: "voting.started", round: 1, responses: [{ id: "r2", text: HARM.answer }], deadline: 9900,
});
const result = {
  response: "r2", player: "p2", text: HARM.answer, is_ai: false, points: 10,
  scores: { creativity: 1, humor: 2, relevance: 3 }, votes: { funny: 1, creative: 1, best: 0 },
};
const standings = [{ player: "p2", score: 10, rank: 1 }, { player: "p1", score: 0, rank: 2 }];
const reveal = told(voting, {
  ev: "round.completed", round: 1, results: [result], standings, reveal_until: 9990,
});
const completed = told(reveal, {
  ev: "game.completed", standings, winners: ["p2"],
  achievements: [{ player: "p2", code: "c", name: HARM.honour, points: 10 }],
});
const cancelled = told(lobby, { ev: "game.cancelled", reason: HARM.kind });

function show(state, scene, step = {}) {
  const album = noted(new Map(), reveal);
  const evening = {
    game: state, album, missed: 1, screen: "game", connection: "open", stopped: null, error: null,
    absence: { told: "" },
  };
  planFor(evening);
  const on = { scene, step: { scene, page: 0, together: ["r2"], ms: 3000, ...step }, index: 0 };
  draw(evening, { ...on, steps: [on.step] }, HARM.address);
}

const SCENES = [
  [lobby, "lobby"], [answering, "intro"], [answering, "prompt"], [voting, "voting"],
  [reveal, "reveal"], [reveal, "standings"], [completed, "podium"], [completed, "best"],
  [completed, "machines"], [completed, "honours"], [completed, "standings"],
  [cancelled, "cancelled"],
];

test("each text stands where it belongs, letter by letter", () => {
  const at = (id, part) => {
    const node = page.get(id);
    return (part ? node.querySelector(part) : node).textContent;
  };
  for (const [state, scene] of SCENES) show(state, scene);
  assert.equal(at("lobby-title"), HARM.game);
  assert.equal(at("link"), HARM.address);
  assert.equal(at("prompt"), HARM.prompt);
  assert.equal(at("ballots", ".quote"), HARM.answer);
  assert.equal(at("results", ".quote"), HARM.answer);
  assert.equal(at("results", ".name"), HARM.name);
  assert.equal(at("standings", ".name"), HARM.name);
  assert.ok(at("podium").includes(HARM.name));
  assert.equal(at("best", ".quote"), HARM.answer);
  assert.ok(at("honours", ".medals").includes(HARM.honour));
});

test("on no scene does a text become anything but text", () => {
  for (const [state, scene] of SCENES) {
    show(state, scene);
    for (const root of page.values()) {
      for (const node of root.all()) {
        assert.ok(SAFE_TAGS.includes(node.tag), `${scene}: <${node.tag}>`);
        for (const name of node.attributes.keys()) assert.match(name, SAFE_NAMES, scene);
      }
    }
  }
  assert.match(page.get("qr").getAttribute("src"), /^\/qr\/[A-Z0-9]+\.svg$/);
});

test("drawn twice, it is the same", () => {
  for (const [state, scene] of SCENES) {
    show(state, scene);
    const first = [...page.values()].map((root) => root.textContent);
    show(state, scene);
    assert.deepEqual([...page.values()].map((root) => root.textContent), first, scene);
  }
});

test("a card tells the judge's scores, or why there are none", () => {
  const line = (change, judge = "auto") => {
    const state = { ...reveal, results: [{ ...result, ...change }] };
    show({ ...state, game: { ...game, settings: { judge } } }, "reveal");
    const shown = page.get("results").querySelector(".judge");
    return shown.hidden ? null : shown.textContent;
  };
  assert.match(line({}), /^The judge: creativity 1/);
  assert.equal(line({ scores: null, because: "away" }),
    "The judge was away: this round counts without it.");
  assert.equal(line({ scores: null }, "off"), null, "nobody wanted one");
});
