/** The best answers of the rounds this page has seen, and who moved in the standings. Pure. */

/**
 * What one round's best answer was; ties keep all of it.
 * @typedef {{
 *   round: number, prompt: string, player: string, text: string, points: number,
 * }} Highlight
 */

/**
 * The state with the best answers of the round that it uncovers, beside those of rounds before.
 * @param {any} state  in or after a reveal
 * @returns {any} the same, with `highlights` and the numbers of the rounds `uncovered`
 */
export function uncovering(state) {
  const { round, prompt, results = [], highlights = [], uncovered = [] } = state;
  const most = Math.max(0, ...results.map((one) => one.points));
  const best = results.filter((one) => one.points === most && most > 0);
  const fresh = best.map(({ player, text, points }) => (
    { round, prompt: prompt?.text ?? "", player, text, points }));
  return {
    ...state,
    highlights: [...highlights.filter((one) => one.round !== round), ...fresh],
    uncovered: [...uncovered.filter((one) => one !== round), round],
  };
}

/**
 * The best of the evening, as far as this page was there: most points in one round.
 * @param {object} state
 * @returns {{answers: Highlight[], whole: boolean}} `whole`: no round was missed
 */
export function bestOf(state) {
  const seen = state.highlights ?? [];
  const most = Math.max(0, ...seen.map((one) => one.points));
  const rounds = (state.uncovered ?? []).length;
  return { answers: seen.filter((one) => one.points === most), whole: rounds >= state.round };
}

/**
 * How many places each player rose (or fell, below 0) by the round that is shown; null in the first
 * one, before which nobody stood anywhere.
 * @param {object} state
 * @returns {Map<string, number>|null}
 */
export function movesOf(state) {
  if (!(state.round > 1) || (state.results ?? []).length === 0) return null;
  const gained = new Map();
  for (const one of [...state.results, ...state.guessers ?? []]) {
    gained.set(one.player, (gained.get(one.player) ?? 0) + one.points);
  }
  const rows = (state.standings ?? []).map(({ player, score, rank }) => (
    { player, rank, before: score - (gained.get(player) ?? 0) }));
  const placeOf = (row) => 1 + rows.filter((other) => other.before > row.before).length;
  return new Map(rows.map((row) => [row.player, placeOf(row) - row.rank]));
}
