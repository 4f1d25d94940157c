/** Draws what an agent feels about others: as a graph for the eye, and as a list for everyone. */

import { number, say } from "../lang/lang.js";
import { $, el, keyed, setAttribute, setText } from "../views/dom.js";
import { SIZE, placed } from "./graph.js";
import { gauge, setBalance, svg } from "./svg.js";
import { causeWords, heartOf, namesIn, signed, typeWords } from "./words.js";

/** @typedef {import("./visit.js").Visit} Visit */
/** Me, in the graph: no agent is called so. */
const ME = "@me";
/** What the graph shows now, so that it is built anew only when something moved. */
let drawn = "";

/** @param {Visit} visit */
export function drawTies(visit) {
  const { sheet } = visit;
  const known = namesIn(visit);
  const names = (/** @type {string} */ id) => (id === ME ? say("valley.you") : known(id));
  const told = [...(sheet.about?.ties ?? [])];
  const mine = sheet.feels ? [{ to: ME, ...sheet.feels }] : [];
  const ties = [...mine, ...told];
  const shown = ties.map((one) => [one.to, one.affection, names(one.to)]);
  const key = JSON.stringify([sheet.agent, shown]);
  if (key !== drawn) {
    drawn = key;
    $("graph").replaceChildren(graph(visit, ties, names));
  }
  const causes = sheet.about?.causes ?? [];
  $("causes-title").hidden = causes.length === 0;
  keyed($("causes"), causes, (one, at) => `${at} ${one.at}`, makeCause, (row, one) => {
    setText(row.children[0], signed(one.affection));
    setAttribute(row.children[0], "data-up", one.affection >= 0 ? "true" : "false");
    setText(row.children[1].children[0], causeWords(one, names));
    setText(row.children[1].children[1], one.note ?? "");
  });
  const sorted = told.sort((a, b) => b.affection - a.affection);
  keyed($("ties"), sorted, (one) => one.to, makeTie, (row, /** @type {any} */ one) => {
    const [name, points, bar, more] = row.children;
    setText(name, names(one.to));
    const words = signed(one.affection);
    setText(points, say("valley.signed", { sign: heartOf(one.affection), words }));
    setAttribute(points, "data-up", one.affection >= 0 ? "true" : "false");
    setBalance(bar, one.affection);
    const tie = say("valley.tie", { type: typeWords(one.type), trust: number(one.trust) });
    const because = () => say("valley.tie_cause", { tie, cause: causeWords(one, names) });
    setText(more, one.cause ? because() : tie);
  });
}

function makeCause() {
  return el("li", {}, el("span", { class: "points" }),
    el("span", {}, el("span"), el("small", { dir: "auto" })));
}

/** @param {{to: string}} tie */
function makeTie(tie) {
  return el("li", {}, el("button", { type: "button", "data-agent": tie.to }),
    el("span", { class: "points" }), gauge(true), el("small"));
}

/** @type {(visit: Visit, ties: any[], names: (id: string) => string) => Element} */
function graph({ agents, sheet }, ties, names) {
  const nodes = placed(ties);
  const middle = { x: SIZE.width / 2, y: SIZE.height / 2 };
  const edges = nodes.map((node) => svg("line", {
    class: "edge", x1: middle.x, y1: middle.y, x2: node.x, y2: node.y,
    "stroke-width": node.width, "data-up": node.affection >= 0 ? "true" : "false",
    "stroke-dasharray": node.affection < 0 ? "5 5" : null,
  }));
  /** @type {(id: string, at: {x: number, y: number}, r?: number) => Element} */
  const face = (id, { x, y }, r = 18) => {
    const sign = agents.get(id)?.avatar ?? "";
    const first = names(id).slice(0, 1).toUpperCase();
    const leads = id !== ME && id !== sheet.agent;
    return svg("g", { "data-to": leads && id, "data-me": id === ME },
      svg("circle", { cx: x, cy: y, r }),
      svg("text", { x, y, class: sign ? "face" : "letters" }, sign || first),
      svg("text", { x, y: y + r + 11, class: "name" }, shortened(names(id))));
  };
  return svg("svg", {
    viewBox: `0 0 ${SIZE.width} ${SIZE.height}`, role: "img", "aria-label": say("valley.graph", {
      name: names(sheet.agent ?? ""), count: nodes.length,
    }),
  }, ...edges, face(sheet.agent ?? "", middle, 24),
  ...nodes.map((node) => face(node.id, node)));
}

/** @param {string} name */
const shortened = (name) => (name.length <= 12 ? name : name.split(" ")[0].slice(0, 12));
