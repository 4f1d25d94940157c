/** What a reflection rests on, and what a layer has learnt. Pure. */

const WEIGHTS = 4;

/**
 * The contents of the memories that a reflection names, as far as they were told to us; "" for one
 * that was not.
 * @param {{source?: string[]}} thought
 * @param {globalThis.Map<string, string>} known  contents by id
 * @returns {string[]}
 */
export function sourcesOf({ source = [] }, known) {
  return source.map((id) => known.get(id) ?? "");
}

/**
 * The strongest of what was learnt, by size whatever its sign.
 * @param {Record<string, number>} weights
 */
export function weightsOf(weights) {
  return Object.entries(weights)
    .map(([name, value]) => ({ name, value }))
    .filter(({ value }) => value !== 0)
    .sort((a, b) => Math.abs(b.value) - Math.abs(a.value) || (a.name < b.name ? -1 : 1))
    .slice(0, WEIGHTS);
}
