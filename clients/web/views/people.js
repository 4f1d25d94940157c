/** What is about people and no game: the line about me, and the way to the dialogs. */

import { bindMe, partMissing } from "./bind_account.js";
import { drawMe } from "./draw_account.js";

/** @typedef {import("../play/play.js").Play} Play */

/** @type {(play: Play) => void} */
let drawDialogs = () => {};
/** @type {Promise<void>|null} */
let coming = null;

/** Draw it; drawing the same twice changes nothing. @param {Play} play */
export function drawPeople(play) {
  drawMe(play);
  drawDialogs(play);
}

/** Listen, once. @param {Play} play */
export function bindPeople(play) {
  bindMe(play, (what, about) => open(play, what, about));
}

/** The dialogs come when one of them is first wanted. */
async function open(play, what, about) {
  coming ??= import("./dialogs.js").then(async (dialogs) => {
    await dialogs.bringDialogs(play);
    drawDialogs = dialogs.drawDialogs;
  });
  try {
    await coming;
  } catch {
    coming = null;
    partMissing(play);
    return;
  }
  if (what === "replay") play.hall.meet(); // for the faces of the machines
  play.reception.open(what, about);
}
