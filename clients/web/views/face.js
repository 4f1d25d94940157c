/** Draws a player's face: an emoji for a machine, coloured letters for a person. */

import { MACHINE } from "../signs.js";
import { avatar, setAttribute, setAvatar, setText } from "./dom.js";

/** A face, to be filled by setFace. */
export const face = avatar;

/** The character behind a machine player, once the server has told. */
export function characterOf(play, player) {
  const agents = play.hall?.agents ?? [];
  return player?.agent ? agents.find((one) => one.id === player.agent) : undefined;
}

/**
 * Fill a face. No picture is loaded, since pictures live on other hosts.
 * @param {Element} node
 * @param {object} play
 * @param {object} state
 * @param {string} id  the player's
 */
export function setFace(node, play, state, id) {
  const seat = state.players.findIndex((one) => one.id === id);
  const player = state.players[seat];
  setAvatar(node, player?.name ?? "", seat);
  setAttribute(node, "data-machine", Boolean(player?.is_ai));
  if (!player?.is_ai) return;
  setAttribute(node, "data-letters", null);
  setText(node, characterOf(play, player)?.avatar || MACHINE);
}
