/** The host's sheet, from its first opening on: its markup, what fingers do in it, its drawing. */

import { $ } from "./dom.js";
import { drawAmounts, drawHost, invited, wishes } from "./draw_host.js";
import { part } from "./part.js";

let made = null;

/**
 * Open the sheet.
 * @param {import("../play/play.js").Play} play
 * @returns {Promise<(play: object) => void>} what draws it from here on; rejects without network
 */
export async function host(play) {
  made ??= part(import.meta.resolve("../parts/host.html")).then(() => bind(play));
  try {
    await made;
  } catch (error) {
    made = null;
    throw error;
  }
  play.setHosting(true);
  return drawHost;
}

function bind(play) {
  $("host-close").addEventListener("click", () => play.setHosting(false));
  // Escape closes a dialog by itself; Play is told of it.
  $("host-sheet").addEventListener("close", () => { if (play.hosting) play.setHosting(false); });
  $("host-form").addEventListener("input", drawAmounts);
  // A limit broken in a folded part would be told to nobody: unfold it.
  $("host-form").addEventListener("invalid", (event) => {
    const folded = event.target.closest("details");
    if (folded) folded.open = true;
  }, true);
  $("host-form").addEventListener("submit", (event) => {
    event.preventDefault();
    play.create(wishes(), invited());
  });
}
