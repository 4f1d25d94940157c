/** Dialogs about people: what others wrote stands in them as text; medals; who is where. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { CATALOGUE, honourName, shelf } from "../../../clients/web/people/catalogue.js";
import { medal } from "../../../clients/web/people/medals.js";
import { opening, telling } from "../../../clients/web/people/replay.js";
import { drawForm, drawMe } from "../../../clients/web/views/draw_account.js";
import { drawBoard } from "../../../clients/web/views/draw_board.js";
import { drawPapers } from "../../../clients/web/views/draw_papers.js";
import { drawProfile } from "../../../clients/web/views/draw_profile.js";
import { drawReplay } from "../../../clients/web/views/draw_replay.js";
import "./english.mjs";
import { ADA, BEEP, BO, GAME } from "./evening.mjs";
import { Element, openPage } from "./page.mjs";

const HARM = '<img src=x onerror="alert(1)">';
const quiet = () => "";
let page;
beforeEach(() => { page = openPage(); });
const at = (id) => document.getElementById(id);
const texts = (id) => at(id).children.map((node) => node.textContent);

/** Everything that was made, as a string. */
function made(node) {
  const inside = node.nodes.map((each) => (each instanceof Element ? made(each) : each.data));
  const attributes = [...node.attributes].map(([name, value]) => ` ${name}=${value}`).join("");
  return `(${node.tag}${attributes} ${inside.join("")})`;
}

/** What the dialogs are drawn from. */
function play(trail, more = {}) {
  return {
    account: { user: { id: "u1", name: "Ada", is_guest: false }, isGuest: false, name: "Ada" },
    reception: {
      trail, error: "", field: "", busy: false, stats: null, said: null,
      papers: { busy: false, file: null, erased: false, wrong: quiet },
      ...more,
    },
    hall: { agents: [] },
    game: null,
  };
}

const place = (rank, user, name) => (
  { rank, user, name, is_guest: false, total_score: 1000, games_played: 2, wins: 1 });

test("a board with ties, me apart at its end, and harm that stays text", () => {
  const rows = [place(1, "u2", HARM), place(1, "u3", "Cy")];
  const board = {
    scope: "all", busy: false, wrong: quiet, shown: { rows, me: place(9, "u1", "Ada"), next: "c" },
  };
  drawBoard(play(["board"], { board }));
  drawBoard(play(["board"], { board }));
  assert.equal(at("board").open, true);
  assert.deepEqual(at("rows").children.map((row) => row.querySelector(".rank").textContent),
    ["1", "1", "9"]);
  assert.equal(at("rows").children[0].querySelector(".who").textContent, HARM);
  assert.deepEqual(at("rows").children.map((row) => row.getAttribute("data-apart")), [null, null, ""]);
  assert.equal(at("rows").children[2].querySelector(".who").textContent, "Ada (you)");
  assert.equal([...at("rows").all()].some((node) => node.tag === "img"), false);
  assert.deepEqual([at("board-more").hidden, at("board-said").textContent], [false, "2 places shown"]);
  drawBoard(play(["board"], { board: { ...board, shown: null } }));
  assert.deepEqual(texts("rows"), [], "rows of another time are gone while the new ones come");
});

const stats = {
  games_played: 3, wins: 1, total_score: 900, avg_score_per_game: 300.4, rating: -1.6, is_rated: false, rank: null,
  highest_single_game_score: 1234, creativity_votes: 2, humor_votes: 0, best_votes: 4,
};

test("a profile: figures, votes, held medals apart from those to be had, games to watch", () => {
  const shown = {
    user: { id: "u2", name: HARM, is_guest: true }, name: HARM, stats,
    achievements: [{ code: "comedian", name: "x", description: "y", points: 50, at: 5, game: null },
      { code: "brand_new", name: HARM, description: HARM, points: 5, at: 9, game: null }],
    recent_games: [{ game: "g7", name: HARM, score: 1, rank: 2, players: 4, ended_at: 10 }],
  };
  const portrait = { user: "u2", shown, wrong: quiet };
  drawProfile(play(["profile"], { portrait }));
  assert.equal(at("profile-name").textContent, HARM);
  assert.deepEqual(texts("profile-tiles"),
    ["Ratingstill new", "Ranknone yet", "Games3", "Wins1", "Best game1,234", "Per game300"]);
  assert.deepEqual(at("medals").children.map((one) => one.querySelector(".name").textContent),
    [HARM, "Comedian"], "the newest first; one the page does not know as the server calls it");
  assert.equal(at("medals-locked").children.length, CATALOGUE.length - 1);
  assert.equal(at("past").querySelector("[data-replay]").dataset.replay, "g7");
  assert.match(at("past").textContent, /Place 2 of 4 · 1 point ·/);
  assert.equal(at("profile-mine").hidden, true, "nobody erases somebody else");
  drawProfile(play(["profile"], { portrait: { ...portrait, shown: { ...shown, user: { id: "u1" } } } }));
  assert.equal(at("profile-mine").hidden, false);
});

