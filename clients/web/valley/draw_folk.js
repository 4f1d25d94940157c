/** Draws who is there: my own character, and the list of everybody, equal to the map. */

import { say } from "../lang/lang.js";
import { $, avatar, el, keyed, setAttribute, setAvatar, setText } from "../views/dom.js";
import { seatOf } from "./dress.js";
import { titled } from "./paint_places.js";
import { doingWords, heartOf, moodOf } from "./words.js";

/** @typedef {import("./visit.js").Visit} Visit */
/** @typedef {import("./fold.js").Walker} Walker */

/** @param {Visit} visit */
export function drawFolk(visit) {
  const { valley, agents, me } = visit;
  const all = [...valley.folk.values()].filter((one) => one.id !== me);
  all.sort((a, b) => Number(a.isPerson) - Number(b.isPerson) || a.name.localeCompare(b.name));
  $("folk-empty").hidden = all.length > 0 || valley.map === null;
  keyed($("folk"), all, (one) => `${one.id} ${one.isPerson}`, makeRow, (row, one) => {
    drawRow(row, one, visit, agents.get(one.id));
  });
}

/** A person is only named: they are no agent to be looked into. @param {Walker} one */
function makeRow(one) {
  const inside = [
    avatar(), el("span", { class: "what" }, el("b", { dir: "auto" }), el("small")),
    el("span", { class: "heart" }, el("span", { class: "sign", "aria-hidden": "true" }),
      el("span", { class: "unseen" })),
  ];
  const props = { type: "button", "data-agent": one.id };
  return el("li", {}, one.isPerson ? el("div", { class: "person" }, ...inside)
    : el("button", props, ...inside));
}

/** @type {(row: Element, one: Walker, visit: Visit, agent: any) => void} */
function drawRow(row, one, visit, agent) {
  setFaceOf(/** @type {Element} */ (row.querySelector(".avatar")), one, agent);
  setText(/** @type {Element} */ (row.querySelector("b")), one.name);
  setText(/** @type {Element} */ (row.querySelector("small")), doingLine(one, visit.valley));
  const heart = /** @type {HTMLElement} */ (row.querySelector(".heart"));
  const feels = agent?.relationship;
  heart.hidden = !feels;
  if (feels) {
    setText(heart.children[0], heartOf(feels.affection));
    setText(heart.children[1], say("valley.feels_for_you", { affection: feels.affection }));
  }
  if (one.isPerson) return;
  setAttribute(row.children[0], "aria-current", visit.sheet.agent === one.id && "true");
}

/**
 * A sign and words for what one does.
 * @type {(one: Walker, valley: import("./fold.js").Valley) => string}
 */
export function doingLine(one, valley) {
  const words = doingWords(one, valley);
  const sign = one.isPerson ? "" : moodOf(one.mood).sign;
  return sign ? say("valley.signed", { sign, words }) : words;
}

/**
 * Fill a face with an agent's own sign, or a person's letters.
 * @type {(node: Element, one: {id: string, name: string, isPerson?: boolean}, agent: any) =>
 *   void}
 */
export function setFaceOf(node, one, agent) {
  const sign = one.isPerson ? "" : agent?.avatar ?? "";
  setAvatar(node, one.name, seatOf(one.id));
  setAttribute(node, "data-machine", sign !== "");
  if (sign === "") return;
  setAttribute(node, "data-letters", null);
  setText(node, sign);
}

/** My character: the way in, or where to walk. @param {Visit} visit */
export function drawMe(visit) {
  const { valley, me } = visit;
  const mine = me === null ? undefined : valley.folk.get(me);
  const here = valley.map !== null;
  $("me-card").hidden = !here;
  $("join-form").hidden = me !== null;
  $("walk-form").hidden = me === null;
  $("join").disabled = visit.busy === "join";
  if (!mine) return;
  setText($("me-title"), say("valley.me", { name: mine.name }));
  setText($("me-doing"), doingWords(mine, valley));
  const places = [...(valley.map?.places.values() ?? [])]
    .sort((a, b) => titled(a.name).localeCompare(titled(b.name)));
  keyed($("place"), places, (one) => one.slug, (one) => el("option", { value: one.slug }),
    (option, one) => setText(option, titled(one.name)));
}
