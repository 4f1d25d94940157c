/** A game told in views folds into what the screens show. */

import assert from "node:assert/strict";
import { test } from "node:test";

import {
  CHAT_MAX,
  REACTIONS_MAX,
  fold,
  fromSnapshot,
  withOwnResponse,
  withOwnGuess,
  withOwnVote,
} from "../../../clients/web/fold.js";
import {
  ADA,
  BO,
  snapshot,
  told,
  lobby,
  answering,
  BALLOT,
  voting,
  STANDINGS,
  RESULTS,
  reveal,
} from "./evening.mjs";
import "./english.mjs";
import * as look from "../../../clients/web/look.js";

test("lobby: who joins, is ready, leaves, and who may start", () => {
  const state = told(lobby(), { ev: "player.ready", player: "p2", ready: true });
  assert.equal(state.phase, "lobby");
  assert.deepEqual(
    look.seated(state).map((one) => [one.name, one.is_ready]),
    [
      ["Ada", false],
      ["Bo", true],
      ["Beep", false],
    ],
  );
  assert.equal(look.isHost(state), true);
  const left = told(state, { ev: "player.left", player: "p2", reason: "left" });
  assert.deepEqual(
    left.players.map((one) => one.id),
    ["p1", "p3"],
  );
  const handed = told(left, { ev: "host.changed", host: "u9", player: null });
  assert.equal(look.isHost(handed), false);
});

test("answering: the prompt, the clock, who has answered, and my own words only", () => {
  const start = answering();
  assert.equal(start.phase, "answering");
  assert.deepEqual(start.prompt, {
    round: 1,
    text: "A bad boat",
    category: "names",
    difficulty: "easy",
  });
  assert.equal(start.game.status, "in_progress");
  assert.deepEqual([start.total_rounds, start.received, start.expected], [7, 0, 3]);
  assert.equal(look.secondsLeft(start, 8001), 1);
  // A text beside another's name (a finished game shows them) is not mine.
  const theirs = { ev: "response.submitted", round: 1, player: "p2", text: "Oops", received: 1 };
  assert.equal(told(start, theirs).my_response, null);
  const other = told(start, {
    ev: "response.submitted",
    round: 1,
    player: "p2",
    received: 1,
    expected: 3,
  });
  assert.equal(other.my_response, null);
  assert.deepEqual([other.received, other.acted], [1, ["p2"]]);
  const mine = told(other, {
    ev: "response.submitted",
    round: 1,
    player: "p1",
    text: "Sinky",
    received: 2,
    expected: 3,
  });
  assert.deepEqual(mine.my_response, { text: "Sinky" });
  assert.deepEqual(withOwnResponse(mine, 1, "r1", "Sinky").my_response, {
    text: "Sinky",
    id: "r1",
  });
  assert.deepEqual(withOwnResponse(start, 1, { id: "r1" }, "Sinky").my_response, {
    text: "Sinky",
    id: "r1",
  });
  assert.equal(
    withOwnResponse(start, 2, "r1", "Sinky"),
    start,
    "a reply for another round says nothing here",
  );
});

test("judging, then voting: the ballot, what is mine, what I have still to give", () => {
  const state = voting();
  assert.deepEqual(
    [state.phase, state.deadline, state.received, state.expected],
    ["voting", 9900, 0, 9],
  );
  assert.deepEqual(state.responses, BALLOT);
  assert.deepEqual(
    state.responses.map((one) => look.isMine(state, one.id)),
    [false, true, false],
  );
  const cast = told(
    state,
    {
      ev: "vote.cast",
      round: 1,
      player: "p1",
      response: "r2",
      vote_type: "funny",
      received: 0,
      expected: 9,
    },
    { ev: "vote.cast", round: 1, player: "p2", received: 1, expected: 9 },
    {
      ev: "vote.cast",
      round: 1,
      player: "p1",
      response: "r3",
      vote_type: "funny",
      received: 1,
      expected: 9,
    },
  );
  assert.deepEqual(cast.my_votes, { funny: "r3" });
  assert.deepEqual(look.votesMissing(cast), ["creative", "best"]);
  assert.equal(cast.received, 1);
  assert.equal(withOwnVote(cast, 1, "best", "r2").my_votes.best, "r2");
  const alone = told(answering(), {
    ev: "voting.started",
    round: 1,
    responses: [BALLOT[0]],
    deadline: 1,
  });
  assert.equal(alone.expected, 6);
});

test("reveal and the next round: results and scores stay, answers and votes start afresh", () => {
  const state = reveal();
  assert.deepEqual([state.phase, state.deadline], ["reveal", 10_500]);
  assert.equal(state.results, RESULTS);
  assert.deepEqual(
    state.players.map((one) => [one.score, one.rank]),
    [
      [100, 2],
      [300, 1],
      [100, 2],
    ],
  );
  const next = told(state, {
    ev: "round.started",
    round: 2,
    prompt: "Two",
    category: "names",
    difficulty: "easy",
    deadline: 1,
  });
  assert.deepEqual(
    [next.phase, next.round, next.my_response, next.my_votes, next.results, next.responses],
    ["answering", 2, null, {}, [], []],
  );
  assert.equal(next.standings, STANDINGS);
});

