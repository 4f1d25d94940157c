/** Puts the valley's page together: visit, map, lists, keys and fingers. */

import { now, onWaking, online, openWire, steady, timers } from "../browser.js";
import { say } from "../lang/lang.js";
import { speak } from "../lang/page.js";
import { openStorage, openStore } from "../play/store.js";
import { $ } from "../views/dom.js";
import { bind } from "./bind.js";
import { drawPage } from "./draw_page.js";
import { dressed } from "./dress.js";
import { Painter } from "./painter.js";
import { HZ, Visit } from "./visit.js";

const WORDS_AGAIN_MS = 1_000;
/** The clock over the map, and the day's present hour, go on without a tick. */
const CLOCK_MS = 1_000;
const MIND_MS = 5_000;

const store = openStore(openStorage());
const still = window.matchMedia("(prefers-reduced-motion: reduce)");
const painter = new Painter($("canvas"), {
  now: steady, still: () => still.matches, apartMs: 1000 / HZ,
});
/** @type {Visit} */
let visit;
let drawing = false;

/** Many frames in one turn are one drawing. */
function changed() {
  if (drawing) return;
  drawing = true;
  queueMicrotask(() => {
    drawing = false;
    show();
  });
}

function show() {
  const { valley, agents, me, sheet } = visit;
  painter.show(valley, dressed(valley, agents, painter.seats, [me, sheet.agent]));
  drawPage(visit, painter);
}

/** Nothing is begun before there are words; where none come, they are asked for again. */
function begin() {
  const language = new URLSearchParams(window.location.search).get("lang") ?? store.get("lang");
  speak(language).then(open, () => window.setTimeout(begin, WORDS_AGAIN_MS));
}

function open() {
  visit = new Visit({
    makeWire: openWire, store, now, steady, timers, online, changed, passer: say("valley.passer"),
  });
  document.title = say("valley.page");
  bind(visit, painter, changed);
  onWaking(() => visit.wake());
  document.addEventListener("visibilitychange", () => visit.look(!document.hidden));
  window.setInterval(changed, CLOCK_MS);
  window.setInterval(() => visit.sheet.rethink(), MIND_MS);
  visit.begin();
  changed();
}

begin();
