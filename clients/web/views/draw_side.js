/** Draws what goes on beside the game: passing reactions, and the chat open or folded away. */

import { number, say } from "../lang/lang.js";
import { isSeated, nameOf } from "../look.js";
import { REACTION_SIGNS } from "../signs.js";
import { $, el, setAttribute, setText } from "./dom.js";
import { drawChat } from "./draw_chat.js";

const PASSING_MS = 2600;
const KIND_MAX = 32;
const UNREAD_MOST = 99;
let passed = { game: "", n: 0 };

/** One button for each reaction; made once, named in the language of the moment by drawSide. */
export function makeReactions() {
  for (const [kind, sign] of Object.entries(REACTION_SIGNS)) {
    $("reactions").append(el("button", { type: "button", "data-react": kind }, sign));
  }
}

/** Draw chat and new reactions. */
export function drawSide(play, state) {
  drawChat(play, state);
  drawFold(play, state);
  for (const button of $("reactions").querySelectorAll("[data-react]")) {
    setAttribute(button, "aria-label", say(`react.${button.dataset.react}`));
  }
  // While I write, the screen is the answer's.
  const writing = state.phase === "answering" && isSeated(state) && !state.my_response;
  $("dock").hidden = writing || state.phase === "cancelled";
  const { id } = state.game;
  if (passed.game !== id || passed.n > state.reacted) passed = { game: id, n: 0 };
  for (const one of state.reactions) {
    if (one.n > passed.n) pass(state, one);
  }
  passed = { game: id, n: state.reacted };
}

function drawFold(play, state) {
  const open = Boolean(play.table?.isChatOpen(state));
  const unread = play.table?.unread(state) ?? 0;
  document.body.dataset.chat = open ? "open" : "folded";
  setAttribute($("chat-open"), "aria-expanded", String(open));
  setAttribute($("chat-open"), "aria-label",
    unread > 0 ? say("chat.open_unread", { count: unread }) : say("chat.open"));
  $("unread").hidden = unread === 0;
  setText($("unread"), number(Math.min(unread, UNREAD_MOST)));
}

function pass(state, { player, kind }) {
  const sign = Object.hasOwn(REACTION_SIGNS, kind)
    ? REACTION_SIGNS[kind] : String(kind).slice(0, KIND_MAX);
  const name = player ? nameOf(state, player) : say("react.someone");
  const node = el("li", {}, el("span", { class: "sign" }, sign), " ",
    el("span", { class: "who others", dir: "auto" }, name));
  $("floating").append(node);
  window.setTimeout(() => node.remove(), PASSING_MS);
}
