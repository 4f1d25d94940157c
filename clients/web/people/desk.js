/** What the reception is furnished with: the board, profiles, evenings played again, papers. */

import { Board } from "./board.js";
import { Favourite } from "./favourite.js";
import { Papers } from "./papers.js";
import { Player } from "./player.js";
import { Portrait } from "./portrait.js";

/**
 * @param {import("../play/reception.js").Reception} reception
 * @param {NonNullable<import("../play/ports.js").Ports["timers"]>} timers
 */
export function furnish(reception, timers) {
  reception.furnish(({ send, changed, gone }) => ({
    board: new Board(send, changed),
    portrait: new Portrait(send, changed),
    player: new Player({ send, changed, timers, favourite: new Favourite(send, changed) }),
    papers: new Papers(send, changed, gone),
  }));
}
