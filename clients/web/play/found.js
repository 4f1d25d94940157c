/** How a game is founded: as wished, with the machine players that were invited by name. No DOM. */

/**
 * Found a game and take a seat in it; those invited come before any drawn by chance.
 * @param {(op: string, fields: object) => Promise<any>} send
 * @param {(where: {game: string}) => Promise<void>} join
 * @param {{agents: number}} wishes  as game.create takes them
 * @param {string[]} invited  ids as agent.list gives them
 */
export async function found(send, join, wishes, invited) {
  const agents = invited.length > 0 ? 0 : wishes.agents;
  const made = await send("game.create", { ...wishes, agents });
  const game = made.game.id;
  await join({ game });
  if (invited.length === 0) return;
  const others = Array(Math.max(0, wishes.agents - invited.length)).fill(null);
  for (const agent of [...invited, ...others]) await send("game.add_agent", { game, agent });
}
