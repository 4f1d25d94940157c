/**
 * The big screen's evening: a guest of its own who watches one game. No DOM: it holds a Wire, a
 * folded game and the rounds seen, and says `changed()` when there is something to draw.
 */

import { fold, fromSnapshot } from "../fold.js";
import { cleanCode, codeIn } from "../look.js";
import { Absence } from "../play/absence.js";
import { Account } from "../play/account.js";
import { Clock } from "../play/clock.js";
import { PATIENT } from "../play/ports.js";
import { WireError } from "../retry.js";
import { missing, noted, retold } from "./album.js";

const HISTORY_PAGE = 500;
/** Pages of a history asked for at most; a longer one shows what was read. */
const HISTORY_PAGES = 20;

/** The code of the game to show: `/stage/ABCD`, `?code=ABCD` or `#ABCD`; "" for none. */
export function codeAt({ pathname, search, hash }) {
  const [, last] = pathname.match(/^\/stage\/([^/.]+)\/?$/) ?? [];
  return last ? cleanCode(last) : codeIn(search, hash);
}

/** A store in which everything stands under a key of the stage, apart from a phone's. */
export function stageStore(store) {
  return {
    get: (key) => store.get(`stage.${key}`),
    set: (key, value) => store.set(`stage.${key}`, value),
  };
}

/** All that the stage knows; drawing reads its fields. */
export class Evening {
  screen = "code"; // "code": asks for one | "arriving" | "game"
  /** @type {import("../fold.js").Game|null} */
  game = null;
  code = "";
  connection = "closed";
  /** @type {string|null} */
  stopped = null; // why the wire gave up, when it did
  /** @type {WireError|null} */
  error = null; // the WireError that kept us out of the game, or null
  album = new Map();
  /** @type {object[]} */
  agents = []; // the machine players there are, once told
  #wire;
  #clock;
  #changed;
  #heard;
  #name;
  #account;
  #started = false;
  #renewed = false;
  #asked = false;

  /**
   * @param {import("../play/ports.js").Ports & {name: string,
   *   heard: (before: object, after: object) => void}} ports  what Play gets, what the guest is
   *   called, and who is told of every frame that changed the game
   */
  constructor({
    makeWire, store, now, steady = now, changed, timers = PATIENT, online = () => true, heard, name,
  }) {
    this.#clock = new Clock(now, steady);
    this.absence = new Absence({ ...timers, online, changed });
    this.#changed = changed;
    this.#heard = heard;
    this.#name = name;
    this.#account = new Account(stageStore(store));
    this.#wire = makeWire({
      welcome: (reply, _sentAt, _receivedAt, tookMs) => this.#welcome(reply, tookMs),
      frame: (frame) => this.#frame(frame),
      snapshot: (reply) => this.#hold(reply.snapshot),
      lost: () => this.#join({ game: this.game?.game.id }),
      state: (name_, detail) => this.#state(name_, detail),
      delayed: () => this.#changed(),
    });
  }

  /** The server's clock, in ms, as well as we know it. */
  serverNow() {
    return this.#clock.now();
  }

  /** Watch the game with this code; "" asks for one. */
  watch(code) {
    this.code = code;
    this.error = null;
    this.#wire.follow(null);
    this.game = null;
    this.screen = code === "" ? "code" : "arriving";
    if (code !== "" && this.connection === "open") this.#join({ code });
    else if (code !== "" && !this.#started) this.#connect();
    this.#changed();
  }

  /** The device woke, or somebody asks: is the line still there? */
  wake() {
    this.#wire.hurry();
    this.#wire.check();
    this.absence.saw(this.connection);
    this.#changed();
  }

  /** Connect again after the wire gave up. */
  again() {
    this.#connect();
    this.#changed();
  }

  /** Rounds that were played before this screen was there, and that it knows nothing of. */
  get missed() {
    return this.game ? missing(this.album, this.game.round) : 0;
  }

  #connect() {
    this.stopped = null;
    this.#started = true;
    if (!this.#account.isKnown) this.#account.asGuest(this.#name);
    this.#wire.start(() => this.#account.proof);
  }

  #welcome(reply, tookMs) {
    this.#account.welcomed(reply);
    this.#clock.told(reply.server.now, tookMs);
    this.#renewed = false;
    if (!this.game && this.code) this.#join({ code: this.code });
    if (this.agents.length === 0) this.#meet();
  }

  /** Faces and lines of the machine players; without them the screen shows letters. */
  async #meet() {
    try {
      this.agents = (await this.#wire.send("agent.list")).agents;
      this.#changed();
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
    }
  }

  async #join(where) {
    try {
      const reply = await this.#wire.send("game.join", { ...where, role: "spectator" });
      if (where.code === undefined || where.code === this.code) this.#hold(reply.snapshot);
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      if (error.code === "stopped" || (where.code ?? this.code) !== this.code) return;
      this.#wire.follow(null);
      this.game = null;
      this.screen = "code";
      this.error = error;
      this.#changed();
    }
  }

  #hold(snapshot) {
    if (this.game?.game.id !== snapshot.game.id) {
      this.album = new Map();
      this.#asked = false;
    }
    /** @type {any} */
    const { user } = this.#account;
    const game = fromSnapshot(snapshot, user.id);
    this.game = game;
    this.code = snapshot.game.code;
    this.screen = "game";
    this.error = null;
    this.#wire.follow(snapshot.game.id, () => this.game?.seq ?? game.seq);
    this.#seen(game);
    this.#changed();
  }

  #frame(frame) {
    if (!this.game) return;
    if (typeof frame.at === "number") this.#clock.heard(frame.at);
    const before = this.game;
    const after = fold(before, frame);
    if (after === before) return;
    this.game = after;
    this.#seen(after);
    if (after.gap) this.#wire.resume();
    this.#heard(before, after);
    this.#changed();
  }

  /** Keep the round that is revealed; what was missed may be read once the game is over. */
  #seen(game) {
    this.album = noted(this.album, game);
    if (game.phase !== "completed" || this.#asked) return;
    this.#asked = true;
    if (this.missed > 0) this.#reread(game.game.id);
  }

  /** The rounds we missed, where this game's history is open to us; else we go without. */
  async #reread(game) {
    /** @type {any[]} */
    const events = [];
    try {
      let from = 1;
      for (let page = 0; page < HISTORY_PAGES && from; page += 1) {
        const fields = { game, from_seq: from, limit: HISTORY_PAGE };
        const reply = await this.#wire.send("game.history", fields);
        events.push(...reply.events);
        from = reply.next;
      }
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      return; // a private game is not told to who watched: the screen says what it missed
    }
    if (this.game?.game.id !== game) return;
    this.album = new Map([...this.album, ...retold(events)]);
    this.#changed();
  }

  #state(name, detail) {
    this.connection = name;
    this.absence.saw(name);
    if (name === "stopped") {
      this.#started = false;
      // A token nobody knows any more: come as a new guest, once.
      if (detail.reason === "refused" && !this.#renewed) {
        this.#renewed = true;
        this.#account.forget();
        this.#connect();
        return;
      }
      this.stopped = detail.reason;
    }
    this.#changed();
  }
}
