/** Folds one viewer's evening, read from standard input, and compares it with the server's look. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

import { fold, fromSnapshot } from "../../../clients/web/fold.js";

const SAME = [
  "seq", "phase", "round", "total_rounds", "deadline", "paused", "host", "me", "prompt",
  "my_response", "my_votes", "received", "expected", "results", "standings",
  "winners", "chat", "announcement", "my_mutes", "achievements",
];
const SEAT = ["id", "name", "is_ai", "user", "agent", "score", "rank", "is_ready", "is_active"];

const part = (whole, names) => Object.fromEntries(names.map((name) => [name, whole[name] ?? null]));
const shown = (state) => ({
  ...part(state, SAME),
  // A ballot is only looked at while there is voting.
  responses: state.phase === "voting" ? state.responses : [],
  status: state.game.status,
  players: state.players.map((one) => part(one, SEAT)),
});

const { user, told } = JSON.parse(readFileSync(0, "utf8"));
let state = fromSnapshot(told[0].snapshot, user);
for (const { views, snapshot } of told.slice(1)) {
  state = views.reduce(fold, state);
  const after = views.map((view) => `${view.ev} ${view.seq}`).join(", ");
  assert.deepEqual(shown(state), shown(fromSnapshot(snapshot, user)), `after ${after}`);
}
