/** Accounts, the leaderboard, and what I think of prompts, lines and people. */

import assert from "node:assert/strict";
import { test } from "node:test";

import * as look from "../../../clients/web/look.js";
import { furnish } from "../../../clients/web/people/desk.js";
import { Play } from "../../../clients/web/play/play.js";
import { WireError } from "../../../clients/web/retry.js";
import { openStore } from "../../../clients/web/play/store.js";
import * as words from "../../../clients/web/lang/words.js";
import { lobby, reveal, snapshot, told } from "./evening.mjs";
import "./english.mjs";
import { fakeWire, settled } from "./fakes.mjs";

const STATS = { games_played: 2, wins: 1, rating: 27.44, is_rated: true, rank: 3 };
const server = { now: 1_000_500 };

function page(stored = {}) {
  const store = openStore(null);
  for (const [key, value] of Object.entries(stored)) store.set(key, value);
  let fake;
  const makeWire = (on) => {
    fake = fakeWire(on);
    return fake.wire;
  };
  const drawn = [];
  const changed = () => queueMicrotask(() => drawn.push(play.opinions.reported));
  const play = new Play({ makeWire, store, now: () => 1_000_000, changed });
  furnish(play.reception, fake.clock.ports());
  play.begin("");
  return { play, store, drawn, ...fake };
}

/** A guest on the start page. */
function guest() {
  const opened = page();
  opened.play.identify("Ada");
  opened.last().greet({ id: "u1", name: "Ada", is_guest: true }, "t1");
  return opened;
}

/** In a game's answering phase. */
async function playing() {
  const opened = page({ token: "t1", game: "g1" });
  opened.last().greet();
  opened.last().ok("game.join", { snapshot: snapshot({ phase: "answering", round: 1 }) });
  await settled();
  return opened;
}

test("a guest makes an account and keeps the connection; the new token is the one kept", async () => {
  const { play, last, store } = guest();
  assert.equal(play.account.isGuest, true);
  play.reception.open("register");
  play.reception.register("ada", "correct horse");
  const { username, password } = last().ops("auth.register")[0];
  assert.deepEqual([username, password, play.reception.busy], ["ada", "correct horse", true]);
  last().refuse("auth.register", "name.taken");
  await settled();
  assert.deepEqual(
    [play.reception.shown, play.reception.busy, play.reception.error, play.reception.field],
    ["register", false, words.accountWords({ code: "name.taken" }), "username"],
  );
  play.reception.register("ada2", "correct horse");
  last().ok("auth.register", { user: { id: "u1", name: "ada2", is_guest: false }, token: "t2", server });
  await settled();
  assert.deepEqual([play.reception.shown, play.account.isGuest], ["", false]);
  assert.deepEqual([store.get("token"), play.account.name], ["t2", "ada2"]);
  assert.deepEqual(play.account.proof, { kind: "token", token: "t2" });
  last().ok("profile.get", { stats: STATS });
  await settled();
  assert.equal(words.careerWords(play.reception.stats), "Rating 27.4 · rank 3 · 2 games · 1 win");
  assert.equal(words.careerWords({ ...STATS, is_rated: false }),
    "Rating still new · rank 3 · 2 games · 1 win");
  assert.equal(words.ratingWords({ rating: -3.5, is_rated: true }), "0", "nobody is told they are below nothing");
});

test("signing in before the first hello is that hello; the password is not kept", async () => {
  const { play, last, store, sockets } = page();
  play.reception.open("login");
  play.reception.signIn("ada", "wrong");
  last().open();
  assert.deepEqual(last().ops("hello")[0].auth, {
    kind: "password", username: "ada", password: "wrong",
  });
  last().refuse("hello", "account.locked", 90_000);
  assert.deepEqual([play.screen, play.error, play.reception.busy], ["name", "", false]);
  assert.equal(play.reception.error, "Too many wrong attempts. Try again in 2 minutes.");
  assert.deepEqual(play.account.proof, { kind: "guest", name: "" });
  play.reception.signIn("ada", "right");
  last().greet({ id: "u7", name: "ada", is_guest: false }, "t7");
  assert.deepEqual([play.screen, play.reception.shown, sockets.length], ["choose", "", 2]);
  assert.deepEqual(play.account.proof, { kind: "token", token: "t7" });
  assert.equal(store.get("password"), null);
});

test("a first hello that is cut off for good leaves the form ready for another try", () => {
  const { play, last } = page();
  play.reception.open("login");
  play.reception.signIn("ada", "right");
  last().open();
  last().drop(4400);
  assert.deepEqual([play.stopped, play.reception.busy, play.reception.error], ["broken", false, ""]);
});

test("a guest signs in as somebody; signing out forgets them here and there", async () => {
  const { play, last, store } = guest();
  play.reception.open("login");
  play.reception.signIn("ada", "right");
  last().ok("auth.login", { user: { id: "u7", name: "ada", is_guest: false }, token: "t7", server });
  await settled();
  assert.deepEqual([play.account.user.id, store.get("token")], ["u7", "t7"]);
  play.reception.signOut();
  last().ok("auth.logout");
  await settled();
  assert.deepEqual([play.screen, play.account.user, store.get("token")], ["name", null, null]);
  assert.equal(play.stopped, null);
});

