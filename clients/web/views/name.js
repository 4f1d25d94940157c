/** The form that asks who is playing; it works before anything else of the page does. */

import { number, say } from "../lang/lang.js";
import { $, setText } from "./dom.js";

/** Draw its button. @param {string} code  of the game that a link leads to, or "" */
export function drawName(code) {
  setText($("go"), code ? say("door.join_game", { code }) : say("door.go"));
}

/** Listen to it. @param {(name: string) => void} identify */
export function bindName(identify) {
  $("name-form").addEventListener("submit", (event) => {
    event.preventDefault();
    if (!$("name").value.trim()) return;
    $("go").disabled = true;
    identify($("name").value);
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
