/** What fingers and the mouse do on the map: touch, drag, pinch, and the wheel. */

import { $ } from "../views/dom.js";

/** A finger that moved less than this, in pixels, has touched and not dragged. */
const STEADY_PX = 8;

/** @typedef {import("./camera.js").Point} Point */

/**
 * @param {import("./visit.js").Visit} visit
 * @param {import("./painter.js").Painter} painter
 * @param {() => void} changed
 * @param {(who: string|null, place: string|null) => void} touched
 */
export function bindMap(visit, painter, changed, touched) {
  const canvas = $("canvas");
  const zoom = (/** @type {number} */ by, /** @type {Point|undefined} */ point = undefined) => {
    painter.zoom(by, point);
    changed();
  };
  $("nearer").addEventListener("click", () => zoom(1));
  $("farther").addEventListener("click", () => zoom(-1));
  canvas.addEventListener("wheel", (/** @type {WheelEvent} */ event) => {
    // The wheel scrolls the page unless it is asked to do more.
    if (!event.ctrlKey && !event.metaKey && painter.isWhole) return;
    event.preventDefault();
    zoom(-event.deltaY / 300, at(event));
  }, { passive: false });

  /** @type {Map<number, Point>} */
  const fingers = new Map();
  let dragged = 0;
  let apart = 0;
  canvas.addEventListener("pointerdown", (/** @type {PointerEvent} */ event) => {
    fingers.set(event.pointerId, at(event));
    dragged = fingers.size > 1 ? STEADY_PX : 0;
    apart = spread(fingers);
  });
  canvas.addEventListener("pointermove", (/** @type {PointerEvent} */ event) => {
    const before = fingers.get(event.pointerId);
    if (!before) return;
    const now = at(event);
    fingers.set(event.pointerId, now);
    dragged += Math.abs(now.x - before.x) + Math.abs(now.y - before.y);
    if (fingers.size > 1) {
      const wide = spread(fingers);
      if (apart > 0 && wide > 0) zoom(Math.log(wide / apart) / Math.log(1.5), middle(fingers));
      apart = wide;
    } else if (dragged >= STEADY_PX && !painter.isWhole) {
      canvas.setPointerCapture(event.pointerId);
      painter.drag(now.x - before.x, now.y - before.y);
    }
  });
  const lifted = (/** @type {PointerEvent} */ event) => {
    const was = fingers.delete(event.pointerId);
    if (!was || dragged >= STEADY_PX || event.type !== "pointerup") return;
    const { who, place } = painter.at(at(event));
    touched(who, place);
  };
  for (const name of ["pointerup", "pointercancel", "pointerleave"]) {
    canvas.addEventListener(name, lifted);
  }
}

/** @param {PointerEvent|WheelEvent} event @returns {Point} */
const at = ({ offsetX, offsetY }) => ({ x: offsetX, y: offsetY });

/** How far two fingers are apart; 0 for fewer. @param {Map<number, Point>} fingers */
function spread(fingers) {
  const [a, b] = [...fingers.values()];
  return b ? Math.hypot(a.x - b.x, a.y - b.y) : 0;
}

/** @type {(fingers: Map<number, Point>) => Point} */
function middle(fingers) {
  const [a, b] = [...fingers.values()];
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
}
