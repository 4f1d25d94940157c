/** The dialogs about people, from the first opening of one on: markup, listening, drawing. */

import { timers } from "../browser.js";
import { furnish } from "../people/desk.js";
import { bindDialogs } from "./bind_dialogs.js";
import { bindReplay } from "./bind_replay.js";
import { drawForm } from "./draw_account.js";
import { drawBoard } from "./draw_board.js";
import { drawPapers } from "./draw_papers.js";
import { drawProfile } from "./draw_profile.js";
import { drawReplay } from "./draw_replay.js";
import { part } from "./part.js";

/** Put them into the page. @param {import("../play/play.js").Play} play */
export async function bringDialogs(play) {
  await part(import.meta.resolve("../parts/people.html"));
  furnish(play.reception, timers);
  bindDialogs(play);
  bindReplay(play);
}

/** Draw them; drawing the same twice changes nothing. @param {any} play */
export function drawDialogs(play) {
  drawForm(play);
  drawBoard(play);
  drawProfile(play);
  drawReplay(play);
  drawPapers(play);
}
