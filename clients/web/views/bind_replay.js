/** What fingers and keys do to an evening told again: the deck, the slider, the arrows. */

import { $ } from "./dom.js";
import { drawPlace, onwardKey } from "./draw_replay.js";

/** Listen. @param {import("../play/play.js").Play} play */
export function bindReplay({ reception }) {
  const { player } = reception;
  $("replay-back").addEventListener("click", () => player.step(-1));
  $("replay-next").addEventListener("click", () => player.step(1));
  $("replay-play").addEventListener("click", () => player.toggle());
  $("replay-speed").addEventListener("click", () => player.faster());
  bindSlider(player);
  $("replay").addEventListener("keydown", (event) => {
    const held = event.ctrlKey || event.altKey || event.metaKey;
    if (held || event.target === $("replay-round")) return;
    const act = actOf(event, player);
    if (!act) return;
    event.preventDefault();
    act();
  });
}

/** What a key means; buttons keep their own keys. */
function actOf({ key, target }, player) {
  if (key === "ArrowRight" || key === "ArrowLeft") {
    return () => player.step(key === onwardKey() ? 1 : -1);
  }
  if (key === " " && !target.closest("button")) return () => player.toggle();
  const told = player.reel?.told;
  if (!told || !["Home", "End", "PageUp", "PageDown"].includes(key)) return null;
  const { round } = told.table;
  const over = told.table.phase === "completed" || told.table.phase === "cancelled";
  const places = { Home: 0, End: Infinity, PageUp: over ? round : round - 1, PageDown: round + 1 };
  return () => player.toRound(places[key]);
}

/** While it is dragged it only says where it is; let go, the evening goes there. */
function bindSlider(player) {
  const slider = $("replay-round");
  slider.addEventListener("input", () => {
    slider.dataset.held = "true";
    drawPlace(Number(slider.value), Number(slider.max) - 1);
  });
  slider.addEventListener("change", () => {
    player.toRound(Number(slider.value));
    slider.dataset.held = "false";
  });
}
