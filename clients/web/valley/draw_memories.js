/** Draws what an agent remembers: each memory with its score, and what the score is made of. */

import { number, say } from "../lang/lang.js";
import { $, el, keyed, setAttribute, setText } from "../views/dom.js";
import { gauge, setShare } from "./svg.js";
import { memoryWords, momentWords, placeName } from "./words.js";

/** @typedef {import("./visit.js").Visit} Visit */
const PARTS = ["recency", "importance", "relevance", "emotion", "keyword"];
const SIGNS = /** @type {Record<string, string>} */ ({
  observation: "👁️", reflection: "💡", plan: "📌", metacognition: "🪞",
});

/** @param {Visit} visit */
export function drawMemories(visit) {
  const { sheet, valley, account } = visit;
  const name = $("who").textContent ?? "";
  const sees = account.user?.role === "admin";
  setText($("private"), say(sees ? "valley.memories.all" : "valley.memories.private", { name }));
  const { memories, query, busy } = sheet;
  setText($("memories-empty"), countWords(memories, query, busy.has("memories"), name));
  keyed($("memories"), memories ?? [], (one) => one.id, makeMemory, (row, one) => {
    setAttribute(row, "data-over", one.until !== null && one.until !== undefined && "true");
    const [content, chips, why] = row.children;
    setText(content, one.content);
    setChips(chips, chipsOf(one, valley));
    drawScore(why, one, query);
  });
}

/** @type {(memories: any[]|null, query: string, busy: boolean, name: string) => string} */
function countWords(memories, query, busy, name) {
  if (memories === null) return busy ? say("valley.memories.looking", { name }) : "";
  if (memories.length > 0) return say("valley.memories.count", { count: memories.length });
  return say(query ? "valley.memories.nothing" : "valley.memories.none", { name });
}

function makeMemory() {
  return el("li", {}, el("p", { class: "content", dir: "auto" }), el("p", { class: "chips" }),
    el("details", {}, el("summary"), el("dl", { class: "parts" },
      ...PARTS.map(() => el("div", {}, el("dt"), gaugeTerm(), el("dd"))))));
}

/** A gauge stands in a definition list as one of its values. */
function gaugeTerm() {
  return el("dd", { "aria-hidden": "true" }, gauge());
}

/** @type {(one: any, valley: import("./fold.js").Valley) => string[]} */
export function chipsOf(one, valley) {
  const sign = SIGNS[one.kind] ?? "";
  const kind = one.kind ? [say("valley.signed", { sign, words: memoryWords(one.kind) })] : [];
  const place = one.place ? [placeName(valley, one.place)] : [];
  const times = one.times > 1 ? [say("valley.memories.times", { count: one.times })] : [];
  const over = one.until ? [say("valley.memories.over")] : [];
  return [
    ...kind, momentWords(one.at), ...place,
    say("valley.memories.importance", { value: Math.round(one.importance) }), ...times, ...over,
  ];
}

/** @type {(node: Element, chips: string[]) => void} */
export function setChips(node, chips) {
  keyed(node, chips, (_, at) => String(at), () => el("span", { class: "chip" }), setText);
}

/** @type {(node: Element, one: any, query: string) => void} */
function drawScore(node, one, query) {
  const [summary, list] = node.children;
  setText(summary, say("valley.memories.score", { score: number(one.score) }));
  PARTS.forEach((part, at) => {
    const row = /** @type {HTMLElement} */ (list.children[at]);
    const [term, bar, value] = row.children;
    setText(term, say(`valley.part.${part}`));
    setShare(bar, one.parts[part] ?? 0);
    setText(value, number(one.parts[part] ?? 0));
  });
  setAttribute(node, "data-asked", query !== "" && "true");
}
