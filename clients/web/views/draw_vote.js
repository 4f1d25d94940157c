/** Draws the ballots: every answer with its three buttons, and where my three votes lie. */

import { say } from "../lang/lang.js";
import { VOTE_TYPES, isMine, isSeated, votesMissing } from "../look.js";
import { VOTE_SIGNS } from "../signs.js";
import { $, el, keyed, setAttribute, setLine, setText } from "./dom.js";
import { guessesMissing, makeGuess, updateGuess } from "./draw_guess.js";

let heard = { game: "", round: 0, votes: {} };

/** Draw the ballots of `state`. */
export function drawVoting(play, state) {
  const others = state.responses.filter((one) => !isMine(state, one.id));
  setText($("voting-hint"), hint(state, others.length));
  const able = isSeated(state) && others.length > 0;
  $("voting-keys").hidden = $("votebar").hidden = !able;
  // One's own comes last: it is there to be found, not to be passed over.
  const mine = state.responses.filter((one) => isMine(state, one.id));
  keyed($("ballots"), [...others, ...mine], (one) => one.id, makeBallot, (node, one) =>
    updateBallot(node, one, play, state));
  keyed($("votebar"), VOTE_TYPES, (type) => type, makeSlot, (node, type) =>
    updateSlot(node, type, play, state));
  tell(state);
}

function hint(state, choices) {
  if (!isSeated(state)) return say("vote.watch");
  if (choices === 0) return say("vote.none");
  if (guessesMissing(state) > 0) return say("guess.hint");
  return say(votesMissing(state).length === 0 ? "vote.done" : "vote.hint");
}

function makeBallot(one) {
  const buttons = VOTE_TYPES.map((type) => el("button", { type: "button", "data-vote": type },
    el("span", { class: "sign", "aria-hidden": "true" }, VOTE_SIGNS[type]),
    el("span", { class: "word" })));
  const text = `ballot-${one.id}`;
  return el("li", { class: "ballot", "data-response": one.id },
    el("p", { class: "quote others", id: text, dir: "auto" }),
    el("p", { class: "soft", "data-own": true }),
    el("div", { class: "votes", role: "group", "aria-labelledby": text }, ...buttons),
    makeGuess(text));
}

function updateBallot(node, one, play, state) {
  const mine = isMine(state, one.id);
  setText(node.querySelector(".quote"), one.text);
  setAttribute(node, "data-mine", String(mine));
  setLine(node.querySelector("[data-own]"), mine ? say("vote.own") : "");
  node.querySelector(".votes").hidden = mine || !isSeated(state);
  updateGuess(node.querySelector(".guess"), one, state);
  let given = false;
  for (const button of node.querySelectorAll("[data-vote]")) {
    const type = button.dataset.vote;
    const pressed = state.my_votes?.[type] === one.id;
    const wanted = play.ballot.sent[type];
    setText(button.querySelector(".word"), say(`vote.${type}`));
    // Pressed means acknowledged; a vote on its way is busy, and not pressed yet.
    setAttribute(button, "aria-pressed", String(pressed));
    setAttribute(button, "aria-busy", String(wanted === one.id));
    setAttribute(button, "data-leaving", String(pressed && wanted !== undefined));
    given ||= pressed || wanted === one.id;
  }
  setAttribute(node, "data-given", String(given));
}

/** The slots show where each vote lies; touching one leads there. */
function makeSlot(type) {
  return el("li", {},
    el("button", { type: "button", "data-goto": type },
      el("span", { class: "sign", "aria-hidden": "true" }, VOTE_SIGNS[type]),
      el("span", { class: "what" },
        el("b", {}), el("small", { class: "others", dir: "auto" }))));
}

function updateSlot(node, type, play, state) {
  const response = play.ballot.sent[type] ?? state.my_votes?.[type];
  const text = state.responses.find((one) => one.id === response)?.text;
  setAttribute(node, "data-given", String(Boolean(state.my_votes?.[type])));
  setText(node.querySelector("b"), say(`vote.${type}`));
  setText(node.querySelector("small"), text ?? say("vote.open"));
}

/** A vote given or moved is said aloud once the server has it. */
function tell(state) {
  const here = heard.game === state.game.id && heard.round === state.round;
  const before = here ? heard.votes : state.my_votes ?? {};
  for (const type of VOTE_TYPES) {
    const response = state.my_votes?.[type];
    if (!response || response === before[type]) continue;
    const text = state.responses.find((one) => one.id === response)?.text ?? "";
    const words = before[type] ? "vote.moved" : "vote.given";
    setText($("vote-said"), say(words, { vote: say(`vote.${type}`), text }));
  }
  heard = { game: state.game.id, round: state.round, votes: state.my_votes ?? {} };
}