test("every achievement has a medal unlike all others, and a name", () => {
  const drawn = CATALOGUE.map(({ code }) => made(medal(code)));
  assert.equal(drawn.length, 30);
  assert.equal(new Set(drawn).size, 30);
  const signs = CATALOGUE.map(({ code }) => made(medal(code).children.at(-1)));
  assert.equal(new Set(signs).size, 30, "also where colours are not seen");
  for (const text of drawn) assert.equal(/#[0-9a-f]{3}|NaN|undefined/.test(text), false, text);
  for (const one of CATALOGUE) assert.notEqual(honourName(one), one.code);
  assert.equal(medal("no_such").tag, "svg");
});

test("the shelf: what is held by its day, the newest first, then the rest as listed", () => {
  const all = shelf([{ code: "regular", at: 1 }, { code: "veteran", at: 2 }]);
  assert.deepEqual(all.slice(0, 3).map((one) => one.code), ["veteran", "regular", "first_game"]);
  assert.equal(all.length, CATALOGUE.length);
});

/** An evening up to its reveal. */
const round = [ADA, { ...BO, name: HARM }, BEEP].map((player) => ({ ev: "player.joined", player }))
  .concat([
    { ev: "round.started", round: 1, prompt: HARM, category: HARM, difficulty: "easy" },
    { ev: "response.submitted", round: 1, player: "p1", response: "r1", text: "mine" },
    { ev: "response.submitted", round: 1, player: "p2", response: "r2", text: HARM },
    { ev: "chat.message", player: "p2", message: "m1", text: HARM },
    { ev: "vote.cast", round: 1, player: "p1", response: "r2", vote_type: "funny" },
  ]);
const result = (response, player, points) => (
  { response, player, text: "", points, is_ai: false, scores: null, votes: {} });
const reveal = {
  ev: "round.completed", round: 1, results: [result("r1", "p1", 5), result("r2", "p2", 90)],
  standings: [{ player: "p2", score: 90, rank: 1 }, { player: "p1", score: 5, rank: 2 }],
};
const podium = {
  ev: "game.completed", standings: reveal.standings, winners: ["p2"], stats: null,
  achievements: [{ player: "p2", code: "first_win", name: "x", points: 5 }],
};

function evening(views, favourite = null) {
  const told = views.reduce(telling, opening({ ...GAME, name: HARM }));
  const player = {
    reel: { told, game: { ...GAME, name: HARM, current_round: 1 }, atStart: false, atEnd: false },
    playing: false, busy: false, speed: 1, wrong: quiet, favourite,
  };
  drawReplay(play(["replay"], { player }));
}

test("an evening told again: who wrote what, who voted for whom, the reveal, the podium", () => {
  at("replay-told").querySelector = () => null;
  evening(round);
  assert.deepEqual([at("replay-title"), at("replay-asked"), at("replay-category")]
    .map((node) => node.textContent), [HARM, HARM, HARM]);
  const quotes = () => at("replay-written").children
    .map((one) => one.querySelector(".quote").textContent);
  assert.deepEqual(quotes(), ["mine", HARM]);
  assert.equal(at("replay-written").children[1].querySelector(".names").textContent, "Ada");
  assert.equal(at("replay-caption").textContent, `Ada finds “${HARM}” funny.`);
  assert.equal(at("replay-chat").children[0].querySelector(".text").textContent, HARM);
  assert.equal(at("replay-standings").hidden, true);
  evening([...round, reveal]);
  assert.deepEqual(quotes(), [HARM, "mine"], "the best first");
  assert.equal(at("replay-standings").children.length, 2);
  assert.equal(at("replay-round").getAttribute("aria-valuetext"), "Round 1 of 1");
  assert.equal(at("replay-favourite").hidden, true);
  evening([...round, reveal], { of: () => ({ text: HARM, name: "Bo" }) });
  assert.deepEqual([at("replay-favourite").hidden, at("replay-favourite").textContent],
    [false, `The best that was ever said to this: “${HARM}” (Bo)`]);
  evening([...round, reveal, podium]);
  assert.deepEqual([at("replay-podium").hidden, at("replay-podium").children.length], [false, 2]);
  assert.equal(at("replay-won").querySelector(".name").textContent, "First Win");
  assert.equal(at("replay-written").children.length, 0);
  for (const root of page.values()) {
    assert.equal([...root.all()].some((node) => node.tag === "img"), false);
  }
});

test("erasing needs the name letter by letter, and says goodbye", () => {
  const { reception, account } = play(["erase"]);
  at("erase-name").value = "ada";
  drawPapers({ reception, account });
  assert.equal(at("erase-go").disabled, true);
  at("erase-name").value = "Ada";
  drawPapers({ reception, account });
  assert.equal(at("erase-go").disabled, false);
  drawPapers({ reception: { ...reception, papers: { ...reception.papers, erased: true } }, account });
  assert.deepEqual([at("erase-asking").hidden, at("erase-gone").hidden], [true, false]);
});

test("the form says which field is wrong, and tells password managers what it is for", () => {
  const signing = (which, more) => drawForm(play([which], more));
  signing("register", { error: "taken", field: "username" });
  assert.equal(at("username").getAttribute("aria-describedby"), "username-hint account-error");
  assert.deepEqual(["username", "password"].map((id) => at(id).getAttribute("aria-invalid")),
    ["true", null]);
  assert.equal(at("password").getAttribute("autocomplete"), "new-password");
  at("password").value = "secret";
  signing("login", {});
  assert.equal(at("password").getAttribute("autocomplete"), "current-password");
  assert.equal(at("password").value, "", "a password does not go from one form to the other");
  drawMe(play([]));
  assert.equal(at("me-name").textContent, "Signed in as Ada");
});
