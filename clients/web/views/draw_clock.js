/** Draws the countdown; called a few times a second. */

import { number, say } from "../lang/lang.js";
import { isFrozen, isSeated, phaseSeconds, secondsLeft } from "../look.js";
import { $, setText } from "./dom.js";

const URGENT_SECONDS = 5;
/** Said aloud once, to whom it matters, while there is still time for a sentence. */
const WARNING_SECONDS = 10;
let warned = "";

/** @param {import("../play/play.js").Play} play */
export function drawClock(play) {
  /** @type {import("../fold.js").Game|null} */
  const state = play.screen === "game" ? play.game : null;
  if (!state) return;
  const now = play.serverNow();
  const left = secondsLeft(state, now);
  const still = isFrozen(state) ? say("clock.paused") : "";
  setText($("countdown"), left === null ? still : number(left));
  const urgent = left !== null && left <= URGENT_SECONDS && state.phase !== "reveal";
  $("countdown").dataset.urgent = String(urgent);
  const whole = phaseSeconds(state) * 1000;
  const part = left === null || whole === 0 ? 1 : ((state.deadline ?? now) - now) / whole;
  if (!isFrozen(state)) $("timebar").value = Math.min(1, Math.max(0, part));
  warn(state, left);
}

/** @param {import("../fold.js").Game} state @param {number|null} left */
function warn(state, left) {
  const here = `${state.game.id} ${state.round} ${state.phase}`;
  const owed = state.phase === "answering" && !state.my_response && isSeated(state);
  if (!owed || left === null || left > WARNING_SECONDS || left === 0 || warned === here) return;
  warned = here;
  setText($("announce"), say("announce.seconds_left", { count: left }));
}
