/** Says in one line which judge spoke in a round where it was not the one that was asked. */

import { knows, say } from "../lang/lang.js";

/** "" where the judge that was asked first spoke. @param {any} state a game at its reveal */
export function judgeWords({ results, game }) {
  if (results.length === 0) return "";
  const { because } = results[0];
  const spoke = results.find((one) => one.scores);
  if (spoke) {
    const key = `reveal.stood_in.${because}`;
    return because && knows(key) ? say(key, { judge: spoke.judge }) : "";
  }
  if (game.settings.judge === "off") return say("reveal.silent.off");
  const key = `reveal.silent.${because}`;
  return say(because && knows(key) ? key : "reveal.silent.unknown");
}
