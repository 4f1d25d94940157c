/** What fingers and keys do in a round: the answer, the votes, what we think of the prompt. */

import { ANSWER_MAX, lengthOf } from "../look.js";
import { answerDraft } from "../play/drafts.js";
import { $ } from "./dom.js";
import { drawCounter } from "./draw_round.js";

/** Listen to everything of a round. @param {import("../play/play.js").Play} play */
export function bindRound(play) {
  const box = $("answer");
  box.addEventListener("input", () => {
    if (play.game) play.drafts.set(answerDraft(play.game), box.value);
    drawCounter(Boolean(play.busy.send));
  });
  box.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    $("answer-form").requestSubmit();
  });
  $("answer-form").addEventListener("submit", (/** @type {Event} */ event) => {
    event.preventDefault();
    const text = box.value.trim();
    if (text && lengthOf(text) <= ANSWER_MAX) play.courier.submit(text);
  });
  $("results").addEventListener("click", (/** @type {Event} */ event) => {
    const button = /** @type {Element} */ (event.target).closest(".why");
    const response = button?.closest(".result")?.getAttribute("data-response");
    if (response && play.game) play.opinions.whys.toggle(play.game.round, response);
  });
  for (const id of ["like", "dislike"]) {
    $(id).addEventListener("click", () => {
      if (play.game) play.opinions.rate(play.game.round, id === "like");
    });
  }
}
