/** What others write is drawn as they wrote it, and does nothing. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { bring, draw } from "../../../clients/web/views/draw.js";
import { drawGame } from "../../../clients/web/views/game.js";
import { drawBoard } from "../../../clients/web/views/draw_board.js";
import { drawPeople } from "../../../clients/web/views/people.js";
import { fromSnapshot } from "../../../clients/web/fold.js";
import "./english.mjs";
import { ADA, BEEP, BO, GAME, snapshot, told } from "./evening.mjs";
import { openPage } from "./page.mjs";

bring({
  drawGame,
  drawPeople: (play) => {
    drawPeople(play);
    drawBoard(play); // as after its markup has come
  },
});

const HARM = {
  name: "<img src=x onerror=alert(1)>",
  game: "<b>bold</b> https://game.example/?<script>",
  chat: 'https://evil.example/?q="><script>alert(2)</script>',
  prompt: "<iframe src=javascript:alert(3)></iframe> __",
  answer: '<a href="javascript:alert(4)">click</a> javascript:alert(5)',
  own: "<svg/onload=alert(6)> www.evil.example",
  category: '<style>*{display:none}</style>"',
  kind: "<u>x</u>",
  reason: "<i>judge</i>",
  said: "<marquee>maintenance</marquee>",
  code: 'AB"//evil.example/../CD',
};
const RANKED = {
  rank: 1, user: "u2", name: HARM.name, is_guest: false, total_score: 5, games_played: 1, wins: 1,
  rating: 1,
  is_rated: true,
};
const SAFE_TAGS = ["b", "button", "div", "li", "p", "progress", "small", "span", "ul"];
const SAFE_NAMES = new RegExp(
  "^(class|title|type|role|id|hidden|value|placeholder|dir|max|alt|aria-[a-z]+|data-[a-z]+)$",
);
// The parts of a medal: drawn by our code from its own tables.
const MEDAL = ["svg", "path", "circle", "g"];
// Where an address is written, it is the page's own and made of the game's code.
const ADDRESSES = {
  qr: ["src", /^\/qr\/[A-Z0-9]+\.svg$/], "stage-link": ["href", /^\/stage\/[A-Z0-9]+$/],
};

const WHYS = {
  open: { r2: true },
  told: {
    r2: {
      confidence: 0.5, version: 1,
      reasons: [{ heading: HARM.kind, key: HARM.reason, points: 1, text: HARM.answer }],
    },
  },
};

const play = (game) => ({
  screen: "game",
  connection: "open",
  stopped: null,
  error: HARM.reason,
  errands: { delayed: false },
  absence: { told: "" },
  courier: { outgoing: null },
  drafts: { get: () => HARM.own },
  account: { name: HARM.name, user: { id: "u1", is_guest: false }, isGuest: false },
  ballot: { sent: {} },
  opinions: { liked: {}, reported: ["m1"], whys: WHYS },
  reception: {
    trail: ["board"],
    error: HARM.reason,
    busy: false,
    stats: null,
    said: { text: HARM.said, at: 1 },
    board: {
      scope: "all", busy: false, wrong: () => HARM.reason,
      shown: { rows: [RANKED], me: RANKED, next: null },
    },
  },
  code: "",
  hosting: false,
  busy: {},
  game,
  serverNow: () => 3000,
});

/** The same game on each of its screens, with harm wherever others write. */
function screens() {
  const seat = (player) => ({ ...player, score: 0, is_active: true, connected: true });
  const players = [seat(ADA), { ...seat(BO), name: HARM.name }, seat(BEEP)];
  const line = { message: "m1", player: "p2", name: HARM.name, text: HARM.chat, at: 1 };
  const start = snapshot({ game: { ...GAME, name: HARM.game, code: HARM.code }, players, chat: [line] });
  const lobby = told(fromSnapshot(start, "u1"), {
    ev: "chat.message", message: "m2", player: "p2", text: HARM.chat,
  }, { sig: "reaction", player: "p2", kind: HARM.kind });
  const answering = told(lobby, {
    ev: "round.started", round: 1, prompt: HARM.prompt, category: HARM.category,
    difficulty: "easy", deadline: 9000,
  }, {
    ev: "response.submitted", round: 1, player: "p1", response: "r1", text: HARM.own,
    received: 1, expected: 3,
  });
  const ballot = [{ id: "r1", text: HARM.own }, { id: "r2", text: HARM.answer }];
  const voting = told(answering, {
    ev: "voting.started", round: 1, responses: ballot, deadline: 9900,
  });
  const scores = { creativity: 1, humor: 2, relevance: 3 };
  const votes = { funny: 1, creative: 0, best: 0 };
  const results = [{
    response: "r2", player: "p2", text: HARM.answer, is_ai: false, scores, votes, points: 10,
  }];
  const standings = [{ player: "p2", score: 10, rank: 1 }, { player: "p1", score: 0, rank: 2 }];
  const reveal = told(voting, {
    ev: "round.completed", round: 1, results, standings, reveal_until: 9990,
  });
  const completed = told(reveal, {
    ev: "game.completed", standings, winners: ["p2"], stats: {},
    achievements: [{ player: "p2", code: "c", name: HARM.kind, points: 10 }],
  }, { ev: "announcement.made", text: HARM.said });
  const cancelled = told(lobby, { ev: "game.cancelled", reason: HARM.reason });
  return { lobby, answering, voting, reveal, completed, cancelled };
}

