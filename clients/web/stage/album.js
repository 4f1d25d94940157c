/** The rounds this screen has seen, and the best of them. Pure. */

/** @typedef {Map<number, {prompt: string, results: object[]}>} Album */

/** The album with the round that is being revealed; the same one when it is in already. */
export function noted(album, { round, results, prompt }) {
  if (!(results?.length > 0) || album.get(round)?.results === results) return album;
  return new Map(album).set(round, { prompt: prompt?.text ?? "", results });
}

/** The album as the events of a game's history tell it. */
export function retold(events) {
  const album = new Map();
  const prompts = new Map();
  for (const event of events) {
    if (event.ev === "round.started") prompts.set(event.round, event.prompt);
    if (event.ev !== "round.completed" || event.results.length === 0) continue;
    const { round, results } = event;
    album.set(round, { prompt: prompts.get(round) ?? "", results });
  }
  return album;
}

/** How many rounds were played of which this album knows nothing. */
export function missing(album, rounds) {
  let count = 0;
  for (let round = 1; round <= rounds; round += 1) if (!album.has(round)) count += 1;
  return count;
}

const PRIZES = {
  best: (one) => one.points,
  funny: (one) => one.votes?.funny ?? 0,
  creative: (one) => one.votes?.creative ?? 0,
};

/**
 * The best answers of the evening: `{prize, round, prompt, result}` each; a prize that nobody
 * earned is not given, and one answer takes several only where nobody else comes near.
 * @param {Album} album
 */
export function prizesOf(album) {
  const all = [...album].flatMap(([round, { prompt, results }]) =>
    results.map((result) => ({ round, prompt, result })));
  const given = [];
  for (const [prize, worth] of Object.entries(PRIZES)) {
    const most = Math.max(0, ...all.map(({ result }) => worth(result)));
    const equals = all.filter(({ result }) => most > 0 && worth(result) === most)
      .sort((a, b) => b.result.points - a.result.points);
    const taken = given.map(({ result }) => result.response);
    const won = equals.find(({ result }) => !taken.includes(result.response)) ?? equals[0];
    if (won) given.push({ prize, ...won });
  }
  return given;
}

/** The standings as they were before this round's points, best first, ties as they are now. */
export function before(standings, results) {
  const won = new Map(results.map((one) => [one.player, one.points]));
  const rows = standings.map((row) => ({ ...row, score: row.score - (won.get(row.player) ?? 0) }));
  const order = [...rows].sort((a, b) => b.score - a.score);
  return order.map((row) => ({
    ...row, rank: 1 + order.filter((other) => other.score > row.score).length,
  }));
}
