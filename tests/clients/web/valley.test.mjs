/** The valley as it is folded, moved and laid out: all that needs no page. */

import assert from "node:assert/strict";
import { test } from "node:test";

import {
  ZOOM_MOST, bounded, centred, moved, toMap, toScreen, viewOf, whole, zoomed,
} from "../../../clients/web/valley/camera.js";
import { clockAt, daylightAt } from "../../../clients/web/valley/daylight.js";
import { clockNow, entered, mapped, nothing, ticked } from "../../../clients/web/valley/fold.js";
import { SIZE, placed } from "../../../clients/web/valley/graph.js";
import { drawnAt, isMoving, steps } from "../../../clients/web/valley/motion.js";
import { sceneryOf } from "../../../clients/web/valley/scenery.js";
import { sourcesOf, weightsOf } from "../../../clients/web/valley/thoughts.js";
import { MAP, NOW, REPLY, figure, tick } from "./hamlet.mjs";

const HOUR_MS = 3_600_000;
const here = () => mapped(nothing(), REPLY, 1000);
const BOX = { width: 800, height: 600 };

test("the map is told in centimetres and kept in metres, with paths that lead somewhere", () => {
  const { map, tick: told } = here();
  assert.deepEqual(map.places.get("inn"), { slug: "inn", name: "the inn", x: 680, y: 520 });
  assert.deepEqual(map.bounds, { left: 380, top: 70, width: 300, height: 690 });
  assert.deepEqual(map.paths, MAP.paths.slice(0, 3));
  assert.equal(told, 812);
});

test("ticks tell who changed and who is gone; a full one forgets the others", () => {
  const first = ticked(here(), tick(813, [figure("baker"), figure("goat")], { full: true }), 1100);
  assert.deepEqual([...first.folk.keys()], ["baker", "goat"]);
  const more = ticked(first, tick(815, [figure("goat", { to: "inn", x: 60_000 })]), 1300);
  assert.equal(more.folk.get("goat").walks, true);
  assert.equal(more.folk.get("goat").x, 600);
  assert.equal(more.folk.get("baker"), first.folk.get("baker"));
  assert.equal(first.folk.get("goat").walks, false);
  const gone = ticked(more, tick(816, [], { gone: ["baker"] }), 1400);
  assert.deepEqual([...gone.folk.keys()], ["goat"]);
  const anew = ticked(gone, tick(3, [figure("mayor")], { full: true }), 1500);
  assert.deepEqual([[...anew.folk.keys()], anew.tick], [["mayor"], 3]);
});

test("a tick that comes late changes nothing", () => {
  const now = ticked(here(), tick(900, [figure("goat")]), 1000);
  assert.equal(ticked(now, tick(899, [figure("goat", { mood: -50 })]), 1100), now);
});

test("who talks stands, wherever they were going", () => {
  const told = figure("goat", { to: "inn", talks_to: "mayor", tone: "quarrel" });
  const { folk } = ticked(here(), tick(813, [told]), 1000);
  const { walks, to, talksTo, tone } = folk.get("goat");
  assert.deepEqual([walks, to, talksTo, tone], [false, "inn", "mayor", "quarrel"]);
});

test("one who joined is there before the next tick", () => {
  assert.equal(entered(here(), figure("u1", { is_person: true })).folk.get("u1").isPerson, true);
});

test("the valley's clock goes on between ticks, at its own pace", () => {
  assert.equal(clockNow(nothing(), 5000), null);
  assert.equal(clockNow(here(), 1000), NOW.at);
  assert.equal(clockNow(here(), 3000), NOW.at + 60_000);
  assert.equal(clockNow(here(), 10), NOW.at);
  assert.deepEqual(clockAt(NOW.at), { day: 1, minute: 540 });
  assert.deepEqual(clockAt(8 * 24 * HOUR_MS + 90_000), { day: 1, minute: 1 });
});

test("it is dark by night and light by day, and never jumps", () => {
  const light = (hour) => daylightAt(hour * HOUR_MS).light;
  assert.deepEqual([light(0), light(12), light(24 + 12)], [0, 1, 1]);
  assert.deepEqual([3, 7, 12, 20, 23].map((hour) => daylightAt(hour * HOUR_MS).part),
    ["night", "morning", "day", "evening", "night"]);
  for (let minute = 0; minute < 1440; minute += 1) {
    const [now, next] = [daylightAt(minute * 60_000), daylightAt((minute + 1) * 60_000)];
    assert.ok(Math.abs(now.light - next.light) < 0.02, `${minute}`);
    assert.ok(Math.abs(now.warm - next.warm) < 0.02, `${minute}`);
  }
});

const folk = (...figures) => [...ticked(here(), tick(900, figures), 0).folk.values()];

test("between two ticks one walks on, evenly, and is there a little after the next", () => {
  const start = steps(new Map(), folk(figure("goat", { to: "inn" })), 0, 200);
  const on = steps(start, folk(figure("goat", { to: "inn", x: 60_000 })), 1000, 200);
  const gait = on.get("goat");
  assert.equal(drawnAt(gait, 1000).x, 590);
  assert.equal(drawnAt(gait, 1125).x, 595);
  assert.equal(drawnAt(gait, 1250).x, 600);
  assert.deepEqual([isMoving(gait, 1100), isMoving(gait, 1300)], [true, false]);
  // The next tick goes on from where it is drawn.
  const next = steps(on, folk(figure("goat", { to: "inn", x: 61_000 })), 1200, 200).get("goat");
  assert.equal(drawnAt(next, 1200).x, 598);
});

