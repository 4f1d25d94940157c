/** Draws the lines under the header: the connection, what went wrong, why time stands still. */

import { say } from "../lang/lang.js";
import { absenceWords, stoppedWords } from "../lang/words.js";
import { isFrozen } from "../look.js";
import { $, setLine, setText } from "./dom.js";

const BUTTONS = { taken: "connection.play_here", broken: "connection.reload" };

/**
 * @param {import("../play/play.js").Play} play
 * @param {import("../fold.js").Game|null} state
 */
export function drawBanners(play, state) {
  const { stopped } = play;
  setLine($("connection"), absenceWords(play.absence.told, state !== null));
  $("stopped").hidden = stopped === null;
  if (stopped !== null) {
    setText($("stopped-text"), stoppedWords(stopped));
    $("take-over").hidden = stopped === "forbidden";
    setText($("take-over"), say(BUTTONS[stopped] ?? "connection.again"));
  }
  setLine($("error"), play.error);
  setLine($("notice"), noticeText(play, state));
}

/**
 * @param {import("../play/play.js").Play} play
 * @param {import("../fold.js").Game|null} state
 */
function noticeText(play, state) {
  if (state && isFrozen(state)) return say("notice.paused");
  return play.errands.delayed ? say("notice.delayed") : "";
}
