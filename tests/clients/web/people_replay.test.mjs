/** Long evenings told again: page by page with little held, and playing by themselves. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { placeWords, whereOf } from "../../../clients/web/people/caption.js";
import { Favourite } from "../../../clients/web/people/favourite.js";
import { Player } from "../../../clients/web/people/player.js";
import { KEPT, Reel } from "../../../clients/web/people/reel.js";
import { STOPS_MS, opening, telling } from "../../../clients/web/people/replay.js";
import { WireError } from "../../../clients/web/retry.js";
import { ADA, BO, GAME } from "./evening.mjs";
import "./english.mjs";
import { FakeClock, settled } from "./fakes.mjs";

const ROUNDS = 50;
const game = { ...GAME, total_rounds: ROUNDS, current_round: ROUNDS };

/** An evening of `rounds`, with a hole after every event: what is nobody's is left out. */
function evening(rounds) {
  const views = [{ ev: "player.joined", player: ADA }, { ev: "player.joined", player: BO },
    { ev: "game.started", total_rounds: rounds, seats: ["p1", "p2"] }];
  for (let round = 1; round <= rounds; round += 1) {
    const results = [{ response: "r1", player: "p1", text: `quip ${round}`, is_ai: false, points: 10,
      scores: null, judge: null, votes: { funny: 1, creative: 0, best: 0 } }];
    views.push(
      { ev: "round.started", round, prompt: `why ${round}?`, category: "", difficulty: "easy" },
      { ev: "response.submitted", round, player: "p1", response: "r1", text: `quip ${round}` },
      { ev: "voting.started", round, responses: [{ id: "r1", text: `quip ${round}` }] },
      { ev: "vote.cast", round, player: "p2", response: "r1", vote_type: "best" },
      { ev: "vote.cast", round, player: "p2", response: "r1", vote_type: "funny" },
      { ev: "round.completed", round, results, standings: [{ player: "p1", score: 10 * round, rank: 1 }] },
    );
  }
  views.push({ ev: "game.completed", standings: [], winners: ["p1"], stats: null },
    { ev: "honours.recorded", number: 1, is_late: true, achievements: [{ player: "p1", code: "x" }] });
  return views.map((view, at) => ({ seq: 2 * at + 1, at, game: "g1", ...view }));
}

const events = evening(ROUNDS);

/** A server's pages; `asked` notes where each began. */
function server(asked = [], limit = 20) {
  return async (_, { from_seq: from }) => {
    asked.push(from);
    const rest = events.filter((one) => one.seq >= from);
    const next = rest[limit]?.seq ?? null;
    return { game, events: rest.slice(0, limit), next };
  };
}

const reelOf = (asked) => new Reel((from) => server(asked)("game.history", { from_seq: from }));
const held = (reel) => reel.pages.filter((page) => page.views).length;

test("fifty rounds, page by page, with a few pages held, there and back", async () => {
  const asked = [];
  const reel = reelOf(asked);
  await reel.start();
  assert.equal(asked.length, 1, "nothing is asked for before it is wanted");
  let steps = 1;
  while (await reel.forward()) {
    steps += 1;
    assert.ok(held(reel) <= KEPT);
  }
  assert.equal(steps, events.filter((one) => Object.hasOwn(STOPS_MS, one.ev)).length);
  assert.equal(asked.length, Math.ceil(events.length / 20), "each page once");
  assert.deepEqual(reel.told.table.achievements.map((one) => one.code), ["x"],
    "what came after the podium is on it");
  await reel.toRound(2);
  assert.equal(reel.told.table.prompt.text, "why 2?");
  assert.ok(held(reel) <= KEPT, "a page let go of is asked for again");
  await reel.back();
  assert.equal(reel.told.last.ev, "round.completed");
});

test("wound to a round that nobody has seen yet, and past the last", async () => {
  const reel = reelOf();
  await reel.start();
  await reel.toRound(37);
  assert.deepEqual([reel.told.table.round, reel.told.written], [37, []]);
  await reel.toRound(Infinity);
  assert.deepEqual([reel.told.table.phase, reel.atEnd], ["completed", true]);
  assert.equal(await reel.forward(), false);
});

/** A player whose server and clock are ours. */
async function playing(send = server()) {
  const clock = new FakeClock();
  const player = new Player({ send, changed: () => {}, timers: clock.ports() });
  await player.open("g1");
  return { player, clock };
}

test("it plays by itself, faster if one likes, and stands still at a step by hand", async () => {
  const { player, clock } = await playing();
  const at = () => player.reel.told.last.ev;
  assert.deepEqual([at(), player.playing], ["game.started", false]);
  player.toggle();
  clock.pass(STOPS_MS["game.started"] - 1);
  await settled();
  assert.equal(at(), "game.started");
  clock.pass(1);
  await settled();
  assert.equal(at(), "round.started");
  player.faster();
  assert.equal(player.speed, 2);
  clock.pass(STOPS_MS["round.started"] / 2);
  await settled();
  assert.equal(at(), "response.submitted");
  await player.step(-1);
  assert.deepEqual([at(), player.playing, clock.timers.size], ["round.started", false, 0]);
});

test("at the end it stands still, and from there it begins anew", async () => {
  const { player, clock } = await playing();
  await player.toRound(ROUNDS + 1);
  assert.equal(player.reel.told.table.phase, "completed");
  await player.toggle();
  assert.deepEqual([player.reel.told.last.ev, player.playing], ["game.started", true]);
  await player.toRound(ROUNDS);
  for (let step = 0; step < 10 && player.playing; step += 1) {
    clock.pass(10_000);
    await settled();
  }
  assert.deepEqual([player.playing, player.reel.atEnd, clock.timers.size], [false, true, 0]);
});

