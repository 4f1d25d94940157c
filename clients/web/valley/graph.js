/** Where everyone stands in the picture of one agent's feelings: nearer is dearer. Pure. */

/**
 * @typedef {{to: string, affection: number}} Tie
 * @typedef {{id: string, x: number, y: number, affection: number, width: number}} Node
 */

export const SIZE = { width: 360, height: 300 };
/** Of the circles in which the dearest and the least liked stand. */
const NEAREST = 62;
const FARTHEST = 118;
const SHOWN_MAX = 14;

/**
 * The others around the one in the middle, evenly turned, the dearest first from the top; of many
 * the strongest feelings.
 * @param {Tie[]} ties
 * @returns {Node[]}
 */
export function placed(ties) {
  const strongest = [...ties].sort((a, b) => Math.abs(b.affection) - Math.abs(a.affection)
    || (a.to < b.to ? -1 : 1)).slice(0, SHOWN_MAX);
  const ordered = strongest.sort((a, b) => b.affection - a.affection || (a.to < b.to ? -1 : 1));
  return ordered.map(({ to, affection }, at) => {
    const turn = (at / ordered.length) * Math.PI * 2 - Math.PI / 2;
    const liked = (Math.max(-100, Math.min(100, affection)) + 100) / 200;
    // Every other one stands a little farther out, so that names do not meet.
    const stagger = ordered.length > 7 && at % 2 ? 14 : 0;
    const far = Math.min(FARTHEST, FARTHEST - (FARTHEST - NEAREST) * liked + stagger);
    return {
      id: to,
      x: SIZE.width / 2 + Math.cos(turn) * far * 1.15,
      y: SIZE.height / 2 + Math.sin(turn) * far,
      affection,
      width: 1 + Math.abs(affection) / 20,
    };
  });
}
