/** A player's face on the big screen: a machine's own sign, once it is known, or letters. */

import { MACHINE } from "../signs.js";
import { characterOf, setFace } from "../views/face.js";

/** @type {{agents: any[]}} */
let hall = { agents: [] };

/** The machine players there are, as agent.list tells them. @param {any[]} agents */
export function know(agents) {
  hall = { agents };
}

/** Fill the face in `node`. @param {Element} node @param {object} state @param {string} id */
export function drawFace(node, state, id) {
  setFace(node.querySelector(".avatar") ?? node, { hall }, state, id);
}

/** The sign and the one line of a machine player. @param {object} player */
export function character(player) {
  const { avatar = "", line = "" } = characterOf({ hall }, player) ?? {};
  return { sign: avatar || MACHINE, line };
}
