/** The way through an evening: names, links, reloads, tokens that died, seats taken elsewhere. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { PATIENCE_MS } from "../../../clients/web/play/absence.js";
import * as look from "../../../clients/web/look.js";
import { absenceWords, errorWords } from "../../../clients/web/lang/words.js";
import "./english.mjs";
import { settled } from "./fakes.mjs";
import { ME, page, playing, snapshot } from "./opened.mjs";

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

test("a restart goes by unseen; what lasts is told in one line that goes by itself", async () => {
  const { play, clock, last, reconnected } = await playing();
  const hint = () => absenceWords(play.absence.told, true);
  last().say({ sig: "goodbye", retry_after_ms: 600 });
  last().drop(1001);
  const shown = () => [play.screen, play.game.phase, play.error, play.stopped];
  const away = shown();
  assert.deepEqual([hint(), ...away], ["", "game", "answering", "", null]);
  reconnected();
  last().greet();
  last().ok("game.resume", { events: [] });
  clock.pass(PATIENCE_MS * 2);
  assert.deepEqual([hint(), ...shown()], ["", ...away]);
  last().drop(1006);
  clock.pass(PATIENCE_MS - 1);
  assert.equal(hint(), "");
  clock.pass(1);
  assert.notEqual(hint(), "");
  reconnected();
  last().greet();
  last().ok("game.resume", { events: [] });
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
  play.courier.submit("ha");
  assert.deepEqual([play.busy.send, play.game.my_response], [true, null]);
  last().refuse("response.submit", "response.refused");
  await settled();
  assert.equal(play.error, errorWords({ code: "response.refused" }));
  assert.equal(play.game.my_response, null);
  play.courier.submit("ho");
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
  play.connect();
  last().greet();
  assert.deepEqual([sockets.length, play.stopped, last().ops("game.resume")[0].seq], [2, null, 5]);
});

test("a token that dies while we ask for our seat again leads to the name, and stays there", async () => {
  const { play, last, reconnected } = await playing();
  last().drop(1006);
  reconnected();
  last().greet();
  last().refuse("game.resume", "game.not_seated");
  assert.equal(play.busy.rejoin, true);
  last().drop(1006);
  reconnected();
  last().open();
  last().refuse("hello", "unauthorized");
  await settled();
  assert.deepEqual([play.screen, play.account.user], ["name", null]);
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
  assert.deepEqual([other.play.screen, other.play.code], ["choose", ""]);
  assert.deepEqual(other.play.hall.left, { code: "ABCD", name: "Friday" });
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
  for (const response of ["r1", "r2", "r1"]) play.courier.vote("best", response);
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
});
