/** What fingers and keys do to the page itself: its language, its banners, the name typed in. */

import { known } from "../lang/page.js";
import { NAME_DRAFT } from "../play/drafts.js";
import { $, el } from "./dom.js";

/**
 * @param {import("../play/play.js").Play} play
 * @param {ReturnType<typeof import("../play/store.js").openStore>} store
 * @param {(language: string) => Promise<void>} talk
 */
export function bindPage(play, store, talk) {
  $("take-over").addEventListener("click", () => {
    if (play.stopped === "broken") window.location.reload();
    else play.connect();
  });
  const box = $("name");
  // Somebody may have typed before this was there to listen.
  if (box.value === "") box.value = play.drafts.get(NAME_DRAFT);
  else play.drafts.set(NAME_DRAFT, box.value);
  box.addEventListener("input", () => play.drafts.set(NAME_DRAFT, box.value));
  bindLanguage(store, talk);
}

/** @type {(store: {set: (key: string, value: string|null) => void},
 *   talk: (language: string) => Promise<void>) => void} */
function bindLanguage(store, talk) {
  const list = $("language");
  list.append(...known().map((tag) => el("option", { value: tag, lang: tag }, ownName(tag))));
  list.addEventListener("change", () => {
    store.set("lang", list.value);
    talk(list.value);
  });
}

/** What people who speak it call it: "Deutsch". @param {string} tag */
function ownName(tag) {
  const name = new Intl.DisplayNames([tag], { type: "language" }).of(tag) ?? tag;
  return name[0].toLocaleUpperCase(tag) + name.slice(1);
}
