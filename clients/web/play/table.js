/** What lies open on the table beside the game: a sheet, the chat, what of it was read. No DOM. */

import { heard } from "../look.js";

/** Phases that want something of us: they fold a chat that was opened before them. */
const BUSY = ["answering", "voting"];

const placeOf = (state) => (BUSY.includes(state.phase) ? `${state.phase} ${state.round}` : "");

/** One person's sheets and chat; nothing of it travels. */
export class Table {
  /** @type {"" | "seat" | "machines" | "leave"} */
  sheet = "";
  /** @type {string|null} whose seat sheet it is */
  who = null;
  /** @type {string|null} where in the game the chat was opened; null: folded */
  #chatAt = null;
  /** @type {Map<string, number>} game -> when its chat was last read, server's time */
  #readAt = new Map();
  #changed;

  /** @param {() => void} changed */
  constructor(changed) {
    this.#changed = changed;
  }

  /** Open a sheet. @param {"seat"|"machines"|"leave"} sheet @param {string|null} [who] */
  open(sheet, who = null) {
    this.sheet = sheet;
    this.who = who;
    this.#changed();
  }

  /** Put the sheet away. */
  close() {
    this.sheet = "";
    this.who = null;
    this.#changed();
  }

  /** Does the chat lie open? A new turn of ours folds it. @param {object} state */
  isChatOpen(state) {
    const place = placeOf(state);
    return this.#chatAt !== null && (place === "" || place === this.#chatAt);
  }

  /** Open the chat, or fold it; either way it is read up to here. @param {object} state */
  turnChat(state, open = !this.isChatOpen(state)) {
    this.#chatAt = open ? placeOf(state) : null;
    this.#readAt.set(state.game.id, Math.max(0, ...heard(state).map((line) => line.at ?? 0)));
    this.#changed();
  }

  /** How many lines of others came since the chat was read; 0 while it lies open. */
  unread(state) {
    if (this.isChatOpen(state)) return 0;
    const read = Math.max(this.#readAt.get(state.game.id) ?? 0, state.at ?? 0);
    return heard(state).filter((line) => line.at > read && line.player !== state.me).length;
  }
}
