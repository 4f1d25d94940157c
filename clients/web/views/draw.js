/**
 * Draws the whole page from Play; asks nothing of it but its fields, and changes nothing in it.
 * What the first screen can do without is brought later, and drawn from then on.
 */

import { language } from "../lang/lang.js";
import { announcement, titleWords } from "../lang/words.js";
import { isSeated } from "../look.js";
import { $, setLine, setText } from "./dom.js";
import { drawBanners } from "./draw_banners.js";
import { drawLanding } from "./draw_landing.js";

/**
 * @typedef {import("../play/play.js").Play} Play
 * @typedef {import("../fold.js").Game} Game
 * @typedef {object} Later
 * @property {(play: Play, state: Game) => void} drawGame
 * @property {() => void} clearGame
 * @property {(play: Play) => void} drawPeople
 */

/** @type {Later|null} */
let later = null;
let shown = "";
let screen = "";

/** From here on these are drawn too. @param {Later} modules */
export function bring(modules) {
  later = modules;
}

/** Draw everything; drawing the same twice changes nothing. @param {Play} play */
export function draw(play) {
  // A game that cannot be drawn yet leaves the screen before it standing, for an instant.
  /** @type {Game|null} */
  const state = play.screen === "game" && later ? play.game : null;
  if (state) screen = state.phase;
  else if (play.screen !== "game") screen = play.screen;
  document.body.dataset.phase = state ? state.phase : "landing";
  document.body.dataset.connection = play.connection;
  document.body.dataset.screen = play.screen;
  document.title = titleWords(state);
  $("language").value = language();
  drawBanners(play, state);
  for (const section of sections()) {
    section.hidden = !(section.dataset.screen ?? "").split(" ").includes(screen);
  }
  drawLanding(play);
  $("leave").hidden = state === null;
  $("side").hidden = state === null;
  setLine($("where"), state ? whereText(state) : "");
  later?.drawPeople(play);
  if (state) later?.drawGame(play, state);
  else later?.clearGame();
  moved(play, state, state ? `${state.game.id} ${screen} ${state.round}` : screen);
}

/** @param {Game} state */
function whereText(state) {
  return state.phase === "lobby" ? state.game.name : `${state.game.code} · ${state.game.name}`;
}

/**
 * A new screen: say it, go to its top, and leave no focus on something hidden.
 * @param {Play} play @param {Game|null} state @param {string} where
 */
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

/** @returns {Iterable<HTMLElement>} */
function sections() {
  return document.querySelectorAll("main > section");
}

/** @returns {HTMLElement|null} */
function firstHeading() {
  return document.querySelector("main > section:not([hidden]) h1[tabindex]");
}