test("podium: winners, standings, honours", () => {
  const honour = { player: "p2", code: "first", name: "First laugh" };
  const state = told(reveal(), {
    ev: "game.completed",
    standings: STANDINGS,
    winners: ["p2"],
    stats: {},
    achievements: [honour],
  });
  assert.deepEqual(
    [state.phase, state.winners, state.deadline, state.game.status],
    ["completed", ["p2"], null, "completed"],
  );
  assert.deepEqual(state.achievements, [honour]);
  const late = { ...honour, code: "late" };
  const after = told(state, { ev: "honours.recorded", number: 7, achievements: [late], is_late: true });
  assert.deepEqual([after.phase, after.achievements], ["completed", [late]]);
});

test("paused, resumed, cancelled", () => {
  const paused = told(answering(), { ev: "game.paused", reason: "storage" });
  assert.equal(paused.paused, true);
  assert.equal(look.secondsLeft(paused, 0), null);
  const resumed = told(paused, { ev: "game.resumed", deadline: 20_000 });
  assert.deepEqual([resumed.paused, resumed.deadline], [false, 20_000]);
  const cancelled = told(resumed, { ev: "game.cancelled", reason: "host" });
  assert.deepEqual(
    [cancelled.phase, cancelled.reason, cancelled.deadline],
    ["cancelled", "host", null],
  );
});

test("an outage stops the clock until it is over, or until anything is committed", () => {
  const start = answering();
  const out = fold(start, { sig: "outage", game: "g1", over: false });
  assert.equal(look.secondsLeft(out, 0), null);
  assert.deepEqual(fold(out, { sig: "outage", game: "g1", over: true }), start);
  assert.equal(look.secondsLeft(told(out, { ev: "skip" }), 8000), 1);
});

test("skip and unknown events move seq and nothing else", () => {
  const before = answering();
  for (const ev of ["skip", "some.day", "constructor"]) {
    const after = fold(before, { ev, game: "g1", seq: before.seq + 1, phase: "voting" });
    assert.deepEqual(after, { ...before, seq: before.seq + 1 });
  }
});

test("a duplicate is ignored, and so is another game", () => {
  const before = lobby();
  const again = { ev: "player.ready", game: "g1", seq: before.seq, player: "p1", ready: true };
  assert.equal(fold(before, again), before);
  assert.equal(fold(before, { ...again, seq: 1 }), before);
  assert.equal(fold(before, { ...again, seq: before.seq + 1, game: "g2" }), before);
  assert.equal(fold(before, { sig: "reaction", game: "g2", player: "p1", kind: "love" }), before);
});

test("a gap is reported and not applied; the missing event closes it", () => {
  const before = lobby();
  const late = { ev: "player.ready", game: "g1", seq: before.seq + 2, player: "p1", ready: true };
  const gap = fold(before, late);
  assert.deepEqual(gap, { ...before, gap: true });
  assert.equal(fold(gap, late), gap);
  const filled = fold(gap, { ev: "skip", game: "g1", seq: before.seq + 1 });
  assert.equal(filled.gap, false);
  assert.equal(fold(filled, late).players[0].is_ready, true);
});

test("rejoin: the same seat, its score kept; mine too", () => {
  const away = told(reveal(), { ev: "player.left", player: "p2", reason: "left" });
  assert.equal(away.players.length, 3, "in mid-game the seat stays, greyed");
  assert.equal(look.seated(away).length, 2);
  const back = told(away, { ev: "player.joined", player: BO });
  assert.deepEqual(
    back.players.map((one) => one.id),
    ["p1", "p2", "p3"],
  );
  assert.deepEqual([back.players[1].score, back.players[1].is_active], [300, true]);
  const freed = told(back, { ev: "player.left", player: "p2", reason: "left", freed: true });
  assert.equal(freed.players.length, 2, "a freed seat is gone");
  const kicked = told(back, { ev: "player.left", player: "p1", reason: "kicked" });
  assert.deepEqual([kicked.left, look.isSeated(kicked)], ["kicked", false]);
  const returned = told(kicked, { ev: "player.joined", player: ADA });
  assert.deepEqual([returned.left, look.isSeated(returned)], [null, true]);
});

test("a snapshot in mid-voting shows the same as having been there", () => {
  const lived = told(voting(), {
    ev: "vote.cast",
    round: 1,
    player: "p1",
    response: "r2",
    vote_type: "best",
    received: 0,
    expected: 9,
  });
  const {
    game, seq, phase, round, deadline, players, prompt, responses, my_response, my_votes, standings,
  } = lived;
  const loaded = fromSnapshot(
    snapshot({
      game,
      seq,
      phase,
      round,
      deadline,
      players,
      prompt,
      responses,
      my_response,
      my_votes,
      standings,
      total_rounds: 7,
      received: 0,
      expected: 9,
    }),
    "u1",
  );
  const part = (state) =>
    Object.fromEntries(Object.entries(state).filter(([key]) => !["acted", "at"].includes(key)));
  assert.deepEqual(part(loaded), part(lived));
});

