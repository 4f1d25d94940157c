/** How a game is entered: as a player, or watching where no seat is to be had. */

// A game that takes no more players may still be watched.
const WATCH_INSTEAD = ["game.not_lobby", "game.full"];

/**
 * @param {(op: string, fields: object) => Promise<object>} send
 * @param {{game: string}|{code: string}} where
 * @returns {Promise<object>} the reply to game.join
 */
export async function takeSeat(send, where) {
  try {
    return await send("game.join", { ...where, role: "player" });
  } catch (error) {
    const { code } = /** @type {{code: string}} */ (error);
    if (!WATCH_INSTEAD.includes(code)) throw error;
    return send("game.join", { ...where, role: "spectator" });
  }
}
