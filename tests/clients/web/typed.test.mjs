/** Nothing typed is ever lost: drafts, and commands on their way, over reloads and hang-ups. */

import assert from "node:assert/strict";
import { test } from "node:test";

import {
  DRAFTS_MAX, Drafts, NAME_DRAFT, answerDraft, chatDraft,
} from "../../../clients/web/play/drafts.js";
import { OUTBOX_MAX, Outbox } from "../../../clients/web/play/outbox.js";
import { openStore } from "../../../clients/web/play/store.js";
import { WireError } from "../../../clients/web/retry.js";
import "./english.mjs";
import { FakeClock, settled } from "./fakes.mjs";
import { FakeStorage, page, playing } from "./opened.mjs";

const BALLOT = [{ id: "r1", text: "a" }, { id: "r2", text: "b" }];
const voting = { phase: "voting", responses: BALLOT };
const letters = (store) => JSON.parse(store.get("outbox") ?? "[]");

/** The page goes, another one opens on the same browser, in the same seat. */
function reloaded({ storage }, changes = {}) {
  return playing(changes, "", { storage });
}

test("a draft comes back after a reload, also when the page went before it was written", async () => {
  const before = await playing();
  const key = answerDraft(before.play.game);
  before.play.drafts.set(key, "half an ans");
  before.play.drafts.set(chatDraft(before.play.game), "hel");
  before.clock.pass(1_000);
  assert.equal((await reloaded(before)).play.drafts.get(key), "half an ans");
  before.play.drafts.set(key, "half an answer");
  assert.equal(before.play.drafts.get(key), "half an answer", "before it is written too");
  before.play.drafts.flush();
  const after = await reloaded(before);
  assert.equal(after.play.drafts.get(key), "half an answer");
  assert.equal(after.play.drafts.get(chatDraft(after.play.game)), "hel");
});

test("a draft is dropped when its answer is kept, and when its round is over", async () => {
  const { play, last, store } = await playing();
  const key = answerDraft(play.game);
  play.drafts.set(key, "ha");
  play.courier.submit("ha");
  play.drafts.flush();
  assert.notEqual(store.get("drafts"), null, "not before");
  last().ok("response.submit", { response: "r1" });
  await settled();
  play.drafts.flush();
  assert.equal(store.get("drafts"), null);

  play.drafts.set(key, "late");
  last().say({ ev: "round.started", game: "g1", seq: 6, round: 2, prompt: "?", deadline: 9 });
  last().say({ ev: "judging.started", game: "g1", seq: 7, round: 2, deadline: 9 });
  assert.equal(play.drafts.get(key), "");
});

test("the name typed in survives, until it was said", () => {
  const first = page();
  first.play.drafts.set(NAME_DRAFT, "Ad");
  first.play.drafts.flush();
  const { play, last, store } = page({}, "", first);
  assert.equal(play.drafts.get(NAME_DRAFT), "Ad");
  play.identify("Ada");
  last().greet();
  assert.deepEqual([play.drafts.get(NAME_DRAFT), store.get("name")], ["", "Ada"]);
});

test("only so many drafts are kept, and two tabs do not wipe out each other's", () => {
  const storage = new FakeStorage();
  const tab = () => new Drafts(openStore(storage), new FakeClock().ports());
  const [one, other] = [tab(), tab()];
  one.set("chat a", "mine");
  other.set("chat b", "theirs");
  one.flush();
  other.flush();
  assert.deepEqual([one.get("chat b"), other.get("chat a")], ["theirs", "mine"]);
  for (let n = 0; n < DRAFTS_MAX; n += 1) one.set(`chat ${n}`, "x");
  one.flush();
  assert.deepEqual([one.get("chat a"), one.get("chat 0")], ["", "x"]);
  storage.setItem("genius.drafts", "{broken");
  assert.equal(one.get("chat 0"), "");
});

test("an answer sent into the void goes again after a reload, with the same id, once", async () => {
  const before = await playing();
  before.play.drafts.set(answerDraft(before.play.game), "ha");
  before.last().drop(1006);
  before.play.courier.submit("ha");
  before.play.drafts.flush();
  assert.deepEqual([before.play.courier.outgoing, before.play.busy.send], ["ha", true]);
  assert.equal(before.play.game.my_response, null, "on its way is not sent");
  const [{ id }] = letters(before.store);

  const after = await reloaded(before);
  assert.deepEqual([after.play.courier.outgoing, after.play.busy.send], ["ha", true]);
  const sent = after.last().ops("response.submit");
  assert.deepEqual(sent.map((one) => [one.id, one.text, one.round]), [[id, "ha", 1]]);
  after.last().ok("response.submit", { response: "r1" });
  await settled();
  assert.deepEqual([after.play.game.my_response.id, after.play.courier.outgoing], ["r1", null]);
  assert.deepEqual(letters(after.store), []);
});

test("an answer that was kept while its reply was lost is not sent again", async () => {
  const before = await playing();
  before.play.courier.submit("ha");
  const after = await reloaded(before, { my_response: { id: "r1", text: "ha" } });
  assert.deepEqual(after.last().ops("response.submit"), []);
  assert.deepEqual(letters(after.store), []);
});

test("what comes too late is dropped: another round, another phase, no seat any more", async () => {
  for (const changes of [{ round: 2 }, voting, { me: null }]) {
    const before = await playing();
    before.play.courier.submit("ha");
    const after = await reloaded(before, changes);
    assert.deepEqual([after.last().ops("response.submit"), letters(after.store)], [[], []]);
    assert.equal(after.play.courier.outgoing, null);
  }
});

