/** Draws the end of an evening on the stage: podium, best answers, machines, honours. */

import { number, say } from "../lang/lang.js";
import { honoursOf, nameOf } from "../look.js";
import { cancelledWords, winnerWords } from "../lang/words.js";
import { honourName } from "../people/catalogue.js";
import { $, avatar, el, keyed, setAttribute, setLine, setText } from "../views/dom.js";
import { prizesOf } from "./album.js";
import { setTag, tag } from "./draw_reveal.js";
import { character, drawFace } from "./face.js";
import { fitCards, fitText } from "./layout.js";
import { pop, rise } from "./motion.js";

// Ties can crowd a step of the podium.
const FACES_MOST = 4;
const BEST_MOST = 6.2;
// Third, second, first: when each step of the podium comes, in ms.
const STEP_AT = { 3: 300, 2: 1500, 1: 2900 };
const MANY_MACHINES = 4;
const MANY_HONOURS = 8;

/** One step for each of the first ranks; who ties stands on the same step. */
export function drawPodium(state) {
  const standings = state.standings ?? [];
  const ranks = [3, 2, 1].filter((rank) => standings.some((row) => row.rank === rank));
  setText($("winner"), winnerWords(state));
  fitText($("winner"));
  keyed($("podium"), ranks, String,
    (rank) => {
      const node = el("li", { "data-rank": rank }, el("span", { class: "faces" }),
        el("span", { class: "who", dir: "auto" }),
        el("span", { class: "step" }, el("b"), el("small")));
      rise(node, STEP_AT[rank]);
      return node;
    },
    (node, rank) => drawStep(state, node, standings.filter((row) => row.rank === rank)));
}

function drawStep(state, node, rows) {
  keyed(node.querySelector(".faces"), rows.slice(0, FACES_MOST), (row) => row.player, avatar,
    (face, row) => drawFace(face, state, row.player));
  const names = rows.map((row) => nameOf(state, row.player));
  setText(node.querySelector(".who"), say("podium.names", { names }));
  setText(node.querySelector("b"), number(rows[0].rank));
  setText(node.querySelector("small"), number(rows[0].score));
}

/** Best, funniest, most creative; and an honest word where rounds were missed. */
export function drawBest(state, album, missed) {
  const given = prizesOf(album);
  keyed($("best"), given, ({ prize, result }) => `${prize} ${result.response}`,
    (one) => {
      const node = el("li", {}, el("p", { class: "prize" }),
        el("p", { class: "quote fits", dir: "auto" }),
        el("div", { class: "fine" },
          el("p", { class: "byline" }, avatar(), el("span", { class: "name", dir: "auto" }),
            tag()),
          el("p", { class: "about" })));
      pop(node, 500 * given.indexOf(one));
      return node;
    },
    (node, { prize, round, result }) => {
      const name = nameOf(state, result.player);
      setText(node.querySelector(".prize"), say(`stage.best.${prize}`));
      setText(node.querySelector(".quote"), result.text);
      drawFace(node, state, result.player);
      setText(node.querySelector(".name"), name);
      setTag(node.querySelector(".tag"), result.is_ai);
      const count = prize === "best" ? result.points : result.votes[prize];
      setText(node.querySelector(".about"), say(`stage.best.${prize}_for`, { count, round }));
    });
  setLine($("best-partial"), missed > 0 ? say("stage.best.partial", { count: missed }) : "");
  fitCards($("best"), BEST_MOST);
}

/** Whoever sat at the table, in whatever seat, and was none of us. */
export const machinesOf = (state) => state.players.filter((one) => one.is_ai);

/** Who was the machine. */
export function drawMachines(state) {
  const machines = machinesOf(state);
  const rows = new Map((state.standings ?? []).map((row) => [row.player, row]));
  setText($("machines-title"), say("stage.machines.title", { count: machines.length }));
  setAttribute($("machines"), "data-many", String(machines.length > MANY_MACHINES));
  keyed($("machines"), machines, (one) => one.id,
    (one) => {
      const node = el("li", {}, el("span", { class: "sign", "aria-hidden": "true" }),
        el("span", { class: "name", dir: "auto" }), el("span", { class: "line", dir: "auto" }),
        el("span", { class: "count" }));
      pop(node, 600 + 350 * machines.indexOf(one));
      return node;
    },
    (node, one) => {
      const row = rows.get(one.id);
      const { sign, line } = character(one);
      setText(node.querySelector(".sign"), sign);
      setText(node.querySelector(".name"), one.name);
      setText(node.querySelector(".line"), line);
      setText(node.querySelector(".count"), row
        ? say("stage.machines.place", { rank: row.rank, score: row.score }) : "");
    });
}

/** Who unlocked what. */
export function drawHonours(state) {
  const rows = honoursOf(state);
  setAttribute($("honours"), "data-many", String(rows.length > MANY_HONOURS));
  keyed($("honours"), rows, (row) => row.player,
    (row) => {
      const node = el("li", {}, avatar(), el("span", { class: "name", dir: "auto" }),
        el("span", { class: "medals" }));
      pop(node, 250 * rows.indexOf(row));
      return node;
    },
    (node, { player, unlocked }) => {
      const name = nameOf(state, player);
      drawFace(node, state, player);
      setText(node.querySelector(".name"), name);
      const medals = unlocked.map((one) => honourName(one));
      setText(node.querySelector(".medals"), say("stage.honours.medals", { medals }));
    });
}

/** Why it ended. */
export function drawCancelled(state) {
  setLine($("cancelled-reason"), cancelledWords(state.reason));
}
