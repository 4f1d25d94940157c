/** What a phone shows of a game up to its votes: seats, the answer on its way, where votes lie. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { drawLobby } from "../../../clients/web/views/draw_lobby.js";
import { drawCounter, drawRound } from "../../../clients/web/views/draw_round.js";
import { drawSide } from "../../../clients/web/views/draw_side.js";
import { Table } from "../../../clients/web/play/table.js";
import "./english.mjs";
import { BEEP, answering, lobby, told, voting } from "./evening.mjs";
import { clearGame } from "../../../clients/web/views/game.js";
import { drawTyped } from "../../../clients/web/views/typed.js";
import { openPage } from "./page.mjs";

const GHOST = { id: "ghost", name: "Percival", avatar: "👻", line: "Mild, years overdue." };
let page;

beforeEach(() => { page = openPage(); });

const at = (id) => page.get(id);
const text = (id) => at(id).textContent;

function play(changes = {}) {
  return {
    busy: {}, ballot: { sent: {} }, opinions: { liked: {}, reported: [], whys: { open: {}, told: {} } },
    hall: { agents: [GHOST] }, table: new Table(() => {}), ...changes,
  };
}

/** A lobby with a ghost in it. */
const haunted = () => told(lobby(), {
  ev: "player.joined", player: { ...BEEP, id: "p4", name: "Percival", agent: "ghost" },
});

test("faces: letters for people, its own emoji for a machine, 🤖 where it is not known", () => {
  drawLobby(play(), haunted());
  assert.deepEqual(
    at("players").querySelectorAll(".avatar").map((one) => one.dataset.letters ?? one.textContent),
    ["A", "B", "🤖", "👻"],
  );
  assert.equal(text("players-title"), "Players (4 of 12)");
});

test("who is ready, and what the host waits for", () => {
  drawLobby(play(), lobby());
  assert.equal(text("lobby-hint"), "2 are not ready yet. You may start anyway.");
  drawLobby(play(), told(lobby(),
    { ev: "player.ready", player: "p1", ready: true },
    { ev: "player.ready", player: "p2", ready: true }));
  assert.equal(text("lobby-hint"), "Everyone is ready. Go!");
  assert.equal(at("ready").getAttribute("aria-pressed"), "true");
  assert.deepEqual(
    at("players").querySelectorAll("[data-player]").map((one) => one.dataset.ready),
    ["true", "true", "true"],
  );
});

test("a face that is touched tells its character, and what may be done about it", () => {
  const asked = play();
  asked.table.open("seat", "p4");
  drawLobby(asked, haunted());
  assert.equal(at("seat").open, true);
  assert.equal(text("seat-line"), GHOST.line);
  assert.deepEqual([at("seat-mute").hidden, at("seat-kick").hidden], [true, false]);
  asked.table.open("seat", "p2");
  drawLobby(asked, { ...haunted(), user: "u9", host: "u2" });
  assert.deepEqual(
    [at("seat-hide").hidden, at("seat-mute").hidden, at("seat-kick").hidden],
    [false, true, true],
    "who is not the host may only hide",
  );
  drawLobby(asked, told(haunted(), { ev: "player.left", player: "p2", reason: "left" }));
  assert.equal(at("seat").open, false);
});

test("machines to choose from: seated ones are not to be had again", () => {
  const asked = play();
  asked.table.open("machines");
  drawLobby(asked, lobby());
  const button = at("company").querySelector("[data-agent]");
  assert.deepEqual([at("machines").open, Boolean(button.disabled)], [true, false]);
  drawLobby(asked, haunted());
  assert.equal(button.disabled, true);
  drawLobby(asked, answering());
  assert.equal(at("machines").open, false);
});

test("an answer is on its way until the server has it, and only then sent", () => {
  const state = answering();
  drawRound(play({ busy: { send: true } }), state);
  assert.deepEqual([text("send"), text("answer-way")], ["On its way…", "On its way…"]);
  assert.deepEqual([at("sent").hidden, text("sent-title")], [true, ""]);
  drawRound(play(), { ...state, my_response: { id: "r1", text: "Sinky" } });
  assert.deepEqual([at("sent").hidden, text("sent-title")], [false, "Sent!"]);
  assert.deepEqual([text("sent-text"), text("answer-way")], ["Sinky", ""]);
});

test("the counter counts what people see as one, and says how much is too much", () => {
  const box = document.getElementById("answer");
  box.value = "👩‍👩‍👧‍👦".repeat(280);
  drawCounter(false);
  assert.deepEqual([text("answer-count"), at("send").disabled], ["280 / 280", false]);
  box.value += "ab";
  drawCounter(false);
  assert.deepEqual([text("answer-count"), at("send").disabled], ["2 characters too long", true]);
  assert.equal(box.getAttribute("aria-invalid"), "true");
});

