/** SVG put together by code: elements, and the gauges that show how much of something there is. */

import { setAttribute } from "../views/dom.js";

const SVG = "http://www.w3.org/2000/svg";

/**
 * @param {string} tag
 * @param {Record<string, string|number|boolean|null>} [props]
 * @param {...(Node|string)} children
 */
export function svg(tag, props = {}, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(props)) setAttribute(node, name, value);
  node.append(...children);
  return node;
}

/**
 * A gauge, for the eye alone: the number has to stand beside it.
 * @param {boolean} [isBalance]  it has its zero in the middle
 */
export function gauge(isBalance = false) {
  return svg("svg", {
    class: "gauge", viewBox: "0 0 200 10", preserveAspectRatio: "none", "aria-hidden": "true",
  }, svg("rect", { y: 0, height: 10, x: 0, width: 0, fill: "var(--accent)" }),
  ...(isBalance ? [svg("path", { d: "M100 0V10", stroke: "var(--soft)" })] : []));
}

/**
 * From the left: a share of 1. @param {Element} node @param {number} share
 * @param {string} [colour]
 */
export function setShare(node, share, colour = "var(--accent)") {
  setBar(node, 0, Math.max(0, Math.min(1, share)) * 200, colour);
}

/** From the middle, to either side. @param {Element} node @param {number} value  -100 to 100 */
export function setBalance(node, value) {
  const long = Math.min(100, Math.abs(value));
  const colour = value < 0 ? "var(--bad)" : "var(--good)";
  setBar(node, value < 0 ? 100 - long : 100, long, colour);
}

/** @type {(node: Element, x: number, width: number, colour: string) => void} */
function setBar(node, x, width, colour) {
  const bar = /** @type {Element} */ (node.querySelector("rect"));
  setAttribute(bar, "x", x);
  setAttribute(bar, "width", width);
  setAttribute(bar, "fill", colour);
}
