/**
 * The way through an evening: who we are, which game, what is under way. No DOM, no socket of its
 * own: it holds a Wire and a folded game, and says `changed()` when there is something to draw.
 */

import { Absence } from "./absence.js";
import { Account } from "./account.js";
import { Clock } from "./clock.js";
import { Courier } from "./courier.js";
import { Drafts, NAME_DRAFT } from "./drafts.js";
import { Errands } from "./errands.js";
import { fold, fromSnapshot } from "../fold.js";
import { found } from "./found.js";
import { Hall } from "./hall.js";
import { PATIENT } from "./ports.js";
import { isOver } from "../look.js";
import { Opinions } from "./opinions.js";
import { Reception } from "./reception.js";
import { takeSeat } from "./seat.js";
import { Table } from "./table.js";
import { leftWords } from "../lang/words.js";


/** All the page knows; drawing reads its fields and calls its methods. */
export class Play {
  screen = "name"; // "arriving" | "name" | "choose" | "game"
  /** @type {any} the folded game, or null: Game, unchecked, since most of this needs one */
  game = null;
  connection = "closed";
  /** @type {string|null} why the wire gave up, when it did */
  stopped = null;
  hosting = false;
  code = "";
  #wire;
  #store;
  #clock;
  #changed;
  #send = (op, fields, id) => this.#wire.send(op, fields, id);

