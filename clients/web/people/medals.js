/** Draws the medals of achievements: a metal, a form and a sign for each, put together by code. */

import { setAttribute } from "../views/dom.js";
import { CATALOGUE } from "./catalogue.js";
import { SIGNS } from "./medal_signs.js";

const SVG = "http://www.w3.org/2000/svg";
const TURN = 2 * Math.PI;

/** From how many points on which metal: bronze, silver, gold, and the rarest. */
const METALS = [[100, 4], [35, 3], [20, 2], [0, 1]];

/** What each kind of achievement looks like: its form, and the seat colour of its ribbon. */
const KINDS = {
  games: { form: disc(), ribbon: 0 },
  wins: { form: star(12, 38, 32), ribbon: 1 },
  votes: { form: star(8, 39, 33), ribbon: 5 },
  answers: { form: polygon(6, 39), ribbon: 4 },
  people: { form: polygon(8, 38), ribbon: 2 },
  account: { form: polygon(4, 46), ribbon: 3 },
};

/**
 * The medal of an achievement, for the eye alone: its name has to stand beside it.
 * @param {string} code
 * @returns {SVGElement}
 */
export function medal(code) {
  const known = CATALOGUE.find((one) => one.code === code) ?? { kind: "games", points: 0 };
  const metal = METALS.find(([least]) => known.points >= least)?.[1];
  const { form, ribbon } = KINDS[known.kind];
  return svg("svg", { class: "medal", viewBox: "0 0 100 112", "aria-hidden": "true" },
    svg("path", { d: "M30 66 18 108 33 101 43 111 50 84ZM70 66 82 108 67 101 57 111 50 84Z",
      fill: `var(--seat-${ribbon})` }),
    svg("path", { d: form, fill: `var(--medal-${metal})`, stroke: `var(--medal-edge-${metal})`,
      "stroke-width": 5, "stroke-linejoin": "round" }),
    svg("circle", { cx: 50, cy: 46, r: 27, fill: "var(--medal-face)" }),
    svg("g", { transform: "translate(50 46)", fill: "var(--medal-ink)" },
      ...(SIGNS[code] ?? SIGNS.first_game).map(stroke)));
}

/**
 * One stroke of a sign: "o" a dot, "O" a ring, "p" a filled path, "l" a line, "w" a gap in it.
 * @param {(string|number)[]} sign
 */
function stroke([how, ...rest]) {
  const line = { fill: "none", stroke: "var(--medal-ink)", "stroke-width": 3.5,
    "stroke-linecap": "round", "stroke-linejoin": "round" };
  if (how === "o" || how === "O") {
    const [cx, cy, r] = rest;
    return svg("circle", { cx, cy, r, ...(how === "O" ? line : {}) });
  }
  if (how === "l") return svg("path", { d: rest[0], ...line });
  return svg("path", { d: rest[0], ...(how === "w" ? { fill: "var(--medal-face)" } : {}) });
}

function svg(tag, props, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(props)) setAttribute(node, name, value);
  node.append(...children);
  return /** @type {any} */ (node);
}

function disc() {
  return "M50 8a38 38 0 1 0 .01 0Z";
}

function polygon(corners, radius) {
  return path(Array.from({ length: corners }, (_, n) => at((n + 0.5) / corners, radius)));
}

function star(points, far, near) {
  return path(Array.from({ length: 2 * points }, (_, n) =>
    at(n / (2 * points), n % 2 === 0 ? far : near)));
}

function at(part, radius) {
  const round = (value) => Math.round(10 * value) / 10;
  const [x, y] = [50 + radius * Math.sin(TURN * part), 46 - radius * Math.cos(TURN * part)];
  return `${round(x)} ${round(y)}`;
}

function path(corners) {
  return `M${corners.join("L")}Z`;
}
