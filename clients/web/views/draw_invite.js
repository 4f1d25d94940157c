/** Draws how others come in: code, QR code, link, and the way to the big screen. */

import { say } from "../lang/lang.js";
import { cleanCode } from "../look.js";
import { setAddress } from "./address.js";
import { $, setAttribute, setText } from "./dom.js";

/** Code -> what others are to open: the server may be reached by another name than by ours. */
const links = new Map();

/** Our own guess until the server has told, which is asked once for each code. */
function linkOf(code) {
  if (!links.has(code)) {
    links.set(code, `${window.location.origin}/#${code}`);
    learn(code).catch(() => {});
  }
  return links.get(code);
}

async function learn(code) {
  const response = await fetch(`/link/${cleanCode(code)}`);
  const link = (await response.text()).trim();
  if (!response.ok || !link.endsWith(code)) return;
  links.set(code, link);
  if ($("game-code").textContent === code) $("link").value = link;
}

/** Draw the invitation to `state`'s game. */
export function drawInvite(state) {
  const { code } = state.game;
  setText($("game-code"), code);
  const link = linkOf(code);
  if ($("link").value !== link) $("link").value = link;
  setAttribute($("qr"), "alt", say("lobby.qr"));
  setAddress($("qr"), "qr", code);
  setAddress($("stage-link"), "stage", code);
  $("share").hidden = typeof globalThis.navigator?.share !== "function";
}
