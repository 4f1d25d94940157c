/** Draws the talk with an agent: what was said, how it was meant, and where to say more. */

import { say } from "../lang/lang.js";
import { $, el, keyed, setAttribute, setLine, setText } from "../views/dom.js";
import { MANNER_SIGNS, changeWords, mannerWords, namesIn } from "./words.js";

/** @typedef {import("./sheet.js").Line} Line */

/** @param {import("./visit.js").Visit} visit */
export function drawTalk(visit) {
  const { sheet, isNamed } = visit;
  const names = namesIn(visit);
  const name = $("who").textContent ?? "";
  const list = $("lines");
  const before = list.children.length;
  const busy = sheet.busy.has("talk");
  const keyOf = (/** @type {Line} */ line, /** @type {number} */ at) =>
    `${sheet.agent} ${at} ${line.mine}`;
  keyed(list, sheet.lines, keyOf, makeLine, (row, line) => {
    setAttribute(row, "data-mine", line.mine ? "true" : "false");
    setAttribute(row, "data-waits", line.waits ? "true" : false);
    setText(row.children[0], line.mine ? say("valley.talk.you") : name);
    setText(row.children[1], line.text);
    setText(row.children[2], line.mine ? "" : meant(line));
    const { change } = line;
    const up = (change?.affection ?? 0) + (change?.trust ?? 0) >= 0;
    setAttribute(row.children[3], "data-up", change ? String(up) : false);
    setText(row.children[3], change ? changeWords(change, names) : "");
  });
  if (list.children.length !== before) $("log").scrollTop = $("log").scrollHeight;
  setLine($("talk-empty"), emptyWords(sheet, name, busy));
  $("intro-form").hidden = isNamed;
  $("talk-form").hidden = !isNamed;
  setText($("say-label"), say("valley.talk.say", { name }));
  setAttribute($("say"), "placeholder", say("valley.talk.say", { name }));
  setAttribute($("send"), "aria-busy", busy ? "true" : false);
  $("send").disabled = busy;
}

function makeLine() {
  return el("li", {}, el("span", { class: "unseen" }), el("span", { class: "others", dir: "auto" }),
    el("small"), el("small"));
}

/** "warm · remembers 2 things" @param {import("./sheet.js").Line} line */
function meant({ tone, recalled }) {
  if (tone === "") return "";
  const manner = say("valley.signed", { sign: MANNER_SIGNS[tone] ?? "", words: mannerWords(tone) });
  return recalled > 0 ? say("valley.talk.recalled", { manner, count: recalled }) : manner;
}

/** @type {(sheet: import("./sheet.js").Sheet, name: string, busy: boolean) => string} */
function emptyWords(sheet, name, busy) {
  if (busy) return say("valley.talk.thinks", { name });
  if (sheet.ended) return say("valley.talk.ended", { name });
  return sheet.lines.length === 0 ? say("valley.talk.empty", { name }) : "";
}
