/** Draws the whole stage from Evening: which scene, the top line, banners and reactions. */

import { say } from "../lang/lang.js";
import { announcement, errorWords, stoppedWords } from "../lang/words.js";
import { isFrozen, isOver, nameOf } from "../look.js";
import { REACTION_SIGNS } from "../signs.js";
import { $, el, setAttribute, setLine, setText } from "../views/dom.js";
import { prizesOf } from "./album.js";
import {
  drawBest, drawCancelled, drawHonours, drawMachines, drawPodium, machinesOf,
} from "./draw_end.js";
import { drawLobby } from "./draw_lobby.js";
import { drawReveal, drawStandings } from "./draw_reveal.js";
import { drawAsked, drawIntro, drawPrompt, drawVoting } from "./draw_round.js";
import { know } from "./face.js";
import { perScreen } from "./layout.js";
import { drift } from "./motion.js";

const LANES = 8;
const FLOATING_MOST = 24;
const KIND_MAX = 12;
/** The line under an answer of many in the reveal, in units. */
const BYLINE = 5.4;
/** How long the standings stand as they were before they move. */
const STILL_MS = 900;

let drawn = { scene: "", key: "", reacted: 0, game: "" };

/** What the director must know of this evening to plan it. */
export function planFor({ game, album }) {
  return {
    pages: game.phase === "voting"
      ? Math.max(1, Math.ceil(game.responses.length / perScreen(game.responses))) : 1,
    perScreen: game.phase === "reveal" ? perScreen(game.results, BYLINE) : 1,
    best: game.phase === "completed" && prizesOf(album).length > 0,
    machines: machinesOf(game).length > 0,
    honours: (game.achievements ?? []).length > 0,
  };
}

/**
 * Draw it all; drawing the same twice changes nothing.
 * @param {import("./evening.js").Evening} evening
 * @param {object|null} on  what the director says, null without a game
 * @param {string} address
 * @returns {boolean} is this another step than the one drawn before?
 */
export function draw(evening, on, address) {
  const state = evening.game;
  const scene = on?.scene ?? evening.screen;
  document.body.dataset.scene = scene;
  document.body.dataset.phase = state?.phase ?? "none";
  document.body.dataset.connection = evening.connection;
  /** @type {NodeListOf<HTMLElement>} */
  const found = document.querySelectorAll("main > section");
  const sections = [...found];
  for (const section of sections) section.hidden = section.dataset.scene !== scene;
  const shown = sections.find((section) => !section.hidden);
  know(evening.agents);
  drawTop(state, scene);
  drawNotice(evening);
  setLine($("code-error"), evening.error ? wordsFor(evening.error) : "");
  if (state) {
    drawScene(evening, on, address);
    if (shown) drawAsked(state, shown);
    drawReactions(state);
  }
  return tellApart(evening, on, scene);
}

function tellApart(evening, on, scene) {
  const { game } = evening;
  const key = `${game?.game.id} ${game?.round} ${scene} ${on?.index ?? 0}`;
  if (key === drawn.key) return false;
  const spoken = game ? sceneWords(evening, scene) : say(`stage.${scene}.heard`);
  if (spoken) setText($("announce"), spoken);
  drawn = { ...drawn, key, scene };
  return true;
}

/** What a screen reader hears of a scene; results and standings are read on their own. */
function sceneWords({ game }, scene) {
  if (["best", "machines", "honours"].includes(scene)) return $(scene).textContent;
  return scene === "reveal" ? $("results").textContent : announcement(game);
}

function drawScene(evening, on, address) {
  const { game } = evening;
  switch (on.scene) {
    case "lobby": return drawLobby(game, address);
    case "intro": return drawIntro(game);
    case "prompt": return drawPrompt(game);
    case "voting": return drawVoting(game, on.step.page, perScreen(game.responses));
    case "reveal": return drawReveal(game, on);
    case "standings": return drawStandings(game, game.phase === "reveal" ? STILL_MS : 0);
    case "podium": return drawPodium(game);
    case "best": return drawBest(game, evening.album, evening.missed);
    case "machines": return drawMachines(game);
    case "honours": return drawHonours(game);
    case "cancelled": return drawCancelled(game);
    default: return undefined;
  }
}

function drawTop(state, scene) {
  setText($("where"), state && scene !== "lobby" ? state.game.name : "");
  const counted = state !== null && state.round > 0 && state.phase !== "cancelled";
  setLine($("round"), counted
    ? say("stage.round", { round: state.round, rounds: state.total_rounds }) : "");
  setLine($("corner"), state && scene !== "lobby" && state.phase !== "cancelled"
    ? state.game.code : "");
}

function drawNotice({ absence, stopped, game }) {
  const away = absence.told !== "" && absence.told !== "first";
  let text = "";
  if (stopped) text = stoppedWords(stopped);
  else if (away) text = say("stage.away");
  else if (game && isFrozen(game)) text = say(game.outage ? "stage.outage" : "stage.paused");
  setAttribute($("notice"), "data-calm", String(away));
  setLine($("notice"), text);
  $("again").hidden = !stopped;
  $("other").hidden = !game || !isOver(game);
}

function wordsFor(error) {
  return error.code === "forbidden" ? say("stage.code.closed") : errorWords(error);
}

/** Reactions that came since the last drawing set out across the screen. */
function drawReactions(state) {
  const { id } = state.game;
  if (drawn.game !== id || drawn.reacted > state.reacted) {
    drawn = { ...drawn, game: id, reacted: state.reacted };
    return;
  }
  for (const one of state.reactions) if (one.n > drawn.reacted) send(state, one);
  drawn = { ...drawn, reacted: state.reacted };
}

function send(state, { n, player, kind }) {
  if ($("floating").children.length >= FLOATING_MOST) return;
  const sign = Object.hasOwn(REACTION_SIGNS, kind)
    ? REACTION_SIGNS[kind] : [...String(kind)].slice(0, KIND_MAX).join("");
  const node = el("li", { "data-lane": n % LANES }, el("span", { class: "sign" }, sign),
    player ? el("span", { class: "name", dir: "auto" }, nameOf(state, player)) : "");
  $("floating").append(node);
  drift(node, () => node.remove());
}
