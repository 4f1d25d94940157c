/** Puts what was typed before a reload back into its boxes; never over what is typed there now. */

import { answerDraft, chatDraft } from "../play/drafts.js";
import { $ } from "./dom.js";
import { drawCounter } from "./draw_round.js";

/** @type {[string, (state: import("../fold.js").Game) => string][]} */
const BOXES = [["answer", answerDraft], ["chat-text", chatDraft]];
const restored = new Map();

/**
 * Once for each box and each thing it is typed for.
 * @param {import("../play/play.js").Play} play
 * @param {import("../fold.js").Game} state
 */
export function drawTyped(play, state) {
  for (const [id, keyOf] of BOXES) {
    const key = keyOf(state);
    if (restored.get(id) === key) continue;
    restored.set(id, key);
    const text = play.drafts.get(key);
    if (text === "" || $(id).value !== "") continue;
    $(id).value = text;
    if (id === "answer") drawCounter(Boolean(play.busy.send));
  }
}

/** Out of the game: what stands there is kept as its draft, and is nobody else's to read. */
export function clearTyped() {
  for (const [id] of BOXES) {
    if (restored.delete(id)) $(id).value = "";
  }
}
