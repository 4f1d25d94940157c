/** How things move on the stage: by transform and opacity alone, and hardly for who wants calm. */

const BOUNCE = "cubic-bezier(0.2, 1.4, 0.4, 1)";
const GLIDE = "cubic-bezier(0.3, 0, 0.1, 1)";

/** Has the person at this screen asked for less motion? */
export const calm = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

/** Let it come in by these frames, ending as it is; for who wants calm it only fades. */
function come(node, from, { delay = 0, ms = 350, easing = GLIDE } = {}) {
  const frames = calm() ? { opacity: [0, 1] } : from;
  const pace = calm() ? "ease" : easing;
  node.animate?.(frames, { duration: ms, delay, easing: pace, fill: "backwards" });
}

/** A seat is taken, a card lies on the table. */
export const pop = (node, delay = 0) =>
  come(node, { opacity: [0, 1], transform: ["scale(0.4)", "none"] }, { delay, easing: BOUNCE });

/** From below, as if it had been thrown there. */
export const fly = (node, delay = 0) =>
  come(node, { opacity: [0, 1], transform: ["translateY(40vh) scale(1.8)", "none"] },
    { delay, ms: 450 });

/** A step of the podium grows out of the floor. */
export const rise = (node, delay = 0) =>
  come(node, { opacity: [0, 1], transform: ["translateY(60%)", "none"] },
    { delay, ms: 600, easing: BOUNCE });

/** Out of nothing. */
export const appear = (node, delay = 0) => come(node, { opacity: [0, 1] }, { delay, ms: 300 });

/**
 * Change an order, and let what moved glide from where it was.
 * @param {Element} parent
 * @param {() => void} change  moves the children of `parent`
 */
export function glide(parent, change) {
  const tops = () => new Map([...parent.children].map((node) =>
    /** @type {const} */ ([node, node.getBoundingClientRect().top])));
  const was = tops();
  change();
  if (calm()) return;
  for (const [node, top] of tops()) {
    const by = (was.get(node) ?? top) - top;
    if (Math.abs(by) < 1) continue;
    node.animate({ transform: [`translateY(${by}px)`, "none"] }, { duration: 900, easing: GLIDE });
  }
}

/** A bar filled to this part, 0 to 1. */
export function fill(bar, part) {
  const transform = `scaleX(${Math.min(1, Math.max(0, part))})`;
  if (bar.dataset.part === transform) return;
  bar.dataset.part = transform;
  bar.animate?.({ transform }, { duration: calm() ? 1 : 300, easing: GLIDE, fill: "forwards" });
}

/** Across the screen and away; `done` when nobody sees it any more. */
export function drift(node, done) {
  const up = calm()
    ? { opacity: [0, 1, 1, 0] }
    : {
      opacity: [0, 1, 1, 0],
      transform: ["translateY(20%) scale(0.6)", "translateY(-12vh)", "translateY(-32vh)",
        "translateY(-48vh) rotate(8deg)"],
    };
  const animation = node.animate?.(up, { duration: 3800, easing: "ease-out" });
  if (animation) animation.onfinish = done;
}
