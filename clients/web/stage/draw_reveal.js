/** Draws the reveal on the stage: answers with their authors, votes and points; then standings. */

import { number, say } from "../lang/lang.js";
import { VOTE_TYPES, nameOf, playerOf } from "../look.js";
import { MACHINE, VOTE_SIGNS } from "../signs.js";
import { $, avatar, el, keyed, setAttribute, setLine, setText } from "../views/dom.js";
import { judgeWords } from "../views/judge_words.js";
import { drawFace } from "./face.js";
import { before } from "./album.js";
import { fitCards } from "./layout.js";
import { appear, fly, glide, pop } from "./motion.js";

const ALONE_MOST = 9.4;
const MANY_MOST = 4.1;
/** When the parts of a card come, in parts of the time that it is shown. */
const BEATS = { votes: 0.12, author: 0.34, points: 0.5 };
const BEAT_MOST_MS = 900;
const SCORES = ["creativity", "humor", "relevance"];

/** The results of one step; what was there before goes. */
export function drawReveal(state, { step, steps, index }) {
  const shown = step.together.map((id) => state.results.find((one) => one.response === id))
    .filter(Boolean);
  $("reveal-empty").hidden = state.results.length > 0;
  keyed($("results"), shown, (one) => one.response,
    (one) => makeResult(one, step, shown.length > 1),
    (node, one) => drawResult(state, node, one));
  const beads = steps.filter((one) => one.scene === "reveal");
  keyed($("beads"), beads.length > 1 ? beads : [], (_, at) => String(at), () => el("li"),
    (node, _, at) => setAttribute(node, "data-past", String(at <= index)));
  fitCards($("results"), shown.length > 1 ? MANY_MOST : ALONE_MOST);
}

function makeResult(one, { ms }, isSmall) {
  const beat = (part) => Math.min(ms * part, BEAT_MOST_MS * (part / BEATS.votes));
  const votes = VOTE_TYPES.map((type) => el("span", { "data-votes": type },
    el("span", { class: "sign", "aria-hidden": "true" }, VOTE_SIGNS[type]), el("b"),
    el("span", { class: "unseen" })));
  const byline = el("p", { class: "byline" }, avatar(), el("span", { class: "name", dir: "auto" }),
    tag(), el("span", { class: "points" }));
  const judge = el("p", { class: "judge", hidden: true });
  const { response, player } = one;
  const node = el("li", { class: "result", "data-response": response, "data-player": player },
    el("p", { class: "quote fits", dir: "auto" }),
    el("div", { class: "fine" }, byline, el("p", { class: "tally" }, ...votes), judge));
  setAttribute(judge, "data-skipped", isSmall);
  pop(node);
  votes.forEach((vote, at) => fly(vote, beat(BEATS.votes) + at * 90));
  for (const part of byline.children) pop(part, beat(BEATS.author));
  pop(byline.querySelector(".points"), beat(BEATS.points));
  appear(judge, beat(BEATS.points));
  return node;
}

/** Text, author, votes and points of a result, in a card that has the places for them. */
function drawResult(state, node, one) {
  const name = nameOf(state, one.player);
  setText(node.querySelector(".quote"), one.text);
  drawFace(node, state, one.player);
  setText(node.querySelector(".name"), name);
  setTag(node.querySelector(".tag"), one.is_ai);
  setText(node.querySelector(".points"), say("reveal.points", { points: one.points }));
  for (const type of VOTE_TYPES) {
    const part = node.querySelector(`[data-votes="${type}"]`);
    setText(part.querySelector("b"), number(one.votes?.[type] ?? 0));
    setText(part.querySelector(".unseen"), say(`vote.${type}`));
  }
  const judge = node.querySelector(".judge");
  setLine(judge, judge.dataset.skipped === undefined ? judgedWords(state, one) : "");
}

/** A place for "machine" or "human". */
export const tag = () => el("span", { class: "tag" },
  el("span", { class: "sign", "aria-hidden": "true" }), el("span", { class: "word" }));

/** Machine or human, in a sign and a word. */
export function setTag(node, isMachine) {
  setAttribute(node, "data-machine", String(isMachine));
  setText(node.querySelector(".sign"), isMachine ? MACHINE : "");
  setText(node.querySelector(".word"), say(isMachine ? "stage.machine" : "stage.human"));
}

/** The scores, or why there are none; a table that wants no judge isn't told so by every card. */
function judgedWords(state, { scores }) {
  if (!scores) return state.game.settings.judge === "off" ? "" : judgeWords(state);
  if (SCORES.some((name) => typeof scores[name] !== "number")) return "";
  return say("stage.reveal.judge", scores);
}

let settled = "";

/** The standings; those after a round begin as they were before it, and glide. */
export function drawStandings(state, moving) {
  const rows = state.standings ?? [];
  const title = state.phase === "completed" ? "stage.standings.final" : "stage.standings.title";
  setText($("standings-title"), say(title, { round: state.round, rounds: state.total_rounds }));
  const key = `${state.game.id} ${state.phase} ${state.round}`;
  if (moving && key !== settled) {
    const gains = new Map(state.results.map((one) => [one.player, one.points]));
    fillRows(state, before(rows, state.results), gains);
    window.setTimeout(() => {
      // Still the same standings, and nobody has drawn them since.
      if (settled === key) glide($("standings"), () => fillRows(state, rows, gains));
    }, moving);
  } else if (!moving) fillRows(state, rows, new Map());
  settled = key;
}

function fillRows(state, rows, gains) {
  keyed($("standings"), rows, (row) => row.player,
    (row) => {
      const node = el("li", { "data-player": row.player }, el("span", { class: "rank" }), avatar(),
        el("span", { class: "name", dir: "auto" }), el("span", { class: "gain" }),
        el("span", { class: "score" }));
      appear(node, 40 * rows.indexOf(row));
      return node;
    },
    (node, row) => {
      const name = nameOf(state, row.player);
      setAttribute(node, "data-rank", String(row.rank));
      setText(node.querySelector(".rank"), say("standings.rank", { rank: row.rank }));
      drawFace(node, state, row.player);
      const isMachine = playerOf(state, row.player)?.is_ai;
      setText(node.querySelector(".name"), isMachine ? `${name} ${MACHINE}` : name);
      const gain = gains.get(row.player) ?? 0;
      setText(node.querySelector(".gain"), gain > 0 ? say("reveal.points", { points: gain }) : "");
      setText(node.querySelector(".score"), number(row.score));
    });
}
