/** The screens of a game, brought once the first screen stands: what draws them and listens. */

import { AGAIN_MS } from "../play/hall.js";
import { bindLobby } from "./bind_lobby.js";
import { bindRound } from "./bind_round.js";
import { bindSide } from "./bind_side.js";
import { bindTable } from "./bind_table.js";
import { bindVote } from "./bind_vote.js";
import { drawClock } from "./draw_clock.js";
import { drawEnd } from "./draw_end.js";
import { drawLobby } from "./draw_lobby.js";
import { drawRound } from "./draw_round.js";
import { drawSide, makeReactions } from "./draw_side.js";
import { $ } from "./dom.js";
import { openOrClose } from "./sheet.js";
import { clearTyped, drawTyped } from "./typed.js";

const CLOCK_MS = 200;
const SHEETS = ["seat", "machines", "leave-ask"];

/**
 * Draw what the game shows; drawing the same twice changes nothing.
 * @param {import("../play/play.js").Play} play
 * @param {import("../fold.js").Game} state
 */
export function drawGame(play, state) {
  drawLobby(play, state);
  drawRound(play, state);
  drawEnd(play, state);
  drawSide(play, state);
  drawTyped(play, state);
  drawClock(play);
}

/** There is no game to draw any more: its sheets go with it. */
export function clearGame() {
  clearTyped();
  for (const id of SHEETS) {
    if ($(id)) openOrClose($(id), false);
  }
}

/** Listen, once. @param {import("../play/play.js").Play} play */
export function bindGame(play) {
  makeReactions();
  bindLobby(play);
  bindRound(play);
  bindVote(play);
  bindSide(play);
  bindTable(play);
  window.setInterval(() => {
    play.keepTime();
    lookAround(play);
    drawClock(play);
  }, CLOCK_MS);
}

/** Others open games and fill them while one chooses. */
function lookAround({ screen, connection, hall }) {
  const isLooking = screen === "choose" && connection === "open" && !document.hidden;
  if (isLooking) hall.refresh(AGAIN_MS);
}