test("chat keeps the newest lines and says who spoke", () => {
  const lines = Array.from({ length: CHAT_MAX + 5 }, (_, n) => ({
    ev: "chat.message",
    message: `m${n}`,
    player: "p2",
    text: `${n}`,
  }));
  const state = told(lobby(), ...lines);
  assert.equal(state.chat.length, CHAT_MAX);
  assert.deepEqual(state.chat.at(-1), {
    message: `m${CHAT_MAX + 4}`,
    player: "p2",
    name: "Bo",
    text: `${CHAT_MAX + 4}`,
    at: 2000,
  });
});

test("signals: presence and reactions need no seq and are bounded", () => {
  let state = fold(lobby(), { sig: "presence", game: "g1", player: "p2", connected: false });
  assert.equal(state.players[1].connected, false);
  for (let n = 0; n < REACTIONS_MAX + 3; n += 1) {
    state = fold(state, { sig: "reaction", game: "g1", player: "p2", kind: "love", data: null });
  }
  assert.equal(state.reactions.length, REACTIONS_MAX);
  assert.equal(state.reactions.at(-1).n, REACTIONS_MAX + 3);
  assert.equal(state.seq, lobby().seq);
  assert.equal(fold(state, { sig: "toString", game: "g1" }), state);
});

test("folding leaves the state it was given as it was", () => {
  const before = voting();
  const copy = structuredClone(before);
  told(
    before,
    { ev: "vote.cast", round: 1, player: "p1", response: "r2", vote_type: "best" },
    { ev: "player.left", player: "p2", reason: "left" },
    { ev: "chat.message", message: "m", player: "p1", text: "x" },
  );
  assert.deepEqual(before, copy);
});

test("whom I hide I don't hear, and see again who is let speak", () => {
  const line = (player, text) => ({ ev: "chat.message", message: text, player, text });
  const words = (state) => look.heard(state).map((one) => one.text);
  const spoken = told(lobby(), line("p2", "psst"), line("p3", "beep"));
  assert.deepEqual(words(spoken), ["psst", "beep"]);
  const hiding = told(spoken, { ev: "chat.muted", player: "p2", muted: true });
  assert.deepEqual([words(hiding), hiding.my_mutes], [["beep"], ["p2"]]);
  const again = told(hiding, { ev: "chat.muted", player: "p2", muted: false });
  assert.deepEqual(words(again), ["psst", "beep"]);
  const muted = told(lobby(), { ev: "player.muted", player: "p2", muted: true });
  assert.deepEqual(
    muted.players.map((one) => one.muted ?? false),
    [false, true, false],
  );
});

test("what the server's own people say stands in the chat where it was said", () => {
  const line = (text, at) => ({ ev: "chat.message", message: text, player: "p2", text, at });
  const words = (state) => look.heard(state).map((one) => `${one.name}: ${one.text}`);
  const before = told(lobby(), line("hi", 2000), { ev: "announcement.made", text: "old", at: 2001 });
  const after = told(before, line("ho", 2002));
  assert.deepEqual(words(after), ["Bo: hi", "null: old", "Bo: ho"]);
  const newest = fold(after, { sig: "announcement", text: "new", at: 2003 });
  assert.deepEqual(words(newest), ["Bo: hi", "Bo: ho", "null: new"]);
  const back = fromSnapshot(snapshot({ announcement: { text: "held", at: 5 } }), "u1");
  assert.deepEqual(words(back), ["null: held"]);
});

test("in mode turing my guesses are held, and at the end the masks fall", () => {
  const cast = told(voting(),
    { ev: "guess.cast", round: 1, player: "p1", response: "r2", is_ai: true,
      received: 1, expected: 9 },
    { ev: "guess.cast", round: 1, received: 2, expected: 9 });
  assert.deepEqual(cast.my_guesses, { r2: true });
  // What is received and expected are votes.
  assert.equal(cast.received, voting().received);
  assert.deepEqual(withOwnGuess(cast, 1, "r3", false).my_guesses, { r2: true, r3: false });
  assert.equal(withOwnGuess(cast, 9, "r3", false), cast);
  const guessers = [{ player: "p1", right: 1, wrong: 0, points: 300 }];
  const results = RESULTS.map((one) => ({ ...one, is_ai: one.player === "p2" }));
  const shown = told(cast, {
    ev: "round.completed", round: 1, results, standings: [], reveal_until: 5, guessers });
  assert.deepEqual(shown.guessers, guessers);
  assert.equal(shown.players.some((one) => one.is_ai), voting().players.some((one) => one.is_ai));
  const over = told(shown, { ev: "game.completed", standings: [], winners: [], stats: null });
  assert.equal(over.players.find((one) => one.id === "p2").is_ai, true);
});
