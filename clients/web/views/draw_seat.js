/** Draws the sheet about one player: who they are, and what may be done about them. */

import { say } from "../lang/lang.js";
import { isHost, isOver, isSeated, playerOf } from "../look.js";
import { $, el, keyed, setAttribute, setLine, setText } from "./dom.js";
import { characterOf, setFace } from "./face.js";
import { openOrClose } from "./sheet.js";


/** What is to be said of a player in a word each, as the second half of its key. */
export function tagsOf(state, one) {
  const told = {
    you: one.id === state.me,
    host: one.user !== null && one.user === state.host,
    machine: one.is_ai,
    ready: state.phase === "lobby" && one.is_ready && !one.is_ai,
    muted: one.muted,
    hidden: isHidden(state, one),
    gone: one.is_active === false,
    away: one.connected === false && !one.is_ai && one.is_active !== false,
  };
  return Object.keys(told).filter((tag) => told[tag]);
}

function isHidden(state, one) {
  return (state.my_mutes ?? []).includes(one.id);
}

/** Draw the sheet about the player it was opened for; gone players close it. */
export function drawSeat(play, state) {
  const dialog = $("seat");
  if (!dialog) return; // its part of the page has not come yet
  const one = play.table?.sheet === "seat" ? playerOf(state, play.table.who) : undefined;
  openOrClose(dialog, one !== undefined);
  if (one === undefined) return;
  setFace($("seat-face"), play, state, one.id);
  setText($("seat-name"), one.name);
  setLine($("seat-line"), characterOf(play, one)?.line ?? "");
  keyed($("seat-tags"), [...tagsOf(state, one), ...scoreOf(state, one)], String,
    () => el("li", { class: "tag" }),
    (node, tag) => setText(node, tag === "score"
      ? say("seat.score", { points: one.score }) : say(`seat.${tag}`)));
  drawActs(play, state, one);
}

function scoreOf(state, one) {
  return state.phase !== "lobby" && typeof one.score === "number" ? ["score"] : [];
}

/** Hiding is anybody's who plays; muting and removing are the host's. */
function drawActs(play, state, one) {
  const mine = one.id === state.me;
  const host = isHost(state) && !mine;
  const hidden = isHidden(state, one);
  setAttribute($("seat-profile"), "data-profile", one.user);
  $("seat-profile").hidden = one.user === null;
  act($("seat-hide"), hidden ? "show" : "hide", one.id);
  setAttribute($("seat-hide"), "data-hidden", String(hidden));
  $("seat-hide").hidden = mine || !isSeated(state);
  $("seat-hide").disabled = Boolean(play.busy[`chat.mute ${one.id}`]);
  act($("seat-mute"), one.muted ? "unmute" : "mute", one.id);
  setAttribute($("seat-mute"), "data-muted", String(Boolean(one.muted)));
  $("seat-mute").hidden = !host || (one.is_ai && !one.muted);
  $("seat-mute").disabled = Boolean(play.busy[`game.mute ${one.id}`]);
  act($("seat-kick"), "kick", one.id);
  $("seat-kick").hidden = !host || isOver(state) || one.is_active === false;
  $("seat-kick").disabled = Boolean(play.busy[`game.kick ${one.id}`]);
}

/** The sheet says whom it is about. */
function act(button, word, id) {
  setAttribute(button, "data-about", id);
  setText(button, say(`seat.${word}`));
}