test("a refusal is an outcome: nothing goes again, and what was typed stays", async () => {
  const { play, last, store } = await playing();
  play.drafts.set(answerDraft(play.game), "rude");
  play.courier.submit("rude");
  last().refuse("response.submit", "response.refused");
  await settled();
  assert.deepEqual([letters(store), play.drafts.get(answerDraft(play.game))], [[], "rude"]);
});

test("taken by another window: here it waits, there it goes out, and nowhere twice", async () => {
  const here = await playing();
  here.play.courier.submit("ha");
  here.last().drop(4409);
  await settled();
  assert.deepEqual([here.play.stopped, here.play.error, letters(here.store).length],
    ["taken", "", 1]);
  here.play.connect();
  here.last().greet();
  here.last().ok("game.resume", { events: [] });
  const [again] = here.last().ops("response.submit");
  assert.equal(again.id, letters(here.store)[0].id);
  assert.equal(here.last().ops("response.submit").length, 1);
});

test("votes keep their ids over a reload; one that was moved goes only where it ended", async () => {
  const before = await playing(voting);
  before.last().drop(1006);
  for (const [type, to] of [["best", "r1"], ["best", "r2"], ["funny", "r1"]]) {
    before.play.courier.vote(type, to);
  }
  const kept = letters(before.store).map(({ id, fields }) => [id, fields.vote_type, fields.response]);
  assert.deepEqual(kept.map(([, ...what]) => what), [["best", "r2"], ["funny", "r1"]]);
  const after = await reloaded(before, voting);
  assert.deepEqual(after.play.ballot.sent, { best: "r2", funny: "r1" });
  const sent = after.last().ops("vote.cast");
  assert.deepEqual(sent.map((one) => [one.id, one.vote_type, one.response]), kept);
  for (const { id } of sent) after.last().say({ re: id, ok: true });
  await settled();
  assert.deepEqual([after.play.game.my_votes, letters(after.store)],
    [{ best: "r2", funny: "r1" }, []]);
});

test("a line of chat under way is said once, with a reload in between", async () => {
  const before = await playing();
  before.play.drafts.set(chatDraft(before.play.game), "hello");
  before.play.courier.chat("hello");
  const [{ id }] = letters(before.store);
  before.play.drafts.flush();
  const after = await reloaded(before);
  assert.deepEqual(after.last().ops("chat.send").map((one) => one.id), [id]);
  after.last().ok("chat.send", { message: "m1" });
  await settled();
  assert.equal(after.play.drafts.get(chatDraft(after.play.game)), "");
});

test("a line under way goes once over a reconnect, and its one outcome is heard", async () => {
  const { play, last, reconnected } = await playing();
  const said = play.courier.chat("hello");
  last().drop(1006);
  reconnected();
  last().greet();
  last().ok("game.resume", { events: [] });
  assert.equal(last().ops("chat.send").length, 1);
  last().ok("chat.send", { message: "m1" });
  assert.equal(await said, true);
});

test("whoever comes after me sends nothing of mine, and reads nothing that I typed", async () => {
  const { play, store } = await playing();
  play.courier.submit("ha");
  play.drafts.set(chatDraft(play.game), "and another thing");
  play.hall.remember(play.game.game);
  play.rename();
  await settled();
  play.drafts.flush();
  assert.deepEqual([letters(store), store.get("drafts"), play.hall.left], [[], null, null]);
});

test("signed in as somebody else, nothing of the one before goes out", async () => {
  const { play, last, store } = await playing();
  play.courier.submit("ha");
  play.reception.signIn("bob", "right");
  last().ok("auth.login", { user: { id: "u7", name: "bob", is_guest: false }, token: "t7" });
  await settled();
  assert.deepEqual([play.screen, letters(store), store.get("token")], ["choose", [], "t7"]);
});

test("what another tab has sent is not held here any more", async () => {
  const here = await playing();
  here.play.courier.submit("ha");
  here.last().drop(4409);
  await settled();
  const there = await reloaded(here);
  there.last().ok("response.submit", { response: "r1" });
  await settled();
  assert.deepEqual([letters(there.store), letters(here.store)], [[], []]);
});

test("a tab whose session is over leaves the one of another tab alone", async () => {
  const here = await playing();
  here.store.set("token", "t2"); // as another tab does, which is somebody else by now
  here.last().drop(1006);
  here.reconnected();
  here.last().greet();
  assert.equal(here.store.get("token"), "t2", "an old token is no news");
  here.last().drop(4401);
  assert.deepEqual([here.play.screen, here.store.get("token")], ["name", "t2"]);
});

test("the outbox is bounded, and reads nothing but its own", async () => {
  const store = openStore(new FakeStorage());
  const outbox = new Outbox(store, () => Promise.reject(new WireError({ code: "stopped" })));
  for (let n = 0; n < OUTBOX_MAX + 3; n += 1) {
    const letter = { id: `i${n}`, op: "chat.send", fields: { game: "g1", text: `${n}` } };
    await assert.rejects(outbox.send(letter));
  }
  assert.deepEqual([outbox.of("g1").length, outbox.of("g1")[0].id, outbox.of("g2")],
    [OUTBOX_MAX, "i3", []]);
  store.set("outbox", '[{"id":1},null,7]');
  assert.deepEqual(outbox.of("g1"), []);
});
