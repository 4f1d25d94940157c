/** The first screen, at once: words, and a name that may be said before the rest is there. */

import { say } from "./lang/lang.js";
import { speak } from "./lang/page.js";
import { codeIn } from "./look.js";
import { openStorage, openStore } from "./play/store.js";
import { bindName, drawName } from "./views/name.js";
import { $, setLine } from "./views/dom.js";

const store = openStore(openStorage());
const dressed = Promise.all([...document.querySelectorAll("link")].map(putOn));
const isKnown = store.get("token") !== null;
const words = isKnown ? null : speak(store.get("lang"));
// A slow phone reads one thing after the other: what a newcomer sees and touches comes first.
const party = (words ?? dressed).catch(() => {}).then(() => import("./party.js"));
party.catch(() => setLine($("error"), say("error.part")));

bindName(async (name) => {
  await dressed;
  (await party).play.identify(name);
});
// Who was here before is not asked again: the party decides what they see.
$("name-form").hidden = isKnown;
// The party says why, and tries again, where no words come.
words?.then(() => drawName(codeIn(window.location.search, window.location.hash)), () => {});

/**
 * A style sheet of later screens comes without being waited for, and is put on once it is there;
 * one that does not come leaves them plain.
 * @param {HTMLLinkElement} link
 */
function putOn(link) {
  if (link.media === "") return Promise.resolve();
  return /** @type {Promise<void>} */ (new Promise((done) => {
    const on = () => {
      link.media = "";
      done();
    };
    if (link.sheet) on();
    link.addEventListener("load", on);
    link.addEventListener("error", on);
  }));
}
