/** Puts the big screen together: evening, director, drawing, sound, keys and buttons. */

import { now, onWaking, online, openWire, steady, timers } from "../browser.js";
import { say } from "../lang/lang.js";
import { speak } from "../lang/page.js";
import { cleanCode } from "../look.js";
import { openStorage, openStore } from "../play/store.js";
import { $, setAttribute, setText } from "../views/dom.js";
import { cuesBetween } from "./cues.js";
import { Director } from "./director.js";
import { draw, planFor } from "./draw.js";
import { Evening, codeAt, stageStore } from "./evening.js";
import { addressOf } from "./invite.js";
import { Ring } from "./ring.js";
import { Sound } from "./sound.js";

const IDLE_MS = 3000;
const WORDS_AGAIN_MS = 1000;
// Sounds of scenes that follow from time alone, and no frame of the server tells of.
const SCENE_SOUNDS = { reveal: "reveal", standings: "move", best: "reveal", machines: "reveal" };

const store = openStore(openStorage());
const sound = new Sound(stageStore(store), window.AudioContext ? () => new AudioContext() : null);
const director = new Director();
const ring = new Ring($("ring"), $("seconds"), () => sound.play("tick"));
let evening;
let address = window.location.host;
let addressFor = "";
let timer = null;
let drawing = false;

/** Many events in one turn are one drawing. */
function changed() {
  if (drawing) return;
  drawing = true;
  queueMicrotask(() => {
    drawing = false;
    show();
  });
}

function show() {
  window.clearTimeout(timer);
  const state = evening.game;
  const on = state && director.direct(state, evening.serverNow(), planFor(evening));
  if (state) invite(state.game.code);
  const another = draw(evening, on, address);
  ring.draw(on?.scene === "intro" ? null : state, () => evening.serverNow());
  if (another && on && SCENE_SOUNDS[on.scene]) sound.play(SCENE_SOUNDS[on.scene]);
  // One timer, and only where time alone changes what is shown.
  if (on && Number.isFinite(on.left)) timer = window.setTimeout(show, Math.max(16, on.left + 1));
}

async function invite(code) {
  if (code === addressFor) return;
  addressFor = code;
  const found = await addressOf(code, (url) => fetch(url), window.location);
  if (code !== addressFor) return;
  address = found;
  changed();
}

function drawSound() {
  setAttribute($("sound"), "aria-pressed", String(sound.on));
  setText($("sound"), say(sound.on ? "stage.sound.on" : "stage.sound.off"));
  $("hint").hidden = !sound.waits;
}

async function touched() {
  if (!sound.waits) return;
  await sound.wake();
  drawSound();
}

async function turnSound() {
  await sound.toggle();
  drawSound();
}

function turnFull() {
  const asked = document.fullscreenElement
    ? document.exitFullscreen() : document.documentElement.requestFullscreen?.();
  asked?.catch(() => {}); // a frame that may not: the window stays as it is
}

function step(by) {
  director.skip(by, evening.serverNow());
  show();
}

const KEYS = {
  m: turnSound, f: turnFull, arrowright: () => step(1), arrowleft: () => step(-1),
};

function bindKeys() {
  document.addEventListener("keydown", (event) => {
    touched();
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target instanceof HTMLInputElement) return;
    KEYS[event.key.toLowerCase()]?.();
  });
  document.addEventListener("pointerdown", touched);
  $("sound").addEventListener("click", turnSound);
  $("full").addEventListener("click", turnFull);
  $("full").hidden = !document.documentElement.requestFullscreen;
  $("again").addEventListener("click", () => evening.again());
  $("other").addEventListener("click", () => evening.watch(""));
}

/** The cursor and the buttons go when nobody moves. */
function bindIdle() {
  let idle = null;
  const moved = () => {
    window.clearTimeout(idle);
    setAttribute(document.body, "data-idle", "false");
    idle = window.setTimeout(() => setAttribute(document.body, "data-idle", "true"), IDLE_MS);
  };
  for (const name of ["pointermove", "pointerdown", "keydown"]) {
    document.addEventListener(name, moved, { passive: true });
  }
  moved();
}

function bindCode() {
  $("code-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const code = cleanCode($("code").value);
    if (code === "") return;
    const { pathname } = window.location;
    const here = pathname.startsWith("/stage/") ? `/stage/${code}` : `${pathname}#${code}`;
    window.history.pushState(null, "", here);
    evening.watch(code);
  });
  const again = () => evening.watch(codeAt(window.location));
  window.addEventListener("popstate", again);
  $("qr").addEventListener("load", () => { $("qr").hidden = false; });
  $("qr").addEventListener("error", () => { $("qr").hidden = true; });
}

/** Nothing is begun before there are words; where none come, they are asked for again. */
function begin() {
  const language = new URLSearchParams(window.location.search).get("lang");
  speak(language).then(open, () => window.setTimeout(begin, WORDS_AGAIN_MS));
}

function open() {
  evening = new Evening({
    makeWire: openWire, store, now, steady, timers, online, changed, name: say("stage.name"),
    heard: (before, after) => cuesBetween(before, after).forEach((cue) => sound.play(cue)),
  });
  bindKeys();
  bindIdle();
  bindCode();
  drawSound();
  onWaking(() => evening.wake());
  window.addEventListener("resize", changed);
  evening.watch(codeAt(window.location));
}

begin();
