/** A visit to the valley over a wire in the test's hands: watching, joining, talking, asking. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { openStore } from "../../../clients/web/play/store.js";
import { SILENCE_MS, Visit } from "../../../clients/web/valley/visit.js";
import "./english.mjs";
import { FakeClock, fakeWire, settled } from "./fakes.mjs";
import { REPLY, figure, tick } from "./hamlet.mjs";
import { FakeStorage } from "./opened.mjs";

const GOAT = { id: "goat", name: "Bramble", avatar: "🐐", line: "A goat.", traits: [] };
const FEELS = { type: "friend", affection: 30, trust: 60, frequency: 4 };
const MOVED = {
  cause: "chat", affection: 3, trust: 2, at: 1, by: "player", source: null, note: "",
};

function visiting(stored = {}) {
  const store = openStore(new FakeStorage());
  for (const [key, value] of Object.entries(stored)) store.set(key, value);
  const clock = new FakeClock();
  let fake;
  const visit = new Visit({
    makeWire: (on) => {
      fake = fakeWire(on, clock);
      return fake.wire;
    },
    store, ...clock.ports(), timers: clock.ports(), changed: () => {}, passer: "Passer-by",
  });
  visit.begin();
  return { visit, store, ...fake };
}

async function here(stored) {
  const opened = visiting(stored);
  const line = opened.last();
  line.greet();
  line.ok("world.watch", REPLY);
  line.ok("agent.list", { agents: [GOAT] });
  line.say(tick(813, [figure("goat"), figure("mayor")], { full: true }));
  await settled();
  return opened;
}

test("who was never here watches as a passer-by, and is nobody's player", async () => {
  const { visit, store, last } = await here();
  assert.deepEqual(last().ops("hello")[0].auth, { kind: "guest", name: "Passer-by" });
  assert.equal(visit.isNamed, false);
  assert.deepEqual([store.get("token"), store.get("passing.token")], [null, "t1"]);
  assert.equal(last().ops("world.watch")[0].hz, 5);
  assert.deepEqual([...visit.valley.folk.keys()], ["goat", "mayor"]);
  assert.equal(visit.agents.get("goat").avatar, "🐐");
});

test("who plays here comes as themselves", async () => {
  const { visit, last } = await here({ token: "mine", name: "Ada" });
  assert.deepEqual(last().ops("hello")[0].auth, { kind: "token", token: "mine" });
  assert.deepEqual([visit.isNamed, visit.name], [true, "Ada"]);
});

test("a name makes a passer-by a player, who walks where they want, also after a cut", async () => {
  const { visit, store, last, reconnected } = await here();
  visit.join(" Ada ");
  last().greet({ id: "u7", name: "Ada" }, "t2");
  last().ok("world.watch", REPLY);
  last().ok("agent.list", { agents: [GOAT] });
  await settled();
  assert.deepEqual(last().ops("hello")[0].auth, { kind: "guest", name: "Ada" });
  assert.equal(store.get("token"), "t2");
  assert.equal(last().ops("world.join")[0].character_name, "Ada");
  last().ok("world.join", { ...REPLY, character: figure("u7", { is_person: true, name: "Ada" }) });
  await settled();
  assert.deepEqual([visit.me, visit.valley.folk.has("u7"), visit.busy], ["u7", true, ""]);
  visit.walk("inn");
  assert.equal(last().ops("world.move")[0].to, "inn");
  last().ok("world.move");
  last().drop(1006);
  reconnected();
  last().greet({ id: "u7", name: "Ada" }, "t2");
  assert.equal(last().ops("world.join").length, 1);
  assert.equal(last().ops("world.watch").length, 1);
  last().ok("world.join", { ...REPLY, character: figure("u7") });
  await settled();
  visit.leave();
  assert.deepEqual([visit.me, last().ops("world.leave").length], [null, 1]);
});

test("a name that is taken is said, and nobody walks", async () => {
  const { visit, last } = await here({ token: "mine", name: "Ada" });
  visit.join("Bramble");
  last().refuse("world.join", "name.taken");
  await settled();
  assert.deepEqual([visit.me, visit.busy], [null, ""]);
  assert.match(visit.wrong(), /already has that name/);
});

test("a closed valley says so, and is asked again", async () => {
  const { visit, last, clock } = visiting({ token: "mine" });
  last().greet();
  last().refuse("world.watch", "unavailable");
  await settled();
  assert.match(visit.wrong(), /closed/);
  clock.pass(10_000);
  assert.equal(last().ops("world.watch").length, 2);
  // One that says when to come back is asked again by the wire; it says so meanwhile.
  visit.wrong = () => "";
  last().refuse("world.watch", "unavailable", 500);
  await settled();
  assert.match(visit.wrong(), /closed/);
  clock.pass(500);
  last().ok("world.watch", REPLY);
  await settled();
  assert.deepEqual([visit.wrong(), visit.valley.tick], ["", 812]);
});

test("a page that nobody looks at is told nothing", async () => {
  const { visit, last } = await here({ token: "mine" });
  visit.look(false);
  assert.equal(last().ops("world.unwatch").length, 1);
  visit.look(true);
  assert.equal(last().ops("world.watch").length, 2);
});

test("a line that is silent though the valley always speaks is doubted", async () => {
  const { last, clock } = await here({ token: "mine" });
  clock.pass(SILENCE_MS - 1);
  assert.equal(last().ops("game.list").length, 0);
  clock.pass(1);
  assert.equal(last().ops("game.list").length, 1);
});

test("a token that nobody knows any more makes a passer-by again", async () => {
  const { visit, last, sockets } = visiting({ token: "old", name: "Ada" });
  last().open();
  last().refuse("hello", "unauthorized");
  await settled();
  assert.equal(sockets.length, 2);
  last().open();
  assert.equal(last().ops("hello")[0].auth.kind, "guest");
  assert.equal(visit.isNamed, false);
});

async function talking() {
  const opened = await here({ token: "mine", name: "Ada" });
  const { visit, last } = opened;
  visit.sheet.open("goat");
  last().ok("agent.get", { agent: GOAT, relationship: FEELS, talks: [
    { at: 1, me: "Hello", reply: "Meh.", emotional_tone: "cool" },
  ] });
  await settled();
  return opened;
}

test("a talk moves what the agent feels, and its cause is kept", async () => {
  const { visit, last } = await talking();
  const { sheet } = visit;
  assert.deepEqual(sheet.lines.map(({ text }) => text), ["Hello", "Meh."]);
  assert.equal(sheet.feels.affection, 30);
  const heard = sheet.talk(" Nice roof! ");
  const { mine, text: said, waits } = sheet.lines.at(-1);
  assert.deepEqual([mine, said, waits], [true, "Nice roof!", true]);
  assert.equal(await sheet.talk("Again"), false);
  const relationship = { ...FEELS, affection: 33, trust: 62 };
  last().ok("agent.talk", {
    reply: { text: "It is.", emotional_tone: "warm" }, relationship, change: MOVED,
    recalled: ["m1"], ended: false,
  });
  assert.equal(await heard, true);
  assert.deepEqual([sheet.feels.affection, sheet.change, sheet.moves], [33, MOVED, 1]);
  const { text, tone, recalled, change } = sheet.lines.at(-1);
  assert.deepEqual([text, tone, recalled, change], ["It is.", "warm", 1, MOVED]);
  assert.equal(last().ops("agent.talk").length, 1);
});

test("a line that was refused is taken back, and why is said", async () => {
  const { visit, last } = await talking();
  const { sheet } = visit;
  const heard = sheet.talk("Hello?");
  last().refuse("agent.talk", "agent.busy", 5000);
  assert.equal(await heard, false);
  assert.equal(sheet.lines.length, 2);
  assert.match(sheet.wrong.talk(), /5 seconds/);
});

test("memories are searched; an answer for one who is not looked at any more is dropped", async () => {
  const { visit, last } = await talking();
  const { sheet } = visit;
  sheet.turn("memories");
  last().ok("agent.memories", { memories: [{ id: "m1", content: "A toaster" }] });
  await settled();
  sheet.search(" toaster ");
  assert.equal(last().ops("agent.memories").at(-1).query, "toaster");
  const { id } = last().ops("agent.memories").at(-1);
  sheet.refresh();
  const late = last().ops("agent.get").at(-1).id;
  sheet.open("mayor");
  last().say({ re: id, ok: true, memories: [{ id: "m9", content: "Secret" }] });
  last().say({ re: late, ok: true, agent: GOAT, relationship: FEELS, talks: [] });
  await settled();
  assert.deepEqual([sheet.memories, sheet.about, sheet.feels], [null, null, null]);
});

test("a mind's reflections are read with the memories that they rest on", async () => {
  const { visit, last } = await talking();
  const { sheet } = visit;
  sheet.turn("mind");
  const reflections = [{ id: "m2", content: "Ada is funny", source: ["m1"] }];
  const mind = { layers: [], signals: [], reflections, plans: [], evaluations: [] };
  last().ok("agent.mind", mind);
  await settled();
  last().ok("agent.memories", { memories: [{ id: "m1", content: "A toaster" }] });
  await settled();
  assert.equal(sheet.known.get("m1"), "A toaster");
  last().say({ sig: "agent.memory", agent: "goat", kind: "observation" });
  assert.equal(last().ops("agent.mind").length, 2);
  last().ok("agent.mind", mind);
  await settled();
  // What was asked for once is not asked for again.
  assert.equal(last().ops("agent.memories").length, 1);
});
