/** Draws what follows the votes: who wrote what, standings, podium. */

import { $, avatar, el, keyed, setAttribute, setAvatar, setLine, setText } from "./dom.js";
import { VOTE_TYPES, honoursOf, listed, nameOf, playerOf } from "../look.js";
import { VOTE_LOOKS, cancelledWords, numberWords, winnerWords } from "../lang/words.js";

// Ties can crowd a step of the podium; everyone stands in the standings below it.
const FACES_MOST = 4;

/** Draw reveal, podium or cancellation, whichever it is. */
export function drawEnd(state) {
  if (state.phase === "reveal") drawResults(state);
  if (state.phase === "completed") drawPodium(state);
  if (state.phase === "reveal" || state.phase === "completed") drawStandings(state);
  if (state.phase === "cancelled") setLine($("cancelled-reason"), cancelledWords(state.reason));
}

function seatOf(state, player) {
  return state.players.findIndex((one) => one.id === player);
}

function drawResults(state) {
  const results = [...state.results].sort((a, b) => b.points - a.points);
  $("results-empty").hidden = results.length > 0;
  keyed($("results"), results, (one) => one.response, makeResult, (node, one) => {
    const name = nameOf(state, one.player);
    setText(node.querySelector(".quote"), one.text);
    setAvatar(node.querySelector(".avatar"), name, seatOf(state, one.player));
    setText(node.querySelector(".author"), one.player === state.me ? `${name} (you)` : name);
    node.querySelector(".tag").hidden = !one.is_ai;
    setText(node.querySelector(".points"), `+${numberWords(one.points)}`);
    setLine(node.querySelector("[data-judge]"), judgeText(one));
    for (const type of VOTE_TYPES) {
      const part = node.querySelector(`[data-votes="${type}"]`);
      setText(part.querySelector("b"), String(one.votes?.[type] ?? 0));
    }
  });
}

function judgeText({ scores }) {
  if (!scores) return "";
  const parts = ["creativity", "humor", "relevance"].filter((name) => scores[name] !== undefined)
    .map((name) => `${name} ${numberWords(scores[name])}`);
  return `Judge: ${parts.join(" · ")}`;
}

function makeResult(one) {
  const tally = VOTE_TYPES.map((type) => el("span", { "data-votes": type },
    el("span", { class: "sign" }, VOTE_LOOKS[type].sign),
    ` ${VOTE_LOOKS[type].label.toLowerCase()} `, el("b")));
  return el("li", { class: "result", "data-response": one.response, "data-player": one.player },
    el("p", { class: "quote" }),
    el("p", { class: "byline" }, avatar(),
      el("span", { class: "who" },
        el("span", { class: "author" }), el("span", { class: "tag" }, "🤖 machine")),
      el("span", { class: "points" })),
    el("p", { class: "tally" }, ...tally),
    el("p", { class: "soft", "data-judge": true, hidden: true }));
}

function drawStandings(state) {
  keyed($("standings"), state.standings ?? [], (row) => row.player,
    (row) => el("li", { "data-player": row.player },
      el("span", { class: "rank" }), el("span", { class: "who" }), el("span", { class: "score" })),
    (node, row) => {
      const machine = playerOf(state, row.player)?.is_ai ? " 🤖" : "";
      setText(node.querySelector(".rank"), `${row.rank}.`);
      setText(node.querySelector(".who"), nameOf(state, row.player) + machine);
      setText(node.querySelector(".score"), numberWords(row.score));
      setAttribute(node, "data-me", String(row.player === state.me));
    });
}

/** One step for each of the first ranks; who ties stands on the same step. */
function drawPodium(state) {
  const standings = state.standings ?? [];
  const ranks = [1, 2, 3].filter((rank) => standings.some((row) => row.rank === rank));
  setText($("podium-title"), winnerWords(state));
  setAttribute($("podium"), "data-three", String(ranks.length === 3));
  keyed($("podium"), ranks, String,
    (rank) => el("li", { "data-rank": rank },
      el("span", { class: "faces" }), el("span", { class: "who" }),
      el("span", { class: "step" }, el("b"), el("small"))),
    (node, rank) => updateStep(state, node, standings.filter((row) => row.rank === rank)));
  drawHonours(state);
}

function updateStep(state, node, rows) {
  keyed(node.querySelector(".faces"), rows.slice(0, FACES_MOST), (row) => row.player, avatar,
    (face, row) => setAvatar(face, nameOf(state, row.player), seatOf(state, row.player)));
  setText(node.querySelector(".who"), listed(rows.map((row) => nameOf(state, row.player))));
  setText(node.querySelector("b"), String(rows[0].rank));
  setText(node.querySelector("small"), numberWords(rows[0].score));
}

/** Who unlocked what, a card for each player; what comes late joins its card. */
function drawHonours(state) {
  const rows = honoursOf(state);
  $("honours-card").hidden = rows.length === 0;
  keyed($("honours"), rows, (row) => row.player,
    () => el("li", {},
      el("p", { class: "byline" }, avatar(), el("span", { class: "who" })),
      el("ul", { class: "medals" })),
    (node, { player, unlocked }) => {
      const name = nameOf(state, player);
      setAttribute(node, "data-me", String(player === state.me));
      setAvatar(node.querySelector(".avatar"), name, seatOf(state, player));
      setText(node.querySelector(".who"), player === state.me ? `${name} (you)` : name);
      drawMedals(node.querySelector(".medals"), unlocked);
    });
}

function drawMedals(list, unlocked) {
  keyed(list, unlocked, (one) => one.code,
    () => el("li", {}, el("span", { class: "sign", "aria-hidden": "true" }, "🏅"),
      el("span", { class: "name" }), el("span", { class: "points" })),
    (node, one) => {
      setText(node.querySelector(".name"), one.name);
      setText(node.querySelector(".points"), one.points ? `+${numberWords(one.points)}` : "");
    });
}
