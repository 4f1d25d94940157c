/** Puts the page together: socket, storage, Play, drawing, and what fingers and keys do. */

import { bindAccount } from "./views/bind_account.js";
import { $ } from "./views/dom.js";
import { draw, drawClock } from "./views/draw.js";
import { toggleMenu } from "./views/draw_chat.js";
import { drawCounter } from "./views/draw_round.js";
import { makeReactions } from "./views/draw_side.js";
import { ANSWER_MAX, cleanCode, codeIn, isSeated, lengthOf, playerOf } from "./look.js";
import { Play } from "./play/play.js";
import { openStore } from "./play/store.js";
import { Wire } from "./wire.js";

const CLOCK_MS = 200;

/** randomUUID exists on secure origins only; a phone in the living room often is on plain http. */
function uuid() {
  if (window.crypto.randomUUID) return window.crypto.randomUUID();
  const bytes = window.crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function storage() {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}

function makeWire(on) {
  const scheme = window.location.protocol === "https:" ? "wss:" : "ws:";
  return new Wire({
    url: `${scheme}//${window.location.host}/ws`,
    open: (url, protocol) => new WebSocket(url, protocol),
    setTimeout: (act, ms) => window.setTimeout(act, ms),
    clearTimeout: (timer) => window.clearTimeout(timer),
    now: () => Date.now(),
    random: () => Math.random(),
    uuid,
    on,
  });
}

let drawing = false;

/** Many events in one turn are one drawing. */
function changed() {
  if (drawing) return;
  drawing = true;
  queueMicrotask(() => {
    drawing = false;
    draw(play);
    if (play.screen === "game" && codeIn(window.location.search, window.location.hash)) {
      window.history.replaceState(null, "", "/");
    }
  });
}

const play = new Play({
  makeWire, store: openStore(storage()), now: () => Date.now(), changed,
});

function onSubmit(form, act) {
  $(form).addEventListener("submit", (event) => {
    event.preventDefault();
    act();
  });
}

function onClick(id, act) {
  $(id).addEventListener("click", act);
}

function bindLanding() {
  onSubmit("name-form", () => {
    if ($("name").value.trim()) play.identify($("name").value);
  });
  onSubmit("join-form", () => {
    const code = cleanCode($("code").value);
    if (code) play.join(code);
  });
  onSubmit("host-form", () => play.create({
    name: $("game-name").value.trim() || "AI Genius",
    total_rounds: $("rounds").valueAsNumber,
    time_limit_seconds: $("limit").valueAsNumber,
    agents: $("agents").valueAsNumber,
    settings: { profanity: $("profanity").value },
    visibility: new FormData($("host-form")).get("visibility"),
  }));
  onClick("host", () => play.setHosting(!play.hosting));
  onClick("rename", () => play.rename());
  $("agents").addEventListener("input", () => { $("agents-shown").value = $("agents").value; });
}

function bindLobby() {
  onClick("ready", () => {
    const ready = !playerOf(play.game, play.game.me)?.is_ready;
    play.ask("game.ready", { ready });
  });
  onClick("start", () => play.ask("game.start"));
  onClick("add-agent", () => play.ask("game.add_agent"));
  onClick("copy", copyLink);
  $("players").addEventListener("click", moderate);
}

/** The buttons beside a player or a line: each names whom it is about. */
function moderate(event) {
  const button = event.target.closest("button");
  if (!button) return;
  const { kick, mute, muted, hide, show, report, more } = button.dataset;
  const tell = (op, player, fields = {}) => play.ask(op, { player, ...fields }, `${op} ${player}`);
  if (kick) tell("game.kick", kick);
  else if (mute) tell("game.mute", mute, { muted: muted !== "true" });
  else if (hide) tell("chat.mute", hide, { muted: true });
  else if (show) tell("chat.mute", show, { muted: false });
  else if (report) play.opinions.report(button.closest("[data-message]").dataset.message);
  else if (more !== undefined) toggleMenu(button);
}

async function copyLink() {
  $("link").select();
  try {
    await navigator.clipboard.writeText($("link").value);
    $("copy").textContent = "Copied";
  } catch {
    // No clipboard on a plain http origin: the link is selected, ready to be copied by hand.
    $("copy").textContent = "Selected";
  }
  window.setTimeout(() => { $("copy").textContent = "Copy link"; }, 2000);
}

function bindRound() {
  $("answer").addEventListener("input", () => drawCounter(Boolean(play.busy.send)));
  $("answer").addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    $("answer-form").requestSubmit();
  });
  onSubmit("answer-form", () => {
    const text = $("answer").value.trim();
    if (text && lengthOf(text) <= ANSWER_MAX) play.submit(text);
  });
  onClick("like", () => play.opinions.rate(play.game.round, true));
  onClick("dislike", () => play.opinions.rate(play.game.round, false));
  $("ballots").addEventListener("click", (event) => {
    const button = event.target.closest("[data-vote]");
    const ballot = event.target.closest("[data-response]");
    if (button && isSeated(play.game)) play.vote(button.dataset.vote, ballot.dataset.response);
  });
}

function bindSide() {
  onSubmit("chat-form", async () => {
    const text = $("chat-text").value.trim();
    if (text && await play.ask("chat.send", { text })) $("chat-text").value = "";
  });
  $("chat").addEventListener("click", moderate);
  $("hidden").addEventListener("click", moderate);
  $("chat").addEventListener("keydown", (event) => {
    const open = $("chat").querySelector('[data-more][aria-expanded="true"]');
    if (event.key !== "Escape" || !open) return;
    toggleMenu(open);
    open.focus();
  });
  $("reactions").addEventListener("click", (event) => {
    const button = event.target.closest("[data-react]");
    if (button) play.react(button.dataset.react);
  });
  onClick("leave", () => play.leave());
  onClick("again", () => play.leave());
  onClick("take-over", () => play.takeOver());
}

makeReactions();
bindLanding();
bindLobby();
bindRound();
bindSide();
bindAccount(play);
window.setInterval(() => drawClock(play), CLOCK_MS);
window.addEventListener("online", () => play.hurry());
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) play.hurry();
});
window.addEventListener("hashchange", () => {
  const code = codeIn(window.location.search, window.location.hash);
  if (code) play.linked(code);
});
play.begin(codeIn(window.location.search, window.location.hash));
