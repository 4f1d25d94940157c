/** What is about people and no game: accounts, tables, histories; comes after the first screen. */

import { timers } from "../browser.js";
import { furnish } from "../people/desk.js";
import { bindDialogs, bindMe, partMissing } from "./bind_account.js";
import { bindReplay } from "./bind_replay.js";
import { drawForm, drawMe } from "./draw_account.js";
import { drawBoard } from "./draw_board.js";
import { drawPapers } from "./draw_papers.js";
import { drawProfile } from "./draw_profile.js";
import { drawReplay } from "./draw_replay.js";
import { part } from "./part.js";

let here = false;
let coming = null;

/** Draw it; drawing the same twice changes nothing. @param {import("../play/play.js").Play} play */
export function drawPeople(play) {
  drawMe(play);
  if (!here) return;
  drawForm(play);
  drawBoard(play);
  drawProfile(play);
  drawReplay(play);
  drawPapers(play);
}

/** Listen, once. @param {import("../play/play.js").Play} play */
export function bindPeople(play) {
  furnish(play.reception, timers);
  bindMe(play, (what, about) => open(play, what, about));
}

/** The dialogs' markup comes when one of them is first wanted. */
async function open(play, what, about) {
  coming ??= part(import.meta.resolve("../parts/people.html")).then(() => {
    here = true;
    bindDialogs(play);
    bindReplay(play);
  });
  try {
    await coming;
  } catch {
    coming = null;
    partMissing(play);
  }
  if (what === "replay") play.hall.meet(); // for the faces of the machines
  if (here) play.reception.open(what, about);
}