test("signing out everywhere ends all sessions, and asks the server for it", async () => {
  const { play, last, store } = guest();
  play.reception.open("everywhere");
  play.reception.signOut(true);
  assert.equal(last().ops("auth.logout")[0].everywhere, true);
  assert.equal(store.get("token"), "t1", "not before the server has said so");
  last().ok("auth.logout");
  await settled();
  assert.deepEqual([play.screen, play.reception.trail, store.get("token")], ["name", [], null]);
});

test("dialogs lie one over the other; asking for a lower one puts away what is over it", () => {
  const { play } = guest();
  const { reception } = play;
  for (const what of ["board", "profile", "replay"]) reception.open(what, "x1");
  assert.deepEqual([reception.trail, reception.shown], [["board", "profile", "replay"], "replay"]);
  reception.close();
  assert.deepEqual([reception.shown, reception.player.reel], ["profile", null]);
  reception.open("replay", "g1");
  reception.open("board");
  assert.deepEqual([reception.trail, reception.player.reel], [["board"], null]);
  reception.open("register");
  reception.open("login");
  assert.deepEqual(reception.trail, ["board", "login"], "the same form, told another way");
  reception.close("profile");
  assert.deepEqual(reception.trail, ["board", "login"], "what is not open is not closed");
});

test("the leaderboard by scope and by page; a late page of another scope is not shown", async () => {
  const { play, last } = guest();
  const { board } = play.reception;
  const row = (user) => ({ user, name: user, rank: 1 });
  play.reception.open("board");
  const first = last().ops("leaderboard.get")[0];
  assert.equal(first.scope, "all");
  board.look("week");
  assert.equal(board.shown, null, "the rows of another time are not those that were asked for");
  last().ok("leaderboard.get", { scope: "week", rows: [row("a")], me: null, next: "c" });
  last().say({ re: first.id, ok: true, scope: "all", rows: [row("z")], me: null, next: null });
  await settled();
  assert.deepEqual(board.shown.rows.map((one) => one.user), ["a"]);
  board.more();
  board.more();
  assert.equal(last().ops("leaderboard.get").length, 3, "one page at a time");
  assert.equal(last().ops("leaderboard.get").at(-1).cursor, "c");
  last().ok("leaderboard.get", { scope: "week", rows: [row("b")], me: null, next: null });
  await settled();
  assert.deepEqual(board.shown.rows.map((one) => one.user), ["a", "b"]);
  assert.equal(board.shown.next, null);
});

test("a profile that comes late is not shown as somebody else's", async () => {
  const { play, last } = guest();
  const { portrait } = play.reception;
  play.reception.open("profile", "u2");
  const [, first] = last().ops("profile.get");
  portrait.look("u3");
  last().ok("profile.get", { user: { id: "u3" }, name: "Cy" });
  last().say({ re: first.id, ok: true, user: { id: "u2" }, name: "Bo" });
  await settled();
  assert.equal(portrait.shown.name, "Cy");
  portrait.look("u4");
  last().refuse("profile.get", "not_found");
  await settled();
  assert.deepEqual([portrait.shown, portrait.wrong() !== ""], [null, true]);
});

test("all my data in one file, also the tables that come in pages", async () => {
  const { play, last } = guest();
  const { papers } = play.reception;
  papers.gather("Ada & Söhne");
  last().ok("profile.export", { tables: { votes: [1], users: [9] }, more: { votes: 1 } });
  await settled();
  const second = last().ops("profile.export")[1];
  assert.deepEqual([second.table, second.offset], ["votes", 1]);
  last().ok("profile.export", { tables: { votes: [2] }, more: { votes: 2 } });
  await settled();
  last().ok("profile.export", { tables: { votes: [3] }, more: {} });
  await settled();
  assert.deepEqual(JSON.parse(papers.file.text), { votes: [1, 2, 3], users: [9] });
  assert.deepEqual([papers.file.rows, papers.file.name], [4, "ai-genius-Ada-S-hne.json"]);
  papers.gather("x");
  last().refuse("profile.export", "unavailable");
  await settled();
  assert.deepEqual([papers.file, papers.wrong() !== ""], [null, true], "half of it is nothing");
});