test("who has answered is ticked off, also for ears", () => {
  drawRound(play(), told(answering(), {
    ev: "response.submitted", round: 1, player: "p2", received: 1, expected: 3,
  }));
  assert.equal(text("progress"), "1 of 3 answered");
  assert.deepEqual(
    at("crowd").querySelectorAll("[data-person]").map((one) => one.getAttribute("aria-label")),
    ["Ada", "Bo: answered", "Beep"],
  );
});

const pressed = (type) => at("ballots").querySelectorAll(`[data-vote="${type}"]`)
  .filter((one) => one.getAttribute("aria-pressed") === "true")
  .map((one) => one.parentElement.parentElement.dataset.response);

test("a vote on its way is not given yet; moved, it leaves the one for the other", () => {
  const state = voting();
  drawRound(play({ ballot: { sent: { funny: "r2" } } }), state);
  assert.deepEqual(pressed("funny"), []);
  const given = { ...state, my_votes: { funny: "r2" } };
  drawRound(play(), given);
  assert.deepEqual([pressed("funny"), text("vote-said")], [["r2"], "Funny: for “Oops”"]);
  drawRound(play({ ballot: { sent: { funny: "r3" } } }), given);
  const old = at("ballots").querySelector('[data-vote="funny"]');
  assert.equal(old.getAttribute("data-leaving"), "true");
  drawRound(play(), { ...state, my_votes: { funny: "r3" } });
  assert.deepEqual([pressed("funny"), text("vote-said")], [["r3"], "Funny: moved to “Beep”"]);
  assert.match(text("votebar"), /Funny.*Beep.*Creative.*none yet/);
});

test("one's own answer comes last and cannot be voted for; who watches votes for nothing", () => {
  drawRound(play(), voting());
  const rows = at("ballots").querySelectorAll(".ballot");
  assert.deepEqual(rows.map((one) => one.dataset.response), ["r2", "r3", "r1"]);
  assert.deepEqual(rows.map((one) => one.querySelector(".votes").hidden), [false, false, true]);
  drawRound(play(), { ...voting(), me: null });
  assert.ok(rows.every((one) => one.querySelector(".votes").hidden));
  assert.equal(at("votebar").hidden, true);
});

test("while I write, the screen is the answer's; then reactions may pass", () => {
  drawSide(play(), answering());
  assert.equal(at("dock").hidden, true);
  drawSide(play(), { ...answering(), my_response: { id: "r1", text: "x" } });
  assert.equal(at("dock").hidden, false);
  drawSide(play(), { ...answering(), me: null });
  assert.equal(at("dock").hidden, false);
});

test("the folded chat counts what others said; opened it is read; my turn folds it", () => {
  const one = play();
  const line = (n, player, state) => told(state, {
    ev: "chat.message", message: `m${n}`, player, text: "hi", at: 3000 + n,
  });
  let state = line(2, "p1", line(1, "p2", lobby()));
  drawSide(one, state);
  assert.deepEqual([text("unread"), at("unread").hidden], ["1", false]);
  assert.equal(at("chat-open").getAttribute("aria-label"), "Open the chat, 1 new message");
  one.table.turnChat(state);
  drawSide(one, state);
  assert.deepEqual([at("unread").hidden, document.body.dataset.chat], [true, "open"]);
  state = { ...answering(), chat: state.chat };
  drawSide(one, state);
  assert.equal(document.body.dataset.chat, "folded", "a new turn wants the screen");
  one.table.turnChat(state);
  assert.equal(one.table.isChatOpen(state), true);
  assert.equal(one.table.unread(state), 0);
});

test("the sheets over a game go with it", () => {
  openPage();
  for (const id of ["seat", "machines", "leave-ask"]) document.getElementById(id).showModal();
  clearGame();
  const open = ["seat", "machines", "leave-ask"].map((id) => document.getElementById(id).open);
  assert.deepEqual(open, [false, false, false]);
});

test("what was typed goes back into its box, and stays in none once the game is left", () => {
  const drafts = { get: (key) => (key === "chat g1" ? "hel" : "") };
  drawTyped(play({ drafts }), answering());
  assert.equal(at("chat-text").value, "hel");
  at("chat-text").value = "hello";
  drawTyped(play({ drafts }), answering());
  assert.equal(at("chat-text").value, "hello", "never over what is typed there now");
  clearGame();
  assert.equal(at("chat-text").value, "");
  drawTyped(play({ drafts }), answering());
  assert.equal(at("chat-text").value, "hel");
});