  /** @param {import("./ports.js").Ports} ports */
  constructor({
    makeWire, store, now, steady = now, changed, timers = PATIENT, online = () => true,
  }) {
    this.#store = store;
    this.#clock = new Clock(now, steady);
    this.#changed = changed;
    this.account = new Account(store);
    this.errands = new Errands(changed, (key, wrong) => {
      if (this.screen === "arriving" || (key === "rejoin" && this.game)) this.#exit(wrong);
    });
    this.busy = this.errands.busy; // what is under way, by key
    this.absence = new Absence({ ...timers, online, changed });
    this.drafts = new Drafts(store, timers);
    this.courier = new Courier({
      store, drafts: this.drafts, send: this.#send,
      newId: () => this.#wire.newId(),
      run: (key, act) => this.errands.run(key, act),
      game: () => this.game,
      hold: (game) => { this.game = game; },
    });
    this.ballot = this.courier.ballot;
    this.table = new Table(changed);
    this.opinions = new Opinions((...asked) => this.ask(...asked), changed);
    this.reception = new Reception({
      send: this.#send, changed,
      welcome: (reply) => this.account.welcomed(reply),
      greet: (username, password) => this.#signIn(username, password),
      left: (how) => {
        this.courier.outbox.clear(); // nothing is said in the name of who sits here next
        if (how === "changed") this.#exit();
        else this.rename(how);
      },
    });
    this.hall = new Hall({ send: this.#send, store, now: steady, changed });
    this.#wire = makeWire({
      welcome: (reply, _sentAt, _receivedAt, tookMs) => this.#welcome(reply, tookMs),
      frame: (frame) => this.#frame(frame),
      snapshot: (reply) => this.#hold(reply.snapshot),
      lost: () => this.errands.run("rejoin", () => this.#join({ game: this.game.game.id })),
      state: (name, detail) => this.#state(name, detail),
      delayed: () => this.errands.delay(),
    });
  }

  /** The server's clock, in ms, as well as we know it. */
  serverNow() {
    return this.#clock.now();
  }

  /** Said now and then: a local clock that was set under way is noticed, and made up for. */
  keepTime() {
    this.#clock.now();
    if (this.#clock.doubted) this.#wire.renew();
  }

  /** What went wrong last, in words; "" when nothing did. */
  get error() {
    return this.errands.wrong();
  }

  /** First thing after the page is there; `code` comes from the link, or is "". */
  begin(code) {
    this.code = code;
    if (this.account.isKnown) {
      this.screen = "arriving";
      this.connect();
    }
    this.#changed();
  }

  /** Come in as a guest with this name. */
  identify(name) {
    this.account.asGuest(name);
    this.errands.forgive();
    this.busy.hello = true;
    this.connect();
    this.#changed();
  }

  /** Before the first hello, signing in is that hello: true when it is under way. */
  #signIn(username, password) {
    if (this.screen !== "name") return false;
    this.account.withPassword(username, password);
    this.connect();
    return true;
  }

  /** Be someone else: forget who we are, here and only here. @param {"out"|"erased"} [how] */
  rename(how = "out") {
    this.#wire.stop();
    this.#forgetUser();
    this.drafts.clear();
    if (how === "erased") this.account.forgetName();
    this.hall.remember(null);
  }

  /** A link with another code was opened in this page. */
  linked(code) {
    this.code = code;
    if (this.screen === "choose") this.join(code);
    this.#changed();
  }

  /** Open the host's sheet, or close it. */
  setHosting(open) {
    this.hosting = open;
    this.errands.forgive();
    if (open) this.hall.meet();
    this.#changed();
  }

  /** Found a game as `wishes` says and sit down in it, with those invited by name. */
  create(wishes, invited = []) {
    const sit = (where) => this.#join(where);
    return this.errands.run("create", () => found(this.#send, sit, wishes, invited));
  }

  join(code) {
    return this.errands.run("join", () => this.#join({ code }));
  }

  /** Leave at once; the server is told as soon as it can hear it. */
  leave() {
    if (!isOver(this.game)) {
      this.hall.remember(this.game.game);
      this.#wire.send("game.leave", { game: this.game.game.id }).catch(() => {});
    }
    this.#exit();
  }

  /** Ask something of our game; `key` is busy meanwhile. @param {(reply: any) => void} [kept] */
  ask(op, fields = {}, key = op, kept = () => {}) {
    return this.errands.run(key, async () => {
      kept(await this.#wire.send(op, { game: this.game.game.id, ...fields }));
    });
  }

  react(kind) {
    this.#wire.signal("game.react", { game: this.game.game.id, kind });
  }

  /** The device woke, or its network changed: see at once whether the server is still there. */
  check() {
    this.#wire.check();
    this.absence.saw(this.connection);
    this.#changed();
  }

  /** Connect: for the first time, or again after a stop; from here on this window plays. */
  connect() {
    this.stopped = null;
    this.#wire.start(() => this.account.proof);
  }

  #welcome(reply, tookMs) {
    this.account.welcomed(reply);
    this.#clock.told(reply.server.now, tookMs);
    this.drafts.drop(NAME_DRAFT);
    this.errands.delayed = false;
    delete this.busy.hello;
    if (!this.game && this.screen !== "choose") this.#arrive();
    this.reception.greeted();
  }

  #arrive() {
    const held = this.#store.get("game");
    this.screen = "arriving";
    if (this.code) this.join(this.code);
    else if (held) this.errands.run("join", () => this.#join({ game: held }));
    else this.#choose();
  }

  #choose() {
    this.screen = "choose";
    if (!this.account.user) return;
    this.reception.refresh();
    this.hall.refresh();
  }

  async #join(where) {
    const reply = await takeSeat(this.#send, where);
    this.#hold(reply.snapshot);
  }

  #hold(snapshot) {
    this.game = fromSnapshot(snapshot, this.account.user?.id ?? null);
    this.hall.remember(null);
    this.hosting = false;
    this.opinions.enter(snapshot.game.id);
    this.hall.meet();
    this.screen = "game";
    this.code = "";
    this.ballot.clear();
    this.drafts.dropStale(this.game);
    this.#store.set("game", isOver(this.game) ? null : snapshot.game.id);
    this.#wire.follow(snapshot.game.id, () => this.game.seq);
    this.courier.resend();
    this.#changed();
  }

  #frame(frame) {
    this.reception.hear(frame);
    this.absence.heard();
    if (!this.game) return;
    if (typeof frame.at === "number") this.#clock.heard(frame.at);
    const before = this.game;
    this.game = fold(before, frame);
    if (this.game.gap) this.#wire.resume();
    if (this.game === before) return;
    if (this.game.phase !== before.phase) {
      this.errands.forgive();
      this.ballot.clear();
      this.drafts.dropStale(this.game);
      if (isOver(this.game)) this.#store.set("game", null);
    }
    // After the whole batch: a resume may bring us back in its next event.
    if (this.game.left) queueMicrotask(() => this.#unseated());
    this.#changed();
  }

  #unseated() {
    if (!this.game?.left) return;
    const { left } = this.game;
    this.code = left === "kicked" ? "" : this.game.game.code;
    this.#exit(() => leftWords(left));
  }

  #exit(wrong = () => "") {
    this.#wire.follow(null);
    this.#store.set("game", null);
    this.game = null;
    this.errands.wrong = wrong;
    this.#choose();
    this.#changed();
  }

  #forgetUser() {
    this.account.forget();
    this.courier.outbox.clear();
    this.#exit();
    this.stopped = null;
    this.screen = "name";
  }

  #state(name, detail) {
    this.connection = name;
    this.absence.saw(name);
    if (name === "open") this.courier.resend();
    if (name === "stopped") {
      delete this.busy.hello;
      const isTold = this.reception.refused(detail.error);
      if (detail.reason !== "refused") this.stopped = detail.reason;
      else {
        this.#forgetUser();
        if (!isTold) this.errands.blame(detail.error);
      }
    }
    this.#changed();
  }
}
