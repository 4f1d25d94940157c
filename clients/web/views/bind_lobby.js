/** What fingers and keys do in the lobby, and with the buttons beside a player or a line. */

import { say } from "../lang/lang.js";
import { playerOf } from "../look.js";
import { $, setText } from "./dom.js";
import { toggleMenu } from "./draw_chat.js";

const COPIED_MS = 2_000;

/** @typedef {import("../play/play.js").Play} Play */

/** Listen to everything of the lobby. @param {Play} play */
export function bindLobby(play) {
  $("ready").addEventListener("click", () => {
    const ready = !playerOf(play.game, play.game.me)?.is_ready;
    play.ask("game.ready", { ready });
  });
  $("start").addEventListener("click", () => play.ask("game.start"));
  $("copy").addEventListener("click", copyLink);
  $("share").addEventListener("click", () => share(play));
  $("link").addEventListener("focus", () => $("link").select());
  // A picture that did not come is not there; one that comes later is.
  $("qr").addEventListener("error", () => { $("qr").hidden = true; });
  $("qr").addEventListener("load", () => { $("qr").hidden = false; });
}

/** The system's own sheet for passing things on; to close it is no error. */
async function share(play) {
  const { code, name } = play.game.game;
  const text = say("lobby.share_text", { code });
  try {
    const title = say("lobby.share_title", { name });
    await navigator.share({ title, text, url: $("link").value });
  } catch {
    $("link").select();
  }
}

/** Each button names whom it is about. @param {Play} play @param {MouseEvent} event */
export function moderate(play, event) {
  const button = /** @type {Element} */ (event.target).closest("button");
  if (!button) return;
  const { kick, mute, muted, hide, show, report, more } = button.dataset;
  /** @type {(op: string, player: string, fields?: object) => void} */
  const tell = (op, player, fields = {}) => {
    play.ask(op, { player, ...fields }, `${op} ${player}`);
  };
  if (kick) tell("game.kick", kick);
  else if (mute) tell("game.mute", mute, { muted: muted !== "true" });
  else if (hide) tell("chat.mute", hide, { muted: true });
  else if (show) tell("chat.mute", show, { muted: false });
  else if (report) play.opinions.report(lineOf(button).dataset.message ?? "");
  else if (more !== undefined) toggleMenu(button);
}

/** @param {Element} button @returns {HTMLElement} */
function lineOf(button) {
  return /** @type {HTMLElement} */ (button.closest("[data-message]"));
}

async function copyLink() {
  $("link").select();
  try {
    await navigator.clipboard.writeText($("link").value);
    setText($("copy"), say("lobby.copied"));
  } catch {
    // No clipboard on a plain http origin: the link is selected, ready to be copied by hand.
    setText($("copy"), say("lobby.selected"));
  }
  window.setTimeout(() => setText($("copy"), say("lobby.copy")), COPIED_MS);
}
