/** Draws how an agent thinks: the nine layers, what they signal each other, and its reflections. */

import { number, say } from "../lang/lang.js";
import { $, el, keyed, setAttribute, setText } from "../views/dom.js";
import { chipsOf, setChips } from "./draw_memories.js";
import { sourcesOf, weightsOf } from "./thoughts.js";

/** @typedef {import("./visit.js").Visit} Visit */

const NOTHING = { layers: [], signals: [], reflections: [], plans: [], evaluations: [] };
const SIGNALS = 40;
/** A layer that signalled this lately, in ms of the server's clock, is lit. */
const LIT_MS = 20_000;

/** @param {Visit} visit */
export function drawMind(visit) {
  const { sheet, valley } = visit;
  const mind = sheet.mind ?? NOTHING;
  const newest = Math.max(0, ...mind.signals.map((/** @type {any} */ one) => one.at));
  keyed($("layers"), [...mind.layers].reverse(), (one) => one.layer, makeLayer, (row, one) => {
    setAttribute(row, "data-lit", one.at !== null && one.at >= newest - LIT_MS && "true");
    setAttribute(row, "data-on", one.is_on ? "true" : "false");
    setText(row.children[0], one.layer);
    const [name, doing] = row.children[1].children;
    const level = one.layer.toLowerCase();
    const every = everyWords(one.period_ms);
    setText(name, say("valley.layer_named", { name: say(`valley.layer.${level}`), every }));
    setText(doing, doingOf(one));
  });
  const signals = mind.signals.slice(0, SIGNALS);
  $("signals-empty").hidden = signals.length > 0 || sheet.mind === null;
  keyed($("signals"), signals, (one) => one.id, makeSignal, (row, one) => {
    setAttribute(row, "data-back", one.type === "backward" ? "true" : "false");
    setText(row.children[0], say("valley.signal", { from: one.from, to: one.to }));
    setText(row.children[1], one.content);
    setText(row.children[2], number(one.strength));
  });
  drawThoughts(mind, visit, valley);
}

function makeLayer() {
  return el("li", {}, el("span", { class: "level" }), el("span", {}, el("span"), el("small")));
}

function makeSignal() {
  return el("li", {}, el("span", { class: "way", dir: "ltr" }), el("span", { dir: "auto" }),
    el("span", { class: "strength" }));
}

/** What a layer does, or what it has learnt. @param {any} layer */
function doingOf(layer) {
  if (!layer.is_on) return say("valley.layer_off");
  const weights = weightsOf(layer.weights ?? {}).map(({ name, value }) =>
    say("valley.weight", { name, value: number(value) }));
  return [layer.doing, ...weights].filter(Boolean).join(" · ");
}

/** "every 10 s", "every 5 min", "every day" @param {number} ms */
function everyWords(ms) {
  const day = 86_400_000;
  if (ms < 60_000) return say("valley.every.seconds", { count: ms / 1000 });
  if (ms < 3_600_000) return say("valley.every.minutes", { count: ms / 60_000 });
  if (ms < day) return say("valley.every.hours", { count: ms / 3_600_000 });
  return say("valley.every.days", { count: Math.round(ms / day) });
}

/** @type {(mind: any, visit: Visit, valley: import("./fold.js").Valley) => void} */
function drawThoughts(mind, { sheet }, valley) {
  const thoughts = [
    ...mind.reflections.map((/** @type {any} */ one) => ({ ...one, kind: "reflection" })),
    ...mind.evaluations.map((/** @type {any} */ one) => ({ ...one, kind: "metacognition" })),
    ...mind.plans.map((/** @type {any} */ one) => ({ ...one, kind: "plan" })),
  ].sort((a, b) => b.at - a.at);
  $("thoughts-empty").hidden = thoughts.length > 0 || sheet.mind === null;
  keyed($("thoughts"), thoughts, (one) => one.id, makeThought, (row, one) => {
    const [content, chips, why] = row.children;
    setText(content, one.content);
    setChips(chips, chipsOf(one, valley));
    const sources = sourcesOf(one, sheet.known);
    why.hidden = sources.length === 0;
    setText(why.children[0], say("valley.sources", { count: sources.length }));
    keyed(why.children[1], sources, (_, at) => String(at), () => el("li", { dir: "auto" }),
      (line, text) => setText(line, text || say("valley.source_hidden")));
  });
}

function makeThought() {
  return el("li", {}, el("p", { class: "content", dir: "auto" }), el("p", { class: "chips" }),
    el("details", {}, el("summary"), el("ul", { class: "sources" })));
}