/** Every element of the page: those of the markup, and all that was put into them. */
function* everything(page) {
  for (const root of page.values()) {
    yield root;
    yield* root.all();
  }
}

// One page for both: what was drawn first is still there to be looked at.
const page = openPage();

test("each text stands where it belongs, letter by letter", () => {
  const { lobby, answering, voting, reveal, completed } = screens();
  const at = (id) => page.get(id).textContent;
  const drawn = (state) => draw(play(state));
  drawn(lobby);
  assert.equal(at("where"), HARM.game);
  assert.deepEqual(
    page.get("chat").querySelectorAll(".said").map((line) => line.textContent),
    [HARM.name + HARM.chat, HARM.name + HARM.chat],
  );
  assert.ok(at("players").includes(HARM.name));
  assert.equal(at("floating"), `${HARM.kind} ${HARM.name}`);
  drawn(answering);
  assert.deepEqual([at("prompt"), at("category"), at("sent-text")], [
    HARM.prompt, HARM.category, HARM.own,
  ]);
  drawn(voting);
  assert.deepEqual(
    page.get("ballots").querySelectorAll(".quote").map((one) => one.textContent),
    [HARM.answer, HARM.own],
  );
  drawn(reveal);
  assert.equal(page.get("results").querySelector(".quote").textContent, HARM.answer);
  drawn(completed);
  assert.equal(at("podium-title"), `${HARM.name} wins!`);
  assert.equal(page.get("honours").querySelector(".who").textContent, HARM.name);
  assert.equal(page.get("honours").querySelector(".name").textContent, HARM.kind);
  assert.equal(at("said-text"), HARM.said);
  assert.equal(page.get("chat").querySelectorAll(".text").at(-1).textContent, HARM.said);
  assert.equal(page.get("rows").querySelector(".who").textContent, HARM.name);
});

test("on no screen does a text become anything but text", () => {
  for (const [name, state] of Object.entries(screens())) {
    draw(play(state));
    for (const [id, [attribute, own]] of Object.entries(ADDRESSES)) {
      assert.match(page.get(id).getAttribute(attribute), own, name);
    }
    for (const node of everything(page)) {
      if (MEDAL.includes(node.tag)) continue;
      if (node.parent) assert.ok(SAFE_TAGS.includes(node.tag), `${name}: <${node.tag}>`);
      for (const attribute of node.attributes.keys()) {
        const own = Object.entries(ADDRESSES).some(([id, [known]]) =>
          known === attribute && page.get(id) === node);
        if (own) continue;
        assert.match(attribute, SAFE_NAMES, `${name}: ${attribute}`);
      }
    }
  }
});
