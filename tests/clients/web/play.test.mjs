/** The way through an evening: names, links, reloads, tokens that died, seats taken elsewhere. */

import assert from "node:assert/strict";
import { test } from "node:test";

import * as look from "../../../clients/web/look.js";
import { Play } from "../../../clients/web/play/play.js";
import { openStore } from "../../../clients/web/play/store.js";
import { connectionWords, errorWords } from "../../../clients/web/lang/words.js";
import { fakeWire, settled } from "./fakes.mjs";

const GAME = { id: "g1", code: "ABCD", name: "Friday", host: "u1", max_players: 12 };
const ME = { id: "p1", name: "Ada", user: "u1", is_ai: false, is_active: true };

function snapshot(changes = {}) {
  return {
    game: GAME,
    seq: 5,
    phase: "answering",
    round: 1,
    total_rounds: 5,
    host: "u1",
    players: [ME],
    responses: [],
    my_response: null,
    my_votes: {},
    standings: [],
    chat: [],
    received: 0,
    expected: 1,
    me: "p1",
    ...changes,
  };
}

/** A page opened on `stored` and a link's code. */
function page(stored = {}, code = "") {
  const store = openStore(null);
  for (const [key, value] of Object.entries(stored)) store.set(key, value);
  let fake;
  const makeWire = (on) => {
    fake = fakeWire(on);
    return fake.wire;
  };
  const play = new Play({ makeWire, store, now: () => 1_000_000, changed: () => {} });
  play.begin(code);
  return { play, store, ...fake };
}

async function playing() {
  const opened = page({ token: "t1", game: "g1" });
  opened.last().greet();
  opened.last().ok("game.join", { snapshot: snapshot() });
  await settled();
  return opened;
}

test("a new guest says a name, and the token is kept", () => {
  const { play, store, last, sockets } = page();
  assert.deepEqual([play.screen, sockets.length], ["name", 0]);
  play.identify(" Ada ");
  last().open();
  assert.deepEqual(last().ops("hello")[0].auth, { kind: "guest", name: "Ada" });
  last().ok("hello", { user: { id: "u1", name: "Ada" }, token: "t9", server: { now: 1_000_500 } });
  assert.deepEqual([play.screen, store.get("token"), store.get("name")], ["choose", "t9", "Ada"]);
  assert.equal(play.serverNow(), 1_000_500);
});

test("a reload comes back to the seat: hello by token, then join", async () => {
  const { play, last } = await playing();
  assert.deepEqual(last().ops("hello")[0].auth, { kind: "token", token: "t1" });
  assert.equal(last().ops("game.join")[0].game, "g1");
  assert.deepEqual(
    [play.screen, play.game.phase, look.isSeated(play.game)],
    ["game", "answering", true],
  );
});

test("a reconnect resumes from the last seq, and a gap asks for what is missing", async () => {
  const { last, reconnected } = await playing();
  last().say({ ev: "skip", game: "g1", seq: 6 });
  last().say({ ev: "skip", game: "g1", seq: 9 });
  last().say({ ev: "skip", game: "g1", seq: 10 });
  assert.deepEqual(
    last()
      .ops("game.resume")
      .map((one) => one.seq),
    [6],
  );
  last().drop(1006);
  reconnected();
  last().greet();
  assert.deepEqual(
    last()
      .ops("game.resume")
      .map((one) => one.seq),
    [6],
  );
});

test("a goodbye leaves the player in the game, with one line that goes by itself", async () => {
  const { play, last, reconnected } = await playing();
  const hint = () => connectionWords(play.connection, play.everOpen);
  last().say({ sig: "goodbye", retry_after_ms: 600 });
  last().drop(1001);
  const shown = () => [play.screen, play.game.phase, play.error, play.stopped];
  const away = shown();
  assert.deepEqual(away, ["game", "answering", "", null]);
  assert.notEqual(hint(), "");
  reconnected();
  last().greet();
  assert.deepEqual(shown(), away);
  last().ok("game.resume", { events: [] });
  await settled();
  assert.deepEqual([hint(), ...shown()], ["", ...away]);
});

