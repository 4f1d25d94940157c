/** Draws what follows the votes: the reveal, and at last podium, best answer and honours. */

import { bestOf } from "../best.js";
import { number, say } from "../lang/lang.js";
import { cancelledWords, winnerWords } from "../lang/words.js";
import { honoursOf, nameOf, playerOf } from "../look.js";
import { honourName } from "../people/catalogue.js";
import { medal } from "../people/medals.js";
import { countTo } from "./count_up.js";
import { $, el, keyed, setAttribute, setLine, setText } from "./dom.js";
import { calledOf, drawResults, drawStandings } from "./draw_reveal.js";
import { face, setFace } from "./face.js";

// Ties can crowd a step of the podium; everyone stands in the standings below it.
const FACES_MOST = 4;
const BEST_MOST = 3;
const TONIGHT = {
  funny: "most_funny_player", creative: "most_creative_player", fast: "fastest_player",
};
const TONIGHT_SIGNS = { funny: "😂", creative: "🎨", fast: "⚡" };

/** Draw reveal, podium or cancellation, whichever it is. */
export function drawEnd(play, state) {
  const { phase } = state;
  if (phase === "reveal") drawResults(play, state);
  if (phase === "completed") drawPodium(play, state);
  if (phase === "reveal" || phase === "completed") drawStandings(play, state);
  if (phase === "cancelled") setLine($("cancelled-reason"), cancelledWords(state.reason));
}

/** One step for each of the first ranks; who ties stands on the same step. */
function drawPodium(play, state) {
  const standings = state.standings ?? [];
  const ranks = [1, 2, 3].filter((rank) => standings.some((row) => row.rank === rank));
  setText($("podium-title"), winnerWords(state));
  setAttribute($("podium"), "data-three", String(ranks.length === 3));
  keyed($("podium"), ranks, String,
    (rank) => el("li", { "data-rank": rank },
      el("span", { class: "faces" }), el("span", { class: "who others", dir: "auto" }),
      el("span", { class: "step" }, el("b"), el("small"))),
    (node, rank) => updateStep(play, state, node, standings.filter((row) => row.rank === rank)));
  drawBest(play, state);
  drawTonight(play, state);
  drawHonours(play, state);
}

function updateStep(play, state, node, rows) {
  keyed(node.querySelector(".faces"), rows.slice(0, FACES_MOST), (row) => row.player, face,
    (one, row) => setFace(one, play, state, row.player));
  const names = rows.map((row) => nameOf(state, row.player));
  setText(node.querySelector(".who"), say("podium.names", { names }));
  setText(node.querySelector("b"), number(rows[0].rank));
  countTo(node.querySelector("small"), rows[0].score, number);
}

/** The answer with the most points in one round, of the rounds this page has seen. */
function drawBest(play, state) {
  const { answers, whole } = bestOf(state);
  $("best-card").hidden = answers.length === 0;
  setText($("best-title"), say(whole ? "best.title" : "best.title_since"));
  keyed($("best"), answers.slice(0, BEST_MOST), (one) => `${one.round} ${one.player}`,
    () => el("li", {},
      el("p", { class: "soft others", dir: "auto" }),
      el("p", { class: "quote others", dir: "auto" }),
      el("div", { class: "byline" }, face(),
        el("span", { class: "who others", dir: "auto" }), el("span", { class: "points" }))),
    (node, one) => {
      setText(node.querySelector(".soft"),
        say(one.prompt ? "best.for" : "best.in", { round: one.round, prompt: one.prompt }));
      setText(node.querySelector(".quote"), one.text);
      setFace(node.querySelector(".avatar"), play, state, one.player);
      setText(node.querySelector(".who"), calledOf(state, one.player));
      setText(node.querySelector(".points"), say("reveal.points", { points: one.points }));
    });
}

/** Who was what tonight; only those whom the game's figures name. */
function drawTonight(play, state) {
  const named = Object.keys(TONIGHT).filter((what) =>
    playerOf(state, state.stats?.[TONIGHT[what]]) !== undefined);
  $("tonight-card").hidden = named.length === 0;
  keyed($("tonight"), named, String,
    (what) => el("li", {},
      el("span", { class: "sign", "aria-hidden": "true" }, TONIGHT_SIGNS[what]),
      el("span", { class: "what" },
        el("small", { class: "soft" }), el("b", { class: "who others", dir: "auto" })), face()),
    (node, what) => {
      const player = state.stats[TONIGHT[what]];
      setText(node.querySelector(".soft"), say(`tonight.${what}`));
      setText(node.querySelector(".who"), calledOf(state, player));
      setFace(node.querySelector(".avatar"), play, state, player);
    });
}

/** Who unlocked what, a card for each player; what comes late joins its card. */
function drawHonours(play, state) {
  const rows = honoursOf(state);
  $("honours-card").hidden = rows.length === 0;
  keyed($("honours"), rows, (row) => row.player,
    () => el("li", {},
      el("div", { class: "byline" }, face(), el("span", { class: "who others", dir: "auto" })),
      el("ul", { class: "medals" })),
    (node, { player, unlocked }) => {
      setAttribute(node, "data-me", String(player === state.me));
      setFace(node.querySelector(".avatar"), play, state, player);
      setText(node.querySelector(".who"), calledOf(state, player));
      drawMedals(node.querySelector(".medals"), unlocked);
    });
}

function drawMedals(list, unlocked) {
  keyed(list, unlocked, (one) => one.code,
    (one) => el("li", {}, medal(one.code),
      el("span", { class: "name", dir: "auto" }), el("span", { class: "points" })),
    (node, one) => {
      setText(node.querySelector(".name"), honourName(one));
      setText(node.querySelector(".points"),
        one.points ? say("reveal.points", { points: one.points }) : "");
    });
}
