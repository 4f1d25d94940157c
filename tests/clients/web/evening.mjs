/** An evening told in events, up to each of its screens. */

import { fold, fromSnapshot } from "../../../clients/web/fold.js";

export const GAME = {
  id: "g1",
  code: "ABCD",
  name: "Friday",
  status: "waiting",
  phase: "lobby",
  mode: "classic",
  host: "u1",
  max_players: 12,
  total_rounds: 5,
  time_limit_seconds: 60,
  visibility: "private",
  settings: {},
};
export const ADA = { id: "p1", name: "Ada", avatar_url: null, is_ai: false, user: "u1" };
export const BO = { id: "p2", name: "Bo", avatar_url: null, is_ai: false, user: "u2" };
export const BEEP = { id: "p3", name: "Beep", avatar_url: null, is_ai: true, user: null };

function seat(player) {
  return { ...player, score: 0, rank: null, is_ready: false, is_active: true, connected: true };
}

export function snapshot(changes = {}) {
  return {
    game: GAME,
    seq: 1,
    at: 1000,
    phase: "lobby",
    round: 0,
    total_rounds: 5,
    deadline: null,
    paused: false,
    host: "u1",
    players: [seat(ADA)],
    prompt: null,
    responses: [],
    my_response: null,
    my_votes: {},
    received: 0,
    expected: 0,
    results: [],
    standings: [],
    winners: [],
    chat: [],
    me: "p1",
    ...changes,
  };
}

/** Fold events, numbered from where the state stands. */
export function told(state, ...events) {
  return events.reduce(
    (now, event) => fold(now, { game: "g1", seq: now.seq + 1, at: 2000, ...event }),
    state,
  );
}

export const lobby = () =>
  told(
    fromSnapshot(snapshot(), "u1"),
    { ev: "player.joined", player: BO },
    { ev: "player.joined", player: BEEP },
  );

export const answering = () =>
  told(
    lobby(),
    { ev: "game.started", total_rounds: 7, seats: 3 },
    {
      ev: "round.started",
      round: 1,
      prompt: "A bad boat",
      category: "names",
      difficulty: "easy",
      deadline: 9000,
    },
  );

export const BALLOT = [
  { id: "r2", text: "Oops" },
  { id: "r1", text: "Sinky" },
  { id: "r3", text: "Beep" },
];
export const voting = () =>
  told(
    answering(),
    {
      ev: "response.submitted",
      round: 1,
      player: "p1",
      response: "r1",
      text: "Sinky",
      received: 1,
      expected: 3,
    },
    { ev: "judging.started", round: 1, deadline: 9500 },
    { ev: "voting.started", round: 1, responses: BALLOT, deadline: 9900 },
  );

export const STANDINGS = [
  { player: "p2", score: 300, rank: 1 },
  { player: "p1", score: 100, rank: 2 },
  { player: "p3", score: 100, rank: 2 },
];
export const RESULTS = [
  {
    response: "r2",
    player: "p2",
    text: "Oops",
    is_ai: false,
    scores: null,
    judge: null,
    votes: { funny: 1, creative: 1, best: 1 },
    points: 300,
  },
];
export const reveal = () =>
  told(voting(), {
    ev: "round.completed",
    round: 1,
    results: RESULTS,
    standings: STANDINGS,
    reveal_until: 10_500,
  });
