/** Draws a round on the stage, from its number to the votes; who wrote what is not known here. */

import { say } from "../lang/lang.js";
import { categoryName } from "../lang/words.js";
import { seated } from "../look.js";
import { $, avatar, el, keyed, setAttribute, setLine, setText } from "../views/dom.js";
import { drawFace } from "./face.js";
import { fitCards, fitText } from "./layout.js";
import { fill, pop } from "./motion.js";
import { pagesOf } from "./fit.js";

const ASKED_MOST = 4.7;
const BALLOT_MOST = 5.4;

const categoryOf = ({ prompt }) => categoryName(prompt?.category ?? "");

/** "Round 2 of 5", before the prompt. */
export function drawIntro(state) {
  setLine($("intro-category"), categoryOf(state));
  setText($("intro-round"), say("stage.intro.round", { round: state.round }));
  $("intro-last").hidden = state.round !== state.total_rounds;
}

/** The prompt, and whose face lights up. */
export function drawPrompt(state) {
  setLine($("prompt-category"), categoryOf(state));
  setText($("prompt"), state.prompt?.text ?? "");
  keyed($("crowd"), seated(state), (one) => one.id,
    () => el("li", {}, el("span", { class: "face" }, avatar()),
      el("span", { class: "name", dir: "auto" }), el("span", { class: "unseen" })),
    (node, one) => drawAuthor(state, node, one));
  const { received, expected } = state;
  setText($("answered"), say("stage.prompt.answered", { count: received, all: expected }));
  fitText($("prompt"));
}

function drawAuthor(state, node, one) {
  const acted = state.acted.includes(one.id);
  drawFace(node, state, one.id);
  setText(node.querySelector(".name"), one.name);
  setText(node.querySelector(".unseen"), acted ? say("stage.has_answered") : "");
  if (acted && node.dataset.acted === "false") pop(node);
  setAttribute(node, "data-acted", String(acted));
}

/** The prompt once more, above what became of it. */
export function drawAsked(state, section) {
  const asked = section.querySelector("[data-asked]");
  if (!asked) return;
  setText(asked, state.prompt?.text ?? "");
  fitText(asked, ASKED_MOST);
}

/** The answers of one screen, and how many votes have come. */
export function drawVoting(state, page, size) {
  const pages = pagesOf(state.responses, size);
  const shown = pages[Math.min(page, pages.length - 1)];
  keyed($("ballots"), shown, (one) => one.id,
    (one) => {
      const node = el("li", { "data-response": one.id },
        el("p", { class: "quote fits", dir: "auto" }));
      pop(node, 60 * shown.indexOf(one));
      return node;
    },
    (node, one) => setText(node.querySelector(".quote"), one.text));
  const { received, expected } = state;
  setText($("voted"), say("stage.voting.votes", { count: received, all: expected }));
  fill($("voted-bar"), expected > 0 ? received / expected : 0);
  setLine($("voting-page"), pages.length > 1
    ? say("stage.voting.page", { page: page + 1, pages: pages.length }) : "");
  fitCards($("ballots"), BALLOT_MOST);
}
