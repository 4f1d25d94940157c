/** Draws the leaderboard: a time, its places, and mine where it is not among them. */

import { number, say } from "../lang/lang.js";
import { countWords } from "../lang/words.js";
import { $, avatar, el, keyed, setAttribute, setAvatar, setLine, setText } from "./dom.js";
import { openOrClose } from "./sheet.js";

/** Draw it, open or not. */
export function drawBoard({ reception, account }) {
  const open = reception.trail.includes("board");
  openOrClose($("board"), open);
  if (!open) return;
  const { board } = reception;
  const { shown } = board;
  for (const button of $("scopes").querySelectorAll("[data-scope]")) {
    setAttribute(button, "aria-pressed", String(button.dataset.scope === board.scope));
  }
  setLine($("board-error"), board.wrong());
  $("board-empty").hidden = !shown || shown.rows.length > 0;
  $("board-more").hidden = !shown?.next;
  $("board-more").disabled = board.busy;
  setAttribute($("rows"), "aria-busy", String(board.busy));
  setText($("board-said"), shown ? say("board.heard", { count: shown.rows.length }) : "");
  keyed($("rows"), placesOf(shown), (row) => row.user, makePlace,
    (node, row) => drawPlace(node, row, row.user === account.user?.id));
}

/** The places, and mine at the end of them where it comes later. */
function placesOf(shown) {
  if (!shown) return [];
  const { rows, me } = shown;
  return me && !rows.some((row) => row.user === me.user)
    ? [...rows, { ...me, apart: true }] : rows;
}

function makePlace(row) {
  return el("li", {},
    el("button", { type: "button", class: "place", "data-profile": row.user },
      el("span", { class: "rank" }), avatar(),
      el("span", { class: "name" },
        el("b", { class: "who others", dir: "auto" }), el("small", { class: "soft" })),
      el("span", { class: "score" })));
}

function drawPlace(node, row, mine) {
  setAttribute(node, "data-me", String(mine));
  setAttribute(node, "data-rank", row.rank);
  setAttribute(node, "data-apart", Boolean(row.apart));
  setText(node.querySelector(".rank"), say("board.rank", { rank: row.rank }));
  setAvatar(node.querySelector(".avatar"), row.name, seatFor(row.user));
  setText(node.querySelector(".who"), mine ? say("board.you", { name: row.name }) : row.name);
  setText(node.querySelector(".soft"), say("board.row", {
    games: countWords(row.games_played, "game"), wins: countWords(row.wins, "win"),
  }));
  setText(node.querySelector(".score"), number(row.total_score));
}

/** A colour that stays with a person, out of their id. @param {string} user */
export function seatFor(user) {
  return [...user].reduce((sum, sign) => sum + (sign.codePointAt(0) ?? 0), 0);
}