test("of what is wished while a page is on its way the last counts", async () => {
  const { player } = await playing();
  await Promise.all([player.toRound(40), player.toRound(3), player.toRound(12)]);
  assert.equal(player.reel.told.table.round, 12);
});

test("a closed evening is shown to nobody, and its late pages change nothing", async () => {
  const { player, clock } = await playing();
  player.toggle();
  const late = player.toRound(30);
  player.close();
  await late;
  assert.deepEqual([player.reel, player.playing, clock.timers.size], [null, false, 0]);
});

test("another evening put in meanwhile is not disturbed by the late page of the first", async () => {
  const answers = [];
  const slow = () => new Promise((resolve) => { answers.push(resolve); });
  const player = new Player({ send: slow, changed: () => {}, timers: new FakeClock().ports() });
  player.open("g1");
  player.open("g2");
  answers[0](await server()("game.history", { from_seq: 1 }));
  await settled();
  assert.deepEqual([player.busy, player.reel.told], [true, null], "the second is still on its way");
  answers[1](await server()("game.history", { from_seq: 1 }));
  await settled();
  assert.deepEqual([player.busy, player.reel.told.last.ev], [false, "game.started"]);
});

test("why there is nothing to be seen; a page that failed may be asked for again", async () => {
  const refusing = async () => { throw new WireError({ code: "forbidden" }); };
  const { player } = await playing(refusing);
  assert.match(player.wrong(), /private/);
  let down = false;
  const pages = server();
  const shaky = async (...asked) => {
    if (down) throw new WireError({ code: "unavailable" });
    return pages(...asked);
  };
  const other = (await playing(shaky)).player;
  down = true;
  await other.toRound(30);
  assert.equal(other.wrong() !== "" && other.reel.told !== null, true);
  down = false;
  await other.toRound(30);
  assert.deepEqual([other.wrong(), other.reel.told.table.round], ["", 30]);
});

test("a vote that moved is seen where it went; who left before it began keeps a name", () => {
  const told = [
    { ev: "player.joined", player: BO }, { ev: "chat.message", player: "p2", message: "m", text: "hi" },
    { ev: "player.left", player: "p2", reason: "left", freed: true },
    { ev: "round.started", round: 1, prompt: "?" },
    { ev: "vote.cast", round: 1, player: "p1", response: "r1", vote_type: "best" },
    { ev: "vote.cast", round: 1, player: "p1", response: "r2", vote_type: "best" },
  ];
  const states = told.reduce((all, view) => [...all, telling(all.at(-1), view)], [opening(game)]);
  assert.deepEqual(states.at(-1).votes, [{ player: "p1", response: "r2", type: "best" }]);
  assert.equal(states[3].said[0].name, "Bo");
  assert.deepEqual(states[3].table.players, []);
});

test("where we are, in words", () => {
  assert.equal(whereOf(opening(game)), "Before the first round");
  assert.deepEqual([0, 3, 6].map((place) => placeWords(place, 5)),
    ["Before the first round", "Round 3 of 5", "The end"]);
});

test("at a reveal the best answer ever is asked for, once for each prompt, and told if it says something", async () => {
  const asked = [];
  let reply = { answers: [{ text: "a duck", name: "Ada", chance: 0.8, votes: 5, voters: 3 }] };
  let drawn = 0;
  const favourite = new Favourite(async (op, fields) => {
    asked.push([op, fields.prompt]);
    if (reply instanceof Error) throw reply;
    return reply;
  }, () => { drawn += 1; });
  const table = (phase, text) => ({ phase, prompt: { text } });
  await favourite.look(table("voting", "why?"));
  await favourite.look({ phase: "reveal", prompt: null });
  assert.deepEqual([asked, favourite.of(table("reveal", "why?"))], [[], null]);
  await favourite.look(table("reveal", "why?"));
  await favourite.look(table("reveal", "why?"));
  assert.deepEqual([asked, drawn], [[["prompt.best", "why?"]], 1]);
  assert.deepEqual(favourite.of(table("reveal", "why?")), { text: "a duck", name: "Ada" });
  assert.equal(favourite.of(table("voting", "why?")), null);
  for (const [at, answers] of [[], [{ chance: 0.9, voters: 2 }], [{ chance: 0.4, voters: 9 }]].entries()) {
    reply = { answers };
    await favourite.look(table("reveal", `${at}`));
    assert.equal(favourite.of(table("reveal", `${at}`)), null, "too little to boast with");
  }
  reply = new WireError({ code: "unavailable" });
  await favourite.look(table("reveal", "away"));
  assert.equal(favourite.of(table("reveal", "away")), null);
  for (let n = 0; n < 100; n += 1) await favourite.look(table("reveal", `more ${n}`));
  assert.equal(favourite.of(table("reveal", "why?")), null, "not everything is kept");
});

test("the player looks for it as the evening is told", async () => {
  const looked = [];
  const player = new Player({
    send: server(), changed: () => {}, timers: new FakeClock().ports(),
    favourite: { look: (table) => looked.push(table.phase), of: () => null },
  });
  await player.open("g1");
  await player.toRound(1);
  for (let n = 0; n < 5; n += 1) await player.step(1);
  assert.ok(looked.includes("reveal"));
});