test("a link joins by its code; a game already running is watched instead", async () => {
  const { play, last, store } = page({}, "ABCD");
  play.identify("Ada");
  last().greet();
  assert.deepEqual(
    [last().ops("game.join")[0].code, last().ops("game.join")[0].role],
    ["ABCD", "player"],
  );
  last().refuse("game.join", "game.not_lobby");
  await settled();
  assert.equal(last().ops("game.join")[1].role, "spectator");
  last().ok("game.join", { snapshot: snapshot({ me: null }) });
  await settled();
  assert.deepEqual([play.screen, look.isSeated(play.game), play.error], ["game", false, ""]);
  assert.equal(store.get("game"), "g1");
});

test("sent only after the server has said so; a refusal is shown in words", async () => {
  const { play, last } = await playing();
  play.submit("ha");
  assert.deepEqual([play.busy.send, play.game.my_response], [true, null]);
  last().refuse("response.submit", "response.refused");
  await settled();
  assert.equal(play.error, errorWords({ code: "response.refused" }));
  assert.equal(play.game.my_response, null);
  play.submit("ho");
  assert.equal(play.error, "");
  last().ok("response.submit", { response: "r1" });
  await settled();
  assert.deepEqual(play.game.my_response, { text: "ho", id: "r1" });
});

test("a dead token is dropped and we start again; a taken seat sleeps", async () => {
  const dead = page({ token: "old", name: "Ada", game: "g1" });
  dead.last().open();
  dead.last().drop(4401);
  assert.deepEqual(
    [dead.play.screen, dead.play.account.name, dead.store.get("token")],
    ["name", "Ada", null],
  );

  const { play, last, sockets, store } = await playing();
  last().drop(4409);
  assert.deepEqual([play.stopped, play.screen, store.get("token")], ["taken", "game", "t1"]);
  play.takeOver();
  last().greet();
  assert.deepEqual([sockets.length, play.stopped, last().ops("game.resume")[0].seq], [2, null, 5]);
});

test("removed by the host: back to the start; seated again within one resume: stay", async () => {
  const { play, last, store } = await playing();
  last().say({ ev: "player.left", game: "g1", seq: 6, player: "p1", reason: "timeout" });
  last().say({ ev: "player.joined", game: "g1", seq: 7, player: ME });
  await settled();
  assert.equal(play.screen, "game");
  last().say({ ev: "player.left", game: "g1", seq: 8, player: "p1", reason: "kicked" });
  await settled();
  assert.deepEqual([play.screen, play.game, store.get("game")], ["choose", null, null]);
});

test("leaving tells the server; after the podium a reload starts afresh", async () => {
  const { play, last, store } = await playing();
  last().say({ ev: "game.completed", game: "g1", seq: 6, standings: [], winners: [] });
  assert.deepEqual([play.game.phase, store.get("game")], ["completed", null]);
  play.leave();
  assert.deepEqual([play.screen, last().ops("game.leave")], ["choose", []]);

  const other = await playing();
  other.play.leave();
  assert.equal(other.last().ops("game.leave")[0].game, "g1");
  assert.deepEqual([other.play.screen, other.play.code], ["choose", "ABCD"]);
});

test("a vote moved twice in a hurry ends where the last one went", async () => {
  const { play, last } = await playing();
  last().say({
    ev: "voting.started",
    game: "g1",
    seq: 6,
    round: 1,
    responses: [{ id: "r1" }, { id: "r2" }],
    deadline: 1,
  });
  for (const response of ["r1", "r2", "r1"]) play.vote("best", response);
  const casts = last().ops("vote.cast");
  assert.deepEqual(
    casts.map((one) => one.response),
    ["r1", "r2", "r1"],
  );
  last().say({ re: casts[1].id, ok: true });
  await settled();
  assert.equal(play.ballot.sent.best, "r1", "the last one is still on its way");
  for (const cast of [casts[0], casts[2]]) last().say({ re: cast.id, ok: true });
  await settled();
  assert.deepEqual([play.game.my_votes.best, play.ballot.sent.best], ["r1", undefined]);
});

test("codes from links and fingers; lengths in characters", () => {
  assert.equal(look.codeIn("?code=abcd", ""), "ABCD");
  assert.equal(look.codeIn("", "#AB-CD "), "ABCD");
  assert.equal(look.codeIn("", ""), "");
  assert.equal(look.lengthOf("😂é"), 2);
  assert.equal(look.lengthOf("👨\u200d👩\u200d👧e\u0301👍🏽1\ufe0f\u20e3"), 4);
  assert.equal(look.listed(["A", "B", "C", "D"]), "A, B and 2 more");
});