test("without motion, and from afar, one is there at once", () => {
  const start = steps(new Map(), folk(figure("goat", { to: "inn" })), 0, 0);
  const near = steps(start, folk(figure("goat", { to: "inn", x: 60_000 })), 10, 0);
  assert.equal(drawnAt(near.get("goat"), 10).x, 600);
  const far = steps(start, folk(figure("goat", { to: "inn", x: 90_000 })), 10, 200);
  assert.equal(drawnAt(far.get("goat"), 10).x, 900);
});

test("those at one place stand apart, and whoever stays does not move", () => {
  const crowd = Array.from({ length: 12 }, (_, at) => figure(`a${String(at).padStart(2, "0")}`));
  const stand = steps(new Map(), folk(...crowd), 0, 200);
  const spots = [...stand.values()].map(({ to }) => to);
  for (const [at, one] of spots.entries()) {
    for (const other of spots.slice(at + 1)) {
      assert.ok(Math.hypot(one.right - other.right, one.down - other.down) > 0.8);
    }
  }
  const again = steps(stand, folk(...crowd), 500, 200);
  assert.equal(again.get("a03"), stand.get("a03"));
});

test("a pixel and its point of the map belong together, at every zoom", () => {
  const { bounds } = here().map;
  let camera = whole(bounds);
  for (const pixel of [{ x: 0, y: 0 }, { x: 700, y: 100 }, { x: 400, y: 599 }]) {
    camera = zoomed(camera, 1.5, pixel, bounds, BOX);
    const view = viewOf(camera, bounds, BOX);
    const back = toScreen(view, toMap(view, pixel));
    assert.ok(Math.abs(back.x - pixel.x) + Math.abs(back.y - pixel.y) < 1e-6);
  }
});

test("all places are seen at first; nearer keeps what is pointed at, and has an end", () => {
  const { map } = here();
  const camera = whole(map.bounds);
  const view = viewOf(camera, map.bounds, BOX);
  for (const place of map.places.values()) {
    const { x, y } = toScreen(view, place);
    assert.ok(x > 0 && x < BOX.width && y > 0 && y < BOX.height, place.slug);
  }
  const at = toScreen(view, map.places.get("inn"));
  const nearer = zoomed(camera, 2, at, map.bounds, BOX);
  const after = toScreen(viewOf(nearer, map.bounds, BOX), map.places.get("inn"));
  assert.ok(Math.abs(after.y - at.y) < 1e-6);
  assert.equal(zoomed(camera, 99, at, map.bounds, BOX).zoom, ZOOM_MOST);
  assert.equal(zoomed(nearer, 0.1, at, map.bounds, BOX).zoom, 1);
});

test("a map that is moved never leaves its frame, and goes back to one found", () => {
  const { map } = here();
  const near = zoomed(whole(map.bounds), 4, { x: 400, y: 300 }, map.bounds, BOX);
  const pushed = moved(near, 1e6, -1e6, map.bounds, BOX);
  assert.deepEqual(pushed, bounded(pushed, map.bounds, BOX));
  const { left, top, width, height } = map.bounds;
  assert.ok(pushed.x > left - 100 && pushed.x < left + width / 2);
  assert.ok(pushed.y < top + height + 100 && pushed.y > top + height / 2);
  const found = centred(near, map.places.get("inn"), map.bounds, BOX);
  assert.ok(Math.abs(found.y - 520) < 1);
  assert.deepEqual(moved(whole(map.bounds), 50, 50, map.bounds, BOX), whole(map.bounds));
});

test("trees grow where nobody walks, the same each time; without its places there is no river", () => {
  const { map } = here();
  const first = sceneryOf(map);
  assert.deepEqual(first, sceneryOf(map));
  assert.ok(first.trees.length > 100);
  for (const place of map.places.values()) {
    assert.ok(first.trees.every((tree) => Math.hypot(tree.x - place.x, tree.y - place.y) > 50));
  }
  assert.deepEqual([first.river, first.planks], [[], []]);
});

test("the dearest stand nearest, everyone is within the picture, of many the strongest feelings", () => {
  const ties = Array.from({ length: 30 }, (_, at) => ({ to: `a${at}`, affection: at * 7 - 100 }));
  const nodes = placed(ties);
  assert.equal(nodes.length, 14);
  assert.ok(nodes.every(({ affection }) => Math.abs(affection) >= 50));
  for (const { x, y } of nodes) {
    assert.ok(x > 20 && x < SIZE.width - 20 && y > 20 && y < SIZE.height - 20);
  }
  const far = ({ x, y }) => Math.hypot((x - SIZE.width / 2) / 1.15, y - SIZE.height / 2);
  const [dear, rival] = placed([{ to: "rival", affection: -80 }, { to: "dear", affection: 90 }]);
  assert.deepEqual([dear.id, rival.id], ["dear", "rival"]);
  assert.ok(far(dear) + 30 < far(rival));
  assert.deepEqual(placed([]), []);
});

test("a reflection names what it rests on, as far as that may be known", () => {
  const known = new Map([["m1", "A toaster"]]);
  assert.deepEqual(sourcesOf({ source: ["m1", "m2"] }, known), ["A toaster", ""]);
  assert.deepEqual(sourcesOf({}, known), []);
  assert.deepEqual(weightsOf({ a: 0.1, b: -0.9, c: 0.5, d: 0.2, e: 0 }).map(({ name }) => name),
    ["b", "c", "d", "a"]);
});
