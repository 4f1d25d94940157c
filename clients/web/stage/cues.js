/** What there is to hear between two moments of a game. Pure; sound.js makes the noise. */

const ENDED = { completed: "fanfare", cancelled: "fall" };

/**
 * @param {object|null} before  the folded game as it was, or null on arrival
 * @param {object} after
 * @returns {string[]} names of sounds, at most one of a kind
 */
export function cuesBetween(before, after) {
  if (before === null || before.game.id !== after.game.id) return [];
  if (before.phase !== after.phase) return [ENDED[after.phase] ?? "whoosh"];
  const cues = [];
  if (after.players.length > before.players.length) cues.push("pop");
  const ready = (state) => state.players.filter((one) => one.is_ready).length;
  if (ready(after) > ready(before)) cues.push("blip");
  if (after.received > before.received) cues.push("blip");
  return [...new Set(cues)];
}
