/** Draws the page around the map: banners, the clock, the lists; what the map's buttons may do. */

import { say } from "../lang/lang.js";
import { absenceWords, stoppedWords } from "../lang/words.js";
import { $, setAttribute, setLine, setText } from "../views/dom.js";
import { daylightAt } from "./daylight.js";
import { drawFolk, drawMe } from "./draw_folk.js";
import { drawSheet } from "./draw_sheet.js";
import { clockNow } from "./fold.js";
import { clockWords, partSign } from "./words.js";

/** @type {(visit: import("./visit.js").Visit, painter: import("./painter.js").Painter) => void} */
export function drawPage(visit, painter) {
  const { valley, stopped, connection } = visit;
  setAttribute(document.body, "data-connection", connection);
  setAttribute(document.body, "data-here", valley.map !== null ? "true" : "false");
  setLine($("connection"), absenceWords(visit.absence.told, false));
  $("stopped").hidden = stopped === null;
  if (stopped !== null) {
    setText($("stopped-text"), stoppedWords(stopped));
    setText($("again"), say("connection.again"));
  }
  // Before there is a map, what keeps it away stands in its place.
  const wrong = visit.wrong();
  setLine($("error"), valley.map === null ? "" : wrong);
  setText($("waiting"), valley.map === null ? wrong || say("valley.waiting") : "");
  drawClock(clockNow(valley, visit.now()));
  $("farther").disabled = painter.isWhole;
  setAttribute($("canvas"), "data-near", painter.isWhole ? "false" : "true");
  drawMe(visit);
  drawFolk(visit);
  drawSheet(visit);
}

/** @param {number|null} now */
function drawClock(now) {
  $("clock").hidden = now === null;
  if (now === null) return;
  setText($("clock-sign"), partSign(daylightAt(now).part));
  setText($("clock-text"), clockWords(now));
}
