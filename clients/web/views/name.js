/** The form that asks who is playing; it works before anything else of the page does. */

import { number, say } from "../lang/lang.js";
import { $, setText } from "./dom.js";

/** Whether a name was said that waits for the rest of the page. */
let isWaiting = false;

/** Nobody can say a name twice. @param {boolean} isBusy  whether one is on its way */
export function holdName(isBusy) {
  $("go").disabled = isWaiting || isBusy;
}

/** Draw its button. @param {string} code  of the game that a link leads to, or "" */
export function drawName(code) {
  setText($("go"), code ? say("door.join_game", { code }) : say("door.go"));
}

/** Listen to it. @param {(name: string) => Promise<void>} identify  done once it is on its way */
export function bindName(identify) {
  $("name-form").addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!$("name").value.trim()) return;
    isWaiting = true;
    holdName(true);
    try {
      await identify($("name").value);
    } catch {
      $("go").disabled = false; // said already; a new page may have more luck
    }
    isWaiting = false;
  });
  $("dice").addEventListener("click", () => {
    $("name").value = suggestedName(Math.random);
    $("name").dispatchEvent(new Event("input", { bubbles: true }));
  });
}

/** A name out of two words drawn. @param {() => number} random  0 ≤ x < 1 */
function suggestedName(random) {
  const one = (key) => {
    const words = say(key).split("|");
    return words[Math.floor(random() * words.length)];
  };
  return say("name.suggested", {
    first: one("name.firsts"), second: one("name.seconds"),
    figure: number(1 + Math.floor(random() * 99)),
  });
}
