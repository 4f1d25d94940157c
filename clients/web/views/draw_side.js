/** Draws what goes on beside the game: chat and passing reactions. */

import { $, el } from "./dom.js";
import { drawChat } from "./draw_chat.js";
import { nameOf } from "../look.js";
import { REACTIONS } from "../lang/words.js";

const PASSING_MS = 2600;
const KIND_MAX = 32;
let passed = { game: "", n: 0 };

/** One button for each reaction; made once. */
export function makeReactions() {
  for (const [kind, sign] of Object.entries(REACTIONS)) {
    const props = { type: "button", "data-react": kind, "aria-label": kind };
    $("reactions").append(el("button", props, sign));
  }
}

/** Draw chat and new reactions. */
export function drawSide(play, state) {
  drawChat(play, state);
  const { id } = state.game;
  if (passed.game !== id || passed.n > state.reacted) passed = { game: id, n: 0 };
  for (const one of state.reactions) {
    if (one.n > passed.n) pass(state, one);
  }
  passed = { game: id, n: state.reacted };
}

function pass(state, { player, kind }) {
  const sign = Object.hasOwn(REACTIONS, kind) ? REACTIONS[kind] : String(kind).slice(0, KIND_MAX);
  const who = player ? nameOf(state, player) : "Someone";
  const node = el("li", {}, el("span", { class: "sign" }, sign), ` ${who}`);
  $("floating").append(node);
  window.setTimeout(() => node.remove(), PASSING_MS);
}
