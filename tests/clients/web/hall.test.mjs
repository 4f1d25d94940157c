/** Who stands open before a game: looked at anew, but not all the time. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { AGAIN_MS, FRESH_MS, Hall } from "../../../clients/web/play/hall.js";
import { openStore } from "../../../clients/web/play/store.js";
import { WireError } from "../../../clients/web/retry.js";
import { settled } from "./fakes.mjs";
import "./english.mjs";

/** A hall on a clock of ours, whose server says what `answer` gives. */
function hall(answer) {
  const asked = [];
  const time = { nowMs: 1_000_000 };
  const send = async (op, fields) => {
    asked.push([op, fields?.status]);
    return answer();
  };
  const made = new Hall({
    send, store: openStore(null), now: () => time.nowMs, changed: () => {},
  });
  return { hall: made, asked, time };
}

test("whoever comes back soon sees what is known; whoever stays sees it anew now and then", () => {
  const { hall: here, asked, time } = hall(() => ({ games: [] }));
  here.refresh();
  time.nowMs += FRESH_MS - 1;
  here.refresh();
  assert.deepEqual(asked, [["game.list", "waiting"]]);
  time.nowMs += 1;
  here.refresh(AGAIN_MS);
  assert.equal(asked.length, 1);
  here.refresh();
  assert.equal(asked.length, 2);
  time.nowMs += AGAIN_MS;
  here.refresh(AGAIN_MS);
  assert.equal(asked.length, 3);
});

test("full games are not offered; a refusal is said, and leaves what was known", async () => {
  let refuses = false;
  const games = [{ id: "a", players: 12, max_players: 12 }, { id: "b", players: 1, max_players: 4 }];
  const { hall: here, time } = hall(() => {
    if (refuses) throw new WireError({ code: "unavailable" });
    return { games };
  });
  here.refresh();
  await settled();
  assert.deepEqual([here.games.map((one) => one.id), here.wrong()], [["b"], ""]);
  refuses = true;
  time.nowMs += FRESH_MS;
  here.refresh();
  await settled();
  assert.deepEqual([here.games.length, here.wrong() !== ""], [1, true]);
});
