/** Draws the chat: lines, what may be done about them, and whom I hide. */

import { say } from "../lang/lang.js";
import { heard, isHost, isOver, isSeated, nameOf, playerOf } from "../look.js";
import { $, el, keyed, setAttribute, setLine, setText } from "./dom.js";
import { face, setFace } from "./face.js";

/** Draw the chat of `state`. */
export function drawChat(play, state) {
  const list = $("chat");
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
  const last = list.lastElementChild;
  keyed(list, heard(state), (line, index) => String(line.message ?? index), makeLine,
    (node, line) => updateLine(node, line, play, state));
  if (atEnd && list.lastElementChild !== last) list.scrollTop = list.scrollHeight;
  drawHidden(play, state);
  const silenced = Boolean(playerOf(state, state.me)?.muted);
  const silent = silenced || !isSeated(state);
  $("chat-text").disabled = $("chat-send").disabled = silent;
  $("chat-empty").hidden = list.children.length > 0;
  const watching = isSeated(state) ? "chat.say" : "chat.watch";
  setAttribute($("chat-text"), "placeholder", say(silenced ? "chat.muted" : watching));
}

/** Open the menu beside a line, or close it; the others close. */
export function toggleMenu(button) {
  const open = button.getAttribute("aria-expanded") !== "true";
  for (const other of $("chat").querySelectorAll("[data-more]")) {
    const isThis = open && other === button;
    setAttribute(other, "aria-expanded", String(isThis));
    const menu = other.parentElement.querySelector(".menu");
    menu.hidden = !isThis;
    if (isThis) button.closest("li").scrollIntoView({ block: "nearest" });
  }
}

function makeLine(line) {
  const button = (act) => el("button", { type: "button", [`data-${act}`]: line.player ?? "" });
  // The list is a log, whose lines are no items.
  return el("li", { role: "none", "data-message": line.message },
    face(),
    el("p", { class: "said" },
      el("b", {}, el("span", { class: "who", dir: "auto" }), el("span", { class: "tag" })),
      el("span", { class: "text", dir: "auto" })),
    el("button", { type: "button", class: "more", "data-more": true, "aria-expanded": "false" },
      "⋯"),
    el("div", { class: "menu", role: "group", hidden: true },
      button("hide"), button("report"), button("mute"), button("kick")));
}

function updateLine(node, line, play, state) {
  const author = playerOf(state, line.player);
  const name = line.name ?? nameOf(state, line.player);
  const mine = line.player !== null && line.player === state.me;
  setFace(node.querySelector(".avatar"), play, state, line.player);
  node.querySelector(".avatar").hidden = mine || author === undefined;
  setText(node.querySelector(".who"), line.official ? say("chat.operators") : name);
  setLine(node.querySelector(".tag"), author?.muted ? say("seat.muted") : "");
  setText(node.querySelector(".text"), line.text);
  setAttribute(node, "data-me", String(mine));
  setAttribute(node, "data-official", String(Boolean(line.official)));
  const more = node.querySelector("[data-more]");
  more.hidden = mine || Boolean(line.official);
  setAttribute(more, "aria-label", say("chat.more", { name }));
  if (!line.official) drawMenu(node.querySelector(".menu"), line, play, state, { author, name });
}

function drawMenu(menu, line, play, state, { author, name }) {
  const part = (act) => menu.querySelector(`[data-${act}]`);
  const host = isHost(state) && author !== undefined;
  const busy = (key) => Boolean(play.busy[key]);
  setAttribute(menu, "aria-label", say("chat.line", { name }));
  setWord(part("hide"), "hide", name);
  part("hide").hidden = !isSeated(state) || author === undefined;
  part("hide").disabled = busy(`chat.mute ${line.player}`);
  const reported = play.opinions.reported.includes(line.message);
  setText(part("report"), say(reported ? "chat.reported" : "chat.report"));
  part("report").disabled = reported || busy(`chat.report ${line.message}`);
  const muted = Boolean(author?.muted);
  setWord(part("mute"), muted ? "unmute" : "mute", name);
  setAttribute(part("mute"), "data-muted", String(muted));
  part("mute").hidden = !host;
  part("mute").disabled = busy(`game.mute ${line.player}`);
  setWord(part("kick"), "kick", name);
  part("kick").hidden = !host || isOver(state) || author.is_active === false;
  part("kick").disabled = busy(`game.kick ${line.player}`);
}

/** A short word to read, and whom it is about to hear. */
function setWord(button, word, name) {
  setText(button, say(`chat.${word}`));
  setAttribute(button, "aria-label", say(`seat.${word}_who`, { name }));
}

function drawHidden(play, state) {
  const mutes = (state.my_mutes ?? []).filter((one) => playerOf(state, one));
  $("hidden").hidden = mutes.length === 0;
  keyed($("hidden"), mutes, String,
    (player) => el("li", {},
      el("span", { class: "who", dir: "auto" }),
      el("button", { type: "button", class: "small", "data-show": player })),
    (node, player) => {
      const name = nameOf(state, player);
      setText(node.querySelector(".who"), say("chat.is_hidden", { name }));
      const button = node.querySelector("[data-show]");
      setText(button, say("chat.show"));
      setAttribute(button, "aria-label", say("seat.show_who", { name }));
      button.disabled = Boolean(play.busy[`chat.mute ${player}`]);
    });
}