test("erasing waits for games under way, in words; done, nobody sits here", async () => {
  const { play, last, store } = guest();
  const { papers } = play.reception;
  play.reception.open("erase");
  papers.erase("Ada");
  assert.equal(last().ops("profile.erase")[0].confirm, "Ada");
  const refused = (message) => last().say({
    re: last().ops("profile.erase").at(-1).id, ok: false, error: { code: "conflict", message },
  });
  refused("That (game 0198c0de-0000-7000-8000-000000000001, which you joined or lead, is not over)");
  await settled();
  assert.match(papers.wrong(), /game that you joined or lead is not over/);
  assert.equal(store.get("token"), "t1");
  papers.erase("Ada");
  refused("That (an admin is forgotten only after another admin took the role away)");
  await settled();
  assert.match(papers.wrong(), /admin/);
  papers.erase("Ada");
  last().ok("profile.erase");
  await settled();
  assert.deepEqual([papers.erased, play.screen, store.get("token")], [true, "name", null]);
  assert.deepEqual([play.account.name, store.get("name")], ["", null]);
  assert.deepEqual(play.reception.trail, ["erase"], "the farewell still stands");
});

test("thumbs and reports count once the server has kept them, and end with the game", async () => {
  const { play, last, drawn } = await playing();
  play.opinions.rate(1, true);
  assert.deepEqual(play.opinions.liked, {});
  last().ok("prompt.rate");
  await settled();
  const { round, liked } = last().ops("prompt.rate")[0];
  assert.deepEqual([round, liked, play.opinions.liked], [1, true, { 1: true }]);
  play.opinions.rate(1, true);
  assert.equal(last().ops("prompt.rate").length, 1);
  play.opinions.report("m1");
  last().refuse("chat.report", "rate_limited", 12_000);
  await settled();
  assert.deepEqual([play.opinions.reported, play.error], [
    [], "That was a lot at once. Try again in 12 seconds.",
  ]);
  drawn.length = 0;
  play.opinions.report("m1");
  last().ok("chat.report");
  await settled();
  assert.deepEqual(drawn.at(-1), ["m1"], "the last drawing shows it");
  play.opinions.enter("g2");
  assert.deepEqual([play.opinions.liked, play.opinions.reported], [{}, []]);
});

test("why an answer got its scores is asked for once, and forgotten with the game", async () => {
  const { play, last, drawn } = await playing();
  const { whys } = play.opinions;
  drawn.length = 0;
  whys.toggle(1, "r2");
  assert.deepEqual([whys.open.r2, whys.told.r2], [true, undefined]);
  const { round, response } = last().ops("judge.why")[0];
  assert.deepEqual([round, response], [1, "r2"]);
  const why = { response: "r2", confidence: 0.5, marks: [], reasons: [], version: 0 };
  last().ok("judge.why", { round: 1, judge: "offline", answers: [why] });
  await settled();
  assert.deepEqual(whys.told.r2, why);
  assert.ok(drawn.length > 0);
  whys.toggle(1, "r2");
  whys.toggle(1, "r2");
  assert.equal(last().ops("judge.why").length, 1);
  whys.toggle(1, "r3");
  last().ok("judge.why", { round: 1, judge: null, answers: [] });
  await settled();
  assert.equal(whys.told.r3, null, "nobody told");
  play.opinions.enter("g2");
  assert.deepEqual([whys.open, whys.told], [{}, {}]);
});

test("what is announced is kept until it is read, in a game or not", () => {
  const { play, last } = guest();
  last().say({ sig: "announcement", text: "Tea at five", at: 7 });
  assert.deepEqual(play.reception.said, { text: "Tea at five", at: 7 });
  play.reception.dismiss();
  assert.equal(play.reception.said, null);
  const [line] = look.heard(told(lobby(), { ev: "announcement.made", text: "hi" }));
  assert.deepEqual([line.official, line.player], [true, null]);
});

test("honours by player, mine first; late ones replace what the podium had", () => {
  const one = (player, code) => ({ player, code, name: code, points: 10 });
  const end = told(reveal(), {
    ev: "game.completed", standings: [], winners: [], achievements: [one("p2", "a")],
  });
  assert.deepEqual(look.honoursOf(end), [{ player: "p2", unlocked: [one("p2", "a")] }]);
  const late = told(end, {
    ev: "honours.recorded", number: 1, is_late: true,
    achievements: [one("p2", "a"), one("p1", "b"), one("p2", "c")],
  });
  assert.deepEqual(
    look.honoursOf(late).map((row) => [row.player, row.unlocked.map((each) => each.code)]),
    [["p1", ["b"]], ["p2", ["a", "c"]]],
  );
});

test("refusals in words: the detail of a field, the time to wait", () => {
  const said = (code, message, retry_after_ms = null) =>
    words.accountWords(new WireError({ code, message, retry_after_ms }));
  const short = "The command is not well formed. (password: at least 8 characters)";
  assert.equal(said("bad_request", short), "A password has at least 8 characters.");
  assert.equal(said("odd", "Odd."), "Odd.");
  const rude = "The command is not well formed. (text: no swearing at this table)";
  assert.equal(said("bad_request", rude), "No swearing at this table.");
  assert.equal(said("account.locked", "", 1000), "Too many wrong attempts. Try again in 1 second.");
  assert.equal(words.waitWords(null), "Try again in a moment.");
  assert.equal(words.careerWords(null), "No finished game yet.");
});
