/** Draws what is there before a game: who we are, a code, the way back, who waits for players. */

import { say } from "../lang/lang.js";
import { $, el, keyed, setAttribute, setAvatar, setLine, setText } from "./dom.js";
import { drawName, holdName } from "./name.js";

/** @type {(play: any) => void} */
let drawHost = () => {};

/**
 * From here on the host's sheet is there, and this draws it.
 * @param {(play: object) => void} draw
 */
export function showWith(draw) {
  drawHost = draw;
}

/** Draw the landing of `play`. */
export function drawLanding(play) {
  if (play.screen !== "name") $("name").value = "";
  else if ($("name").value === "") $("name").value = play.account.name;
  $("name-form").hidden = false;
  holdName(Boolean(play.busy.hello));
  drawName(play.code);
  drawHost(play);
  if (play.screen !== "choose") return;
  setText($("choose-title"), say("door.hello", { name: play.account.name }));
  setAvatar($("my-face"), play.account.name, 0);
  $("join").disabled = Boolean(play.busy.join);
  drawBack(play);
  drawOpen(play);
}

function drawBack({ hall, busy }) {
  const { left } = hall;
  $("back-card").hidden = left === null;
  setText($("back-text"), left ? say("door.back_text", left) : "");
  $("back").disabled = Boolean(busy.join);
}

function drawOpen({ hall, busy }) {
  const games = hall.games ?? [];
  $("open-empty").hidden = hall.games === null || games.length > 0;
  setLine($("open-error"), hall.wrong());
  keyed($("open-list"), games, (one) => one.id, makeGame, (node, one) => {
    setText(node.querySelector(".name"), one.name);
    setText(node.querySelector(".soft"), say("door.open_text", {
      players: one.players, most: one.max_players, rounds: one.total_rounds,
    }));
    const button = node.querySelector("button");
    setText(button, say("door.join"));
    setAttribute(button, "aria-label", say("door.join_named", { name: one.name }));
    button.disabled = Boolean(busy.join);
  });
}

function makeGame(one) {
  return el("li", {},
    el("span", { class: "what" },
      el("b", { class: "name", dir: "auto" }), el("small", { class: "soft" })),
    el("button", { type: "button", class: "small", "data-code": one.code }));
}
