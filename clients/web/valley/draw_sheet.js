/** Draws the sheet about one agent: who it is, how it is, how it feels about me, and its tabs. */

import { number, say } from "../lang/lang.js";
import { $, el, keyed, setAttribute, setLine, setText } from "../views/dom.js";
import { drawDay } from "./draw_day.js";
import { doingLine, setFaceOf } from "./draw_folk.js";
import { drawMemories } from "./draw_memories.js";
import { drawMind } from "./draw_mind.js";
import { drawTalk } from "./draw_talk.js";
import { drawTies } from "./draw_ties.js";
import { TABS } from "./sheet.js";
import { gauge, setBalance, setShare } from "./svg.js";
import { causeWords, heartOf, moodOf, movesOf, namesIn, signed, typeWords } from "./words.js";

/** @typedef {import("./visit.js").Visit} Visit */

const SIGNS = { talk: "💬", day: "📅", ties: "💞", memories: "📖", mind: "🧠" };
const PANELS = {
  talk: drawTalk, day: drawDay, ties: drawTies, memories: drawMemories, mind: drawMind,
};
/** The change that was shown last, so that each moves once. */
let moved = "";

/** @param {Visit} visit */
export function drawSheet(visit) {
  const { sheet } = visit;
  const open = sheet.agent !== null;
  $("sheet").hidden = !open;
  $("all").hidden = open;
  if (sheet.agent === null) return;
  drawHead(visit, sheet.agent);
  drawFeelings(visit);
  drawTabs(sheet.tab);
  const wrong = sheet.wrong[sheet.tab === "day" || sheet.tab === "ties" ? "about" : sheet.tab];
  setLine($("part-error"), wrong ? wrong() : "");
  PANELS[sheet.tab](visit);
}

/** @type {(visit: Visit, id: string) => void} */
function drawHead({ valley, agents, sheet }, id) {
  const agent = agents.get(id) ?? sheet.about?.agent;
  const walker = valley.folk.get(id);
  const name = walker?.name ?? agent?.name ?? "";
  setFaceOf($("who-face"), { id, name }, agent);
  setText($("who"), name);
  setText($("who-line"), agent?.line ?? "");
  setLine($("who-doing"), walker ? doingLine(walker, valley) : "");
  const meters = walker ? [
    {
      key: "mood", name: say("valley.mood"), words: moodOf(walker.mood).words, value: walker.mood,
    },
    {
      key: "energy", name: say("valley.energy"), words: number(walker.energy),
      value: walker.energy,
    },
  ] : [];
  keyed($("meters"), meters, (one) => one.key, makeMeter, (node, one) => {
    const [term, words] = node.children;
    setText(term, one.name);
    setText(words.children[0], one.words);
    if (one.key === "mood") setBalance(words.children[1], one.value);
    else setShare(words.children[1], one.value / 100);
  });
}

/** @param {{key: string}} one */
function makeMeter({ key }) {
  const isBalance = key === "mood" || key === "affection";
  return el("div", {}, el("dt"), el("dd", {}, el("span"), gauge(isBalance)));
}

/** @param {Visit} visit */
function drawFeelings(visit) {
  const { sheet } = visit;
  const { feels, change } = sheet;
  $("feels").hidden = feels === null;
  if (feels === null) return;
  setText($("feels-words"), say("valley.feels", {
    sign: heartOf(feels.affection), type: typeWords(feels.type),
  }));
  const rows = [
    { key: "affection", value: feels.affection }, { key: "trust", value: feels.trust },
  ];
  const list = $("feels-meters");
  keyed(list, rows, (one) => one.key, makeMeter, (node, one) => {
    const [term, words] = node.children;
    const isLiking = one.key === "affection";
    setText(term, say(isLiking ? "valley.affection" : "valley.trust"));
    setText(words.children[0], isLiking ? signed(one.value) : number(one.value));
    if (isLiking) setBalance(words.children[1], one.value);
    else setShare(words.children[1], one.value / 100);
  });
  const told = `${sheet.agent} ${sheet.moves} ${change === null}`;
  if (told === moved) return;
  moved = told;
  $("moved").replaceChildren(...(change ? [movedLine(change, namesIn(visit))] : []));
}

/**
 * What my line did, and why.
 * @type {(change: import("./sheet.js").Change, names: (id: string) => string) => Element}
 */
function movedLine(change, names) {
  return el("p", {}, ...movesOf(change).map(({ key, value }) =>
    el("span", { "data-up": value > 0 ? "true" : "false" },
      say(`valley.moved.${key}`, { value: signed(value) }))),
  el("span", {}, causeWords(change, names)));
}

/** @param {import("./sheet.js").Tab} open */
function drawTabs(open) {
  keyed($("tabs"), TABS, (tab) => tab, makeTab, (button, tab) => {
    setAttribute(button, "aria-selected", String(tab === open));
    setAttribute(button, "tabindex", tab === open ? 0 : -1);
    setText(button.children[0], SIGNS[tab]);
    setText(button.children[1], say(`valley.tab.${tab}`));
  });
  for (const tab of TABS) $(`panel-${tab}`).hidden = tab !== open;
}

/** @param {import("./sheet.js").Tab} tab */
function makeTab(tab) {
  return el("button", {
    type: "button", role: "tab", id: `tab-${tab}`, "data-tab": tab, "aria-controls": `panel-${tab}`,
  }, el("span", { class: "sign", "aria-hidden": "true" }), el("span"));
}
