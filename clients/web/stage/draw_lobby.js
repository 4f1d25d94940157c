/** Draws the lobby on the stage: how to join, and seats that fill. */

import { say } from "../lang/lang.js";
import { lengthOf, seated } from "../look.js";
import { MACHINE } from "../signs.js";
import { setAddress } from "../views/address.js";
import { $, avatar, el, keyed, setAttribute, setText } from "../views/dom.js";
import { drawFace } from "./face.js";
import { fitText } from "./layout.js";
import { pop } from "./motion.js";

const SHORT_CODE = 6;
const LONG_NAME = 13;
const LINK_MOST = 3.6;

/** Draw who is here; `address` is where people go, in words. */
export function drawLobby(state, address) {
  const { code, name } = state.game;
  setText($("lobby-title"), name);
  setText($("game-code"), code);
  setAttribute($("game-code"), "data-long", code.length > SHORT_CODE);
  setAddress($("qr"), "qr", code);
  setText($("link"), address);
  fitText($("link"), LINK_MOST);
  const here = seated(state);
  const free = Math.max(0, (state.game.max_players ?? here.length) - here.length);
  const seats = [...here,
    ...Array.from({ length: free }, (_, at) => ({ id: `free ${here.length + at}`, free: true }))];
  keyed($("seats"), seats, (one) => one.id, makeSeat,
    (node, one) => drawSeat(state, node, one));
  const ready = here.filter((one) => one.is_ready || one.is_ai).length;
  setText($("ready"), here.length < 2
    ? say("stage.lobby.alone") : say("stage.lobby.ready", { count: ready, all: here.length }));
}

function makeSeat(one) {
  if (one.free) return el("li", { "data-free": "true", "aria-hidden": "true" });
  const node = el("li", {}, avatar(), el("span", { class: "name", dir: "auto" }),
    el("span", { class: "sign", "aria-hidden": "true" }), el("span", { class: "ready" }));
  pop(node);
  return node;
}

function drawSeat(state, node, one) {
  if (one.free) return;
  drawFace(node, state, one.id);
  setText(node.querySelector(".name"), one.name);
  setText(node.querySelector(".sign"), one.is_ai ? MACHINE : "");
  setText(node.querySelector(".ready"), one.is_ready ? "✓" : "");
  setAttribute(node.querySelector(".ready"), "title", one.is_ready ? say("stage.is_ready") : null);
  setAttribute(node, "data-long", lengthOf(one.name) > LONG_NAME);
  setAttribute(node, "data-away", String(one.connected === false));
}
