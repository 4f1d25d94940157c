/** Draws what is there before a game: who we are, a code, the way back, who waits for players. */

import { number, say } from "../lang/lang.js";
import { $, el, keyed, setAttribute, setAvatar, setLine, setText } from "./dom.js";

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
  if (play.screen === "name" && $("name").value === "") $("name").value = play.account.name;
  $("go").disabled = Boolean(play.busy.hello);
  setText($("go"), play.code ? say("door.join_game", { code: play.code }) : say("door.go"));
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
  setLine($("open-error"), hall.error);
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

/** A name for who has none ready, out of two words drawn; `random` gives 0 ≤ x < 1. */
export function suggestedName(random) {
  const one = (key) => {
    const words = say(key).split("|");
    return words[Math.floor(random() * words.length)];
  };
  return say("name.suggested", {
    first: one("name.firsts"), second: one("name.seconds"),
    figure: number(1 + Math.floor(random() * 99)),
  });
}
