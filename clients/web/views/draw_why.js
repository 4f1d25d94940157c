/** Draws why an answer got its scores, in sentences and in points, once somebody asked. */

import { knows, number, say } from "../lang/lang.js";
import { el, keyed, setAttribute, setLine, setText } from "./dom.js";

/** The button below the scores, and what it unfolds. @param {string} response */
export function whyParts(response) {
  const id = `why-${response}`;
  return [
    el("button", { type: "button", class: "quiet small why", "aria-controls": id }),
    el("div", { class: "reasons", id },
      el("ul", {}), el("p", { class: "soft none" }), el("p", { class: "soft sure" })),
  ];
}

/** @param {any} node @param {any} one @param {any} play */
export function drawWhy(node, { response }, play) {
  const { open, told } = play.opinions.whys;
  const button = node.querySelector(".why");
  const box = node.querySelector(".reasons");
  const isOpen = Boolean(open[response]);
  setAttribute(button, "aria-expanded", String(isOpen));
  setAttribute(button, "aria-busy", String(Boolean(play.busy[`judge.why ${response}`])));
  setText(button, say(isOpen ? "why.hide" : "why.show"));
  const why = told[response];
  box.hidden = !isOpen || why === undefined;
  if (box.hidden) return;
  keyed(box.querySelector("ul"), why?.reasons ?? [], (reason) => `${reason.heading} ${reason.key}`,
    () => el("li", {}, el("b", {}), el("span", { class: "word" }), el("span", { class: "said" })),
    drawReason);
  setLine(box.querySelector(".none"), why?.reasons.length ? "" : say("why.none"));
  setLine(box.querySelector(".sure"), why ? sureWords(why) : "");
}

function drawReason(row, { heading, key, points, text }) {
  setAttribute(row, "data-way", points > 0 ? "up" : points < 0 ? "down" : "fault");
  // A tenth of a point is finer than anybody feels.
  const felt = number(Math.round(Math.abs(points) * 10) / 10);
  setText(row.querySelector("b"), points ? (points > 0 ? "+" : "−") + felt : "");
  setText(row.querySelector(".word"), say(heading === "all" ? "why.all" : `score.${heading}`));
  setText(row.querySelector(".said"), knows(`why.${key}`) ? say(`why.${key}`) : text);
}

/** How sure the judge is, and whether the players' votes have moved it; "" where it can't tell. */
function sureWords({ confidence, version }) {
  if (confidence <= 0) return "";
  const percent = Math.round(confidence * 100);
  return say(version > 0 ? "why.sure_tuned" : "why.sure", { percent, version });
}
