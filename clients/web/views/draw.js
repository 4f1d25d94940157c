/** Draws the whole page from Play; asks nothing of it but its fields, and changes nothing in it. */

import { $, setAttribute, setLine, setText } from "./dom.js";
import { drawAccount } from "./draw_account.js";
import { drawLobby } from "./draw_lobby.js";
import { drawRound } from "./draw_round.js";
import { drawEnd } from "./draw_end.js";
import { drawSide } from "./draw_side.js";
import { isFrozen, isSeated, phaseSeconds, secondsLeft } from "../look.js";
import { announcement, connectionWords, stoppedWords } from "../lang/words.js";

const URGENT_SECONDS = 5;
const PAUSED = "The game is paused. Your time stands still until it goes on.";
const DELAYED = "The server is catching its breath. Nothing is lost, your turn will be sent.";
let shown = "";

/** Draw everything; drawing the same twice changes nothing. */
export function draw(play) {
  const state = play.screen === "game" ? play.game : null;
  const screen = state ? state.phase : play.screen;
  document.body.dataset.phase = state ? state.phase : "landing";
  document.body.dataset.connection = play.connection;
  document.body.dataset.screen = play.screen;
  drawBanners(play, state);
  for (const section of document.querySelectorAll("main > section")) {
    section.hidden = !section.dataset.screen.split(" ").includes(screen);
  }
  drawLanding(play);
  drawAccount(play);
  $("leave").hidden = state === null;
  $("side").hidden = state === null;
  setLine($("where"), state ? whereText(state) : "");
  if (state) {
    drawLobby(play, state);
    drawRound(play, state);
    drawEnd(state);
    drawSide(play, state);
    drawClock(play);
  }
  moved(play, state, state ? `${state.game.id} ${screen} ${state.round}` : screen);
}

/** The countdown alone; called a few times a second. */
export function drawClock(play) {
  const state = play.screen === "game" ? play.game : null;
  if (!state) return;
  const now = play.serverNow();
  const left = secondsLeft(state, now);
  setText($("countdown"), left === null ? (isFrozen(state) ? "Paused" : "") : String(left));
  const urgent = left !== null && left <= URGENT_SECONDS && state.phase !== "reveal";
  $("countdown").dataset.urgent = String(urgent);
  const whole = phaseSeconds(state) * 1000;
  const part = left === null || whole === 0 ? 1 : (state.deadline - now) / whole;
  if (!isFrozen(state)) $("timebar").value = Math.min(1, Math.max(0, part));
}

function whereText(state) {
  return state.phase === "lobby" ? state.game.name : `${state.game.code} · ${state.game.name}`;
}

function drawBanners(play, state) {
  setLine($("connection"), connectionWords(play.connection, play.everOpen));
  $("stopped").hidden = play.stopped === null;
  if (play.stopped) setText($("stopped-text"), stoppedWords(play.stopped));
  $("take-over").hidden = play.stopped === "broken" || play.stopped === "forbidden";
  setText($("take-over"), play.stopped === "taken" ? "Play here" : "Connect again");
  setLine($("error"), play.error);
  setLine($("notice"), noticeText(play, state));
}

function noticeText(play, state) {
  if (state && isFrozen(state)) return PAUSED;
  return play.delayed ? DELAYED : "";
}

function drawLanding(play) {
  if (play.screen === "name" && $("name").value === "") $("name").value = play.account.name;
  $("go").disabled = Boolean(play.busy.hello);
  setText($("go"), play.code ? `Join game ${play.code}` : "Continue");
  setText($("choose-title"), `Hello, ${play.account.name}!`);
  $("join").disabled = Boolean(play.busy.join);
  $("create").disabled = Boolean(play.busy.create);
  $("host-form").hidden = !play.hosting;
  setAttribute($("host"), "aria-expanded", String(play.hosting));
  // The default shows until someone types another.
  setAttribute($("game-name"), "value", `${play.account.name}'s game`);
}

/** A new screen: say it, go to its top, and leave no focus on something hidden. */
function moved(play, state, where) {
  if (where === shown) return;
  shown = where;
  if (play.screen === "choose") $("code").value = play.code;
  if (state) setText($("announce"), announcement(state));
  const focused = document.activeElement;
  if (focused?.closest("#side") && !$("side").hidden) return;
  window.scrollTo(0, 0);
  const desk = window.matchMedia("(pointer: fine)").matches;
  if (state?.phase === "answering" && desk && isSeated(state)) $("answer").focus();
  else if (play.screen === "name" && desk) $("name").focus();
  else firstHeading()?.focus({ preventScroll: true });
}

function firstHeading() {
  return document.querySelector("main > section:not([hidden]) h1[tabindex]");
}
