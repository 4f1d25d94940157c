/** Mode turing: draws what I take each answer for, and in the reveal who was taken for what. */

import { say } from "../lang/lang.js";
import { isMine, isSeated } from "../look.js";
import { $, el, setAttribute, setLine, setText } from "./dom.js";

const KINDS = { person: false, machine: true };
const SIGNS = { person: "🙂", machine: "🤖" };

/** Is this a game in which people guess who is a machine? */
export const isGuessing = (state) => state.game.mode === "turing";

/** How many answers I have not judged yet. */
export function guessesMissing(state) {
  if (!isGuessing(state)) return 0;
  const others = state.responses.filter((one) => !isMine(state, one.id));
  return others.filter((one) => state.my_guesses?.[one.id] === undefined).length;
}

/** The two buttons below an answer; only where people guess are they ever shown. */
export function makeGuess(labelledby) {
  const buttons = Object.keys(KINDS).map((kind) => el("button", {
    type: "button", "data-guess": kind,
  }, el("span", { class: "sign", "aria-hidden": "true" }, SIGNS[kind]),
  el("span", { class: "word" })));
  return el("div", {
    class: "votes guess", role: "group", hidden: true, "aria-labelledby": labelledby,
  }, ...buttons);
}

/** Draw what I take an answer for; pressed means that the server has it. */
export function updateGuess(node, one, state) {
  node.hidden = !isGuessing(state) || isMine(state, one.id) || !isSeated(state);
  if (node.hidden) return;
  const held = state.my_guesses?.[one.id];
  for (const button of node.querySelectorAll("[data-guess]")) {
    const kind = button.dataset.guess;
    setText(button.querySelector(".word"), say(`guess.${kind}`));
    setAttribute(button, "aria-pressed", String(held === KINDS[kind]));
  }
}

/** Send the guess of the button that was touched. */
export function guess(play, button) {
  if (!play.game || !isSeated(play.game)) return;
  const { response } = button.closest("[data-response]").dataset;
  play.courier.guess(response, KINDS[button.dataset.guess]);
}

/** In the reveal: what the others took this answer for, and whether I was right. */
export function drawTaken(node, one, state) {
  const { guesses } = one;
  const mine = state.my_guesses?.[one.response];
  const lines = guesses ? [say("guess.taken", guesses)] : [];
  if (guesses && guesses.points > 0) lines.push(say("guess.fooled", guesses));
  if (mine !== undefined) lines.push(say(mine === one.is_ai ? "guess.right" : "guess.wrong"));
  setLine(node, lines.join(" "));
}

/** Below the answers: what my guesses of this round were worth. */
export function drawVerdict(state) {
  const mine = (state.guessers ?? []).find((one) => one.player === state.me);
  setLine($("guess-verdict"), mine ? say("guess.verdict", mine) : "");
}
