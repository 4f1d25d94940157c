/**
 * Carries what a player says in a game: the answer, the votes, lines of chat. Each is on its way
 * until the server has acknowledged it, also over a reload. No DOM, no socket of its own.
 */

import { withOwnGuess, withOwnResponse, withOwnVote } from "../fold.js";
import { isSeated } from "../look.js";
import { Ballot } from "./ballot.js";
import { answerDraft, chatDraft } from "./drafts.js";
import { Outbox } from "./outbox.js";

/** @typedef {import("../fold.js").Game} Game */
/** @typedef {import("./outbox.js").Letter} Letter */

/** Knows the game only by asking for it. */
export class Courier {
  #ports;

  /**
   * @param {object} ports
   * @param {ReturnType<typeof import("./store.js").openStore>} ports.store
   * @param {(op: string, fields: object, id: string) => Promise<any>} ports.send
   * @param {() => string} ports.newId
   * @param {(key: string, act: () => Promise<void>) => Promise<boolean>} ports.run
   * @param {() => Game|null} ports.game
   * @param {(game: Game) => void} ports.hold  the game as the reply has changed it
   * @param {import("./drafts.js").Drafts} ports.drafts
   */
  constructor(ports) {
    this.#ports = ports;
    this.outbox = new Outbox(ports.store, ports.send);
    this.ballot = new Ballot(ports.run);
  }

  /** My answer that is on its way and not yet acknowledged, or null. @returns {string|null} */
  get outgoing() {
    const game = this.#ports.game();
    if (!game || game.my_response) return null;
    const sent = this.outbox.of(game.game.id).find((one) =>
      one.op === "response.submit" && one.fields.round === game.round);
    return sent?.fields.text ?? null;
  }

  /**
   * Send the answer; it counts as sent when the server has said so, not before.
   * @param {string} text
   */
  submit(text) {
    return this.#submit(this.#letter("response.submit", { round: this.#game.round, text }));
  }

  /** Cast or move one of the three votes. @param {string} type @param {string} response */
  vote(type, response) {
    const fields = { round: this.#game.round, response, vote_type: type };
    return this.#vote(this.#letter("vote.cast", fields));
  }

  /** Say whether a machine made this answer. @param {string} response @param {boolean} isAi */
  guess(response, isAi) {
    return this.#guess(this.#letter("guess.cast", {
      round: this.#game.round, response, is_ai: isAi,
    }));
  }

  /** Say a line to everyone; true when it is kept. @param {string} text */
  chat(text) {
    return this.#chat(this.#letter("chat.send", { text }), "chat.send");
  }

  /** Send again what a reload or a hang-up has left; what came too late is dropped. */
  resend() {
    const game = this.#ports.game();
    if (!game) return;
    for (const letter of this.outbox.of(game.game.id)) {
      if (this.outbox.isUnderway(letter)) continue;
      if (!isTimely(letter, game)) this.outbox.drop(letter.id);
      else if (letter.op === "response.submit") this.#submit(letter);
      else if (letter.op === "vote.cast") this.#vote(letter);
      else if (letter.op === "guess.cast") this.#guess(letter);
      else this.#chat(letter, `chat.send ${letter.id}`);
    }
  }

  get #game() {
    return /** @type {Game} */ (this.#ports.game());
  }

  /** @param {string} op @param {object} fields @returns {Letter} */
  #letter(op, fields) {
    return { id: this.#ports.newId(), op, fields: { game: this.#game.game.id, ...fields } };
  }

  /** @param {Letter} letter */
  #submit(letter) {
    const { round, text } = letter.fields;
    return this.#ports.run("send", async () => {
      const reply = await this.outbox.send(letter);
      this.#with(letter, (game) => withOwnResponse(game, round, reply.response, text));
      this.#ports.drafts.drop(answerDraft({ game: { id: letter.fields.game }, round }));
    });
  }

  /** @param {Letter} letter */
  #vote(letter) {
    const { round, response, vote_type: type } = letter.fields;
    return this.ballot.cast(type, response, async () => {
      await this.outbox.send(letter);
      this.#with(letter, (game) => withOwnVote(game, round, type, response));
    });
  }

  /** @param {Letter} letter */
  #guess(letter) {
    const { round, response, is_ai: isAi } = letter.fields;
    return this.#ports.run(`guess ${letter.id}`, async () => {
      await this.outbox.send(letter);
      this.#with(letter, (game) => withOwnGuess(game, round, response, isAi));
    });
  }

  /** @param {Letter} letter @param {string} key */
  #chat(letter, key) {
    const { game, text } = letter.fields;
    const place = chatDraft({ game: { id: game }, round: 0 });
    return this.#ports.run(key, async () => {
      await this.outbox.send(letter);
      if (this.#ports.drafts.get(place).trim() === text) this.#ports.drafts.drop(place);
    });
  }

  /** @param {Letter} letter @param {(game: Game) => Game} change */
  #with(letter, change) {
    const game = this.#ports.game();
    if (game?.game.id === letter.fields.game) this.#ports.hold(change(game));
  }
}

/** May it still be said? @param {Letter} letter @param {Game} game */
function isTimely({ op, fields }, game) {
  if (op === "chat.send") return true;
  if (!isSeated(game) || fields.round !== game.round) return false;
  if (op === "vote.cast" || op === "guess.cast") return game.phase === "voting";
  return game.phase === "answering" && !game.my_response;
}
