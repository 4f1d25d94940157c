/**
 * The way through an evening: who we are, which game, what is under way. No DOM, no socket of its
 * own: it holds a Wire and a folded game, and says `changed()` when there is something to draw.
 */

import { Account } from "./account.js";
import { Ballot } from "./ballot.js";
import { fold, fromSnapshot, withOwnResponse, withOwnVote } from "../fold.js";
import { Opinions } from "./opinions.js";
import { Reception } from "./reception.js";
import { WireError } from "../retry.js";
import { takeSeat } from "./seat.js";
import { errorWords, leftWords } from "../lang/words.js";

const OVER = ["completed", "cancelled"];
/** Seats of a game made here: the most the rules allow, machines included. */
const SEATS = 12;

/** All the page knows; drawing reads its fields and calls its methods. */
export class Play {
  screen = "name"; // "arriving" | "name" | "choose" | "game"
  game = null;
  connection = "closed";
  everOpen = false;
  stopped = null; // why the wire gave up, when it did
  error = "";
  delayed = false; // a command waits for the server to be able to write
  hosting = false;
  busy = {};
  code = "";
  #wire;
  #store;
  #now;
  #changed;
  #offsetMs = 0;

  /** @param {object} ports  makeWire(on), store, now() in ms, changed() */
  constructor({ makeWire, store, now, changed }) {
    this.#store = store;
    this.#now = now;
    this.#changed = changed;
    this.account = new Account(store);
    this.ballot = new Ballot((key, act) => this.#run(key, act));
    this.opinions = new Opinions((...asked) => this.ask(...asked));
    this.reception = new Reception({
      send: (op, fields) => this.#wire.send(op, fields),
      changed,
      welcome: (reply) => this.account.welcomed(reply),
      greet: (username, password) => this.#signIn(username, password),
      left: (out) => (out ? this.rename() : this.#exit("")),
    });
    this.#wire = makeWire({
      welcome: (reply, sentAt, receivedAt) => this.#welcome(reply, sentAt, receivedAt),
      frame: (frame) => this.#frame(frame),
      snapshot: (reply) => this.#hold(reply.snapshot),
      lost: () => this.#run("rejoin", () => this.#join({ game: this.game.game.id })),
      state: (name, detail) => this.#state(name, detail),
      delayed: () => { this.delayed = true; this.#changed(); },
    });
  }

  /** The server's clock, in ms, as well as we know it. */
  serverNow() {
    return this.#now() + this.#offsetMs;
  }

  /** First thing after the page is there; `code` comes from the link, or is "". */
  begin(code) {
    this.code = code;
    if (this.account.isKnown) {
      this.screen = "arriving";
      this.#connect();
    }
    this.#changed();
  }

  /** Come in as a guest with this name. */
  identify(name) {
    this.account.asGuest(name);
    this.error = "";
    this.busy.hello = true;
    this.#connect();
    this.#changed();
  }

  /** Before the first hello, signing in is that hello: true when it is under way. */
  #signIn(username, password) {
    if (this.screen !== "name") return false;
    this.account.withPassword(username, password);
    this.#connect();
    return true;
  }

  /** Be someone else: forget who we are, here and only here. */
  rename() {
    this.#wire.stop();
    this.#forgetUser();
    this.#changed();
  }

  /** A link with another code was opened in this page. */
  linked(code) {
    this.code = code;
    if (this.screen === "choose") this.join(code);
    this.#changed();
  }

  setHosting(open) {
    this.hosting = open;
    this.#changed();
  }

