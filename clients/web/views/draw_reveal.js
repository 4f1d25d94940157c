/** Draws who wrote what, what it got, and the standings with who rose and fell. */

import { movesOf } from "../best.js";
import { number, say } from "../lang/lang.js";
import { VOTE_TYPES, nameOf, playerOf } from "../look.js";
import { VOTE_SIGNS } from "../signs.js";
import { countTo } from "./count_up.js";
import { $, el, keyed, setAttribute, setLine, setText } from "./dom.js";
import { drawTaken, drawVerdict } from "./draw_guess.js";
import { drawWhy, whyParts } from "./draw_why.js";
import { face, setFace } from "./face.js";
import { judgeWords } from "./judge_words.js";

const PARTS = ["creativity", "humor", "relevance"];
const WAYS = { up: "▲", down: "▼", same: "＝" };

/** The name of a player, with "(you)" where it is me. */
export function calledOf(state, player) {
  const name = nameOf(state, player);
  return player === state.me ? say("reveal.you", { name }) : name;
}

/** Draw the answers of the round, the best first. */
export function drawResults(play, state) {
  const results = [...state.results].sort((a, b) => b.points - a.points);
  const most = results[0]?.points ?? 0;
  $("results-empty").hidden = results.length > 0;
  setLine($("judge-word"), judgeWords(state));
  keyed($("results"), results, (one) => one.response, makeResult, (node, one) => {
    setAttribute(node, "data-best", String(most > 0 && one.points === most));
    setAttribute(node, "data-me", String(one.player === state.me));
    setLine(node.querySelector(".crown"),
      most > 0 && one.points === most ? say("reveal.best") : "");
    setText(node.querySelector(".quote"), one.text);
    setFace(node.querySelector(".avatar"), play, state, one.player);
    setText(node.querySelector(".author"), calledOf(state, one.player));
    setText(node.querySelector(".tag"), say(one.is_ai ? "seat.machine" : "seat.person"));
    setAttribute(node.querySelector(".tag"), "data-kind", one.is_ai ? "machine" : "person");
    setText(node.querySelector(".heard"), say("reveal.points_heard", { points: one.points }));
    countTo(node.querySelector(".points"), one.points,
      (points) => say("reveal.points", { points }));
    drawTally(node.querySelector(".tally"), one.votes);
    drawJudge(node.querySelector(".judge"), one);
    drawTaken(node.querySelector(".taken"), one, state);
    drawWhy(node.querySelector(".judge"), one, play);
  });
  drawVerdict(state);
}

function makeResult(one) {
  return el("li", { class: "result", "data-response": one.response, "data-player": one.player },
    el("p", { class: "crown" }),
    el("p", { class: "quote others", dir: "auto" }),
    el("div", { class: "byline" }, face(),
      el("span", { class: "who" },
        el("span", { class: "author others", dir: "auto" }), el("span", { class: "tag" })),
      el("span", { class: "points", "aria-hidden": "true" }),
      el("span", { class: "heard unseen" })),
    el("ul", { class: "tally" }),
    el("p", { class: "taken soft", hidden: true }),
    el("div", { class: "judge", hidden: true },
      el("p", { class: "soft" }), el("ul", { class: "parts" }), ...whyParts(one.response)));
}

function drawTally(list, votes) {
  keyed(list, VOTE_TYPES, String,
    (type) => el("li", { "data-votes": type },
      el("span", { class: "sign", "aria-hidden": "true" }, VOTE_SIGNS[type]),
      el("span", { class: "unseen" }), el("b", {})),
    (node, type) => {
      const count = votes?.[type] ?? 0;
      setAttribute(node, "data-none", String(count === 0));
      setAttribute(node, "title", say(`vote.${type}`));
      setText(node.querySelector(".unseen"), say(`vote.${type}`));
      setText(node.querySelector("b"), number(count));
    });
}

/** Which judge spoke and what it found; nothing where none did. */
function drawJudge(node, { scores, judge }) {
  node.hidden = !scores;
  if (!scores) return;
  setText(node.querySelector("p"), judge
    ? say("reveal.judge", { judge, total: scores.total ?? 0 })
    : say("reveal.judge_nameless", { total: scores.total ?? 0 }));
  keyed(node.querySelector(".parts"), PARTS.filter((part) => scores[part] !== undefined), String,
    () => el("li", {}, el("span", { class: "word" }),
      el("progress", { max: 10, "aria-hidden": "true" }), el("b", {})),
    (row, part) => {
      setText(row.querySelector(".word"), say(`score.${part}`));
      setAttribute(row.querySelector("progress"), "value", scores[part]);
      setText(row.querySelector("b"), number(scores[part]));
    });
}

/** Draw the standings; how far each rose or fell is counted from this round's points. */
export function drawStandings(play, state) {
  const moves = movesOf(state);
  const title = state.phase === "completed" ? "standings.title_end" : "standings.title";
  setText($("standings-title"), say(title));
  keyed($("standings"), state.standings ?? [], (row) => row.player, makeRow, (node, row) => {
    setText(node.querySelector(".rank"), say("standings.rank", { rank: row.rank }));
    setFace(node.querySelector(".avatar"), play, state, row.player);
    setText(node.querySelector(".who"), calledOf(state, row.player));
    countTo(node.querySelector(".score"), row.score, number, pointsBefore(state, row));
    setAttribute(node, "data-me", String(row.player === state.me));
    setAttribute(node, "data-gone", String(playerOf(state, row.player)?.is_active === false));
    drawMove(node.querySelector(".move"), moves?.get(row.player));
  });
}

function pointsBefore(state, { player, score }) {
  const earned = [...state.results ?? [], ...state.guessers ?? []];
  return score - earned.filter((one) => one.player === player)
    .reduce((sum, one) => sum + one.points, 0);
}

function makeRow(row) {
  return el("li", { "data-player": row.player },
    el("span", { class: "rank" }), el("span", { class: "move", role: "img" }), face(),
    el("span", { class: "who others", dir: "auto" }), el("span", { class: "score" }));
}

function drawMove(node, places) {
  node.hidden = places === undefined;
  if (places === undefined) return;
  const way = places === 0 ? "same" : places > 0 ? "up" : "down";
  const far = Math.abs(places);
  setAttribute(node, "data-way", way);
  setAttribute(node, "aria-label", say(`standings.${way}`, { places: far }));
  setText(node, far > 0 ? `${WAYS[way]}${number(far)}` : WAYS[way]);
}
