/** Puts the page together: the browser, Play, words and drawing; games and people come later. */

import {
  now, onLeaving, onWaking, online, openWire, steady, timers,
} from "./browser.js";
import { speak } from "./lang/page.js";
import { codeIn } from "./look.js";
import { Play } from "./play/play.js";
import { openStorage, openStore } from "./play/store.js";
import { bindLanding } from "./views/bind_landing.js";
import { bindPage } from "./views/bind_page.js";
import { bring, draw } from "./views/draw.js";
import { Later } from "./views/later.js";

const WORDS_AGAIN_MS = 1_000;
const store = openStore(openStorage());
export const play = new Play({ makeWire: openWire, store, now, steady, timers, online, changed });
const later = new Later(play, async () => {
  const [game, people] = await Promise.all([
    import("./views/game.js"), import("./views/people.js"),
  ]);
  bring({ ...game, ...people });
  game.bindGame(play);
  people.bindPeople(play);
  changed();
}, () => {
  play.stopped = "broken";
  changed();
});

let drawing = false;
let spoken = false;

/** Many events in one turn are one drawing; none before there are words. */
function changed() {
  if (drawing || !spoken) return;
  drawing = true;
  queueMicrotask(() => {
    drawing = false;
    draw(play);
    later.drawn();
    if (play.screen === "game" && linkedCode()) window.history.replaceState(null, "", "/");
  });
}

function linkedCode() {
  return codeIn(window.location.search, window.location.hash);
}

/** Speak, and say everything anew. @param {string|null} language  null: as the browser is set */
async function talk(language) {
  try {
    await speak(language);
  } catch {
    // No words came. What is said already goes on being said; a page without any tries again.
    if (!spoken) timers.setTimeout(() => talk(language), WORDS_AGAIN_MS);
    return;
  }
  spoken = true;
  changed();
}

bindLanding(play);
bindPage(play, store, talk);
onWaking(() => play.check());
onLeaving(() => play.drafts.flush());
window.addEventListener("hashchange", () => {
  if (linkedCode()) play.linked(linkedCode());
});
// The socket does not wait for the words, nor the words for the socket.
play.begin(linkedCode());
talk(store.get("lang"));
