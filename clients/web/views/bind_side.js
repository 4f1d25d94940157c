/** What fingers and keys do beside the game: chat, reactions. */

import { chatDraft } from "../play/drafts.js";
import { moderate } from "./bind_lobby.js";
import { $ } from "./dom.js";
import { toggleMenu } from "./draw_chat.js";

/** Listen to everything beside the game. @param {import("../play/play.js").Play} play */
export function bindSide(play) {
  const box = $("chat-text");
  box.addEventListener("input", () => {
    if (play.game) play.drafts.set(chatDraft(play.game), box.value);
  });
  $("chat-form").addEventListener("submit", async (/** @type {Event} */ event) => {
    event.preventDefault();
    const text = box.value.trim();
    // Whoever has gone on typing meanwhile keeps what they typed.
    if (text && await play.courier.chat(text) && box.value.trim() === text) box.value = "";
  });
  for (const id of ["chat", "hidden"]) {
    $(id).addEventListener("click", (/** @type {MouseEvent} */ event) => moderate(play, event));
  }
  $("chat").addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    const open = $("chat").querySelector('[data-more][aria-expanded="true"]');
    if (event.key !== "Escape" || !open) return;
    toggleMenu(open);
    open.focus();
  });
  $("reactions").addEventListener("click", (/** @type {MouseEvent} */ event) => {
    const touched = /** @type {Element} */ (event.target);
    const button = /** @type {HTMLElement|null} */ (touched.closest("[data-react]"));
    if (button) play.react(String(button.dataset.react));
  });
  $("again").addEventListener("click", () => play.leave());
}