  /** @param {object} fields  name, total_rounds, time_limit_seconds, agents, visibility */
  create(fields) {
    return this.#run("create", async () => {
      const made = await this.#wire.send("game.create", {
        max_players: SEATS, mode: "classic", settings: {}, ...fields,
      });
      await this.#join({ game: made.game.id });
      this.hosting = false;
    });
  }

  join(code) {
    return this.#run("join", () => this.#join({ code }));
  }

  /** Leave at once; the server is told as soon as it can hear it. */
  leave() {
    if (OVER.includes(this.game.phase)) this.code = "";
    else {
      this.code = this.game.game.code;
      this.#wire.send("game.leave", { game: this.game.game.id }).catch(() => {});
    }
    this.#exit("");
  }

  takeOver() {
    this.#connect();
  }

  /** Ask something of the game we are in; `key` is busy meanwhile; `kept` is told when done. */
  ask(op, fields = {}, key = op, kept = () => {}) {
    return this.#run(key, async () => kept(await this.#tell(op, fields)));
  }

  /** Send the answer; it counts as sent when the server has said so, not before. */
  submit(text) {
    const { round } = this.game;
    return this.#run("send", async () => {
      const reply = await this.#tell("response.submit", { round, text });
      if (this.game) this.game = withOwnResponse(this.game, round, reply.response, text);
    });
  }

  /** Cast or move one of the three votes. */
  vote(type, response) {
    const { round } = this.game;
    return this.ballot.cast(type, response, async () => {
      await this.#tell("vote.cast", { round, response, vote_type: type });
      if (this.game) this.game = withOwnVote(this.game, round, type, response);
    });
  }

  react(kind) {
    this.#wire.signal("game.react", { game: this.game.game.id, kind });
  }

  hurry() {
    this.#wire.hurry();
  }

  #connect() {
    this.stopped = null;
    this.#wire.start(() => this.account.proof);
  }

  #tell(op, fields = {}) {
    return this.#wire.send(op, { game: this.game.game.id, ...fields });
  }

  async #run(key, act) {
    if (this.busy[key]) return false;
    this.busy[key] = true;
    this.error = "";
    this.#changed();
    try {
      await act();
      return true;
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      if (error.code !== "stopped") this.error = errorWords(error);
      if (this.screen === "arriving" || key === "rejoin") this.#exit(this.error);
      return false;
    } finally {
      delete this.busy[key];
      this.delayed = false;
      this.#changed();
    }
  }

  #welcome(reply, sentAt, receivedAt) {
    this.account.welcomed(reply);
    this.#offsetMs = reply.server.now - (sentAt + receivedAt) / 2;
    this.everOpen = true;
    this.delayed = false;
    delete this.busy.hello;
    if (!this.game && this.screen !== "choose") this.#arrive();
    this.reception.greeted();
  }

  #arrive() {
    const held = this.#store.get("game");
    this.screen = "arriving";
    if (this.code) this.join(this.code);
    else if (held) this.#run("join", () => this.#join({ game: held }));
    else this.#choose();
  }

  #choose() {
    this.screen = "choose";
    if (this.account.user) this.reception.refresh();
  }

  async #join(where) {
    const reply = await takeSeat((op, fields) => this.#wire.send(op, fields), where);
    this.#hold(reply.snapshot);
  }

  #hold(snapshot) {
    this.game = fromSnapshot(snapshot, this.account.user.id);
    this.opinions.enter(snapshot.game.id);
    this.screen = "game";
    this.code = "";
    this.ballot.clear();
    this.#store.set("game", OVER.includes(this.game.phase) ? null : snapshot.game.id);
    this.#wire.follow(snapshot.game.id, () => this.game.seq);
    this.#changed();
  }

  #frame(frame) {
    this.reception.hear(frame);
    if (!this.game) return;
    const before = this.game;
    this.game = fold(before, frame);
    if (this.game === before) return;
    if (this.game.phase !== before.phase) {
      this.error = "";
      this.ballot.clear();
      if (OVER.includes(this.game.phase)) this.#store.set("game", null);
    }
    if (this.game.gap) this.#wire.resume();
    // After the whole batch: a resume may bring us back in its next event.
    if (this.game.left) queueMicrotask(() => this.#unseated());
    this.#changed();
  }

  #unseated() {
    if (!this.game?.left) return;
    const { left } = this.game;
    this.code = left === "kicked" ? "" : this.game.game.code;
    this.#exit(leftWords(left));
  }

  #exit(error) {
    this.#wire.follow(null);
    this.#store.set("game", null);
    this.game = null;
    this.error = error;
    this.#choose();
    this.#changed();
  }

  #forgetUser() {
    this.account.forget();
    this.#exit("");
    this.stopped = null;
    this.screen = "name";
    delete this.busy.hello;
  }

  #state(name, detail) {
    this.connection = name;
    if (name === "stopped") {
      if (detail.reason === "refused") {
        this.#forgetUser();
        if (!this.reception.refused(detail.error)) this.error = errorWords(detail.error);
      } else {
        this.stopped = detail.reason;
        delete this.busy.hello;
      }
    }
    this.#changed();
  }
}
