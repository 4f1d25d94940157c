/** Draws the host's sheet and reads it: what a game may be, and what it will cost in time. */

import { say } from "../lang/lang.js";
import { categoryName } from "../lang/words.js";
import { $, el, keyed, setAttribute, setLine, setText } from "./dom.js";
import { openOrClose } from "./sheet.js";

/** Categories of the house's own prompts; others go by their own name. */
const CATEGORIES = [
  "animals", "bad-advice", "fill-in", "fine-print", "first-lines", "headlines", "history",
  "inventions", "kitchen", "love", "office", "space",
];
/** Part of the time that people take of what they are given, as seen on evenings. */
const TAKEN = 0.5;
const JUDGING_S = 5;

/** Draw the sheet of `play`, open or closed. */
export function drawHost(play) {
  openOrClose($("host-sheet"), play.hosting);
  // The default shows until someone types another.
  setAttribute($("game-name"), "value", say("host.default_name", { name: play.account.name }));
  if (!play.hosting) return;
  $("create").disabled = Boolean(play.busy.create);
  setLine($("host-error"), play.error);
  drawCast(play.hall.agents);
  drawCategories();
  drawAmounts();
}

/** The words that follow a slider or a number; also drawn at every touch of one. */
export function drawAmounts() {
  const machines = machineCount();
  $("agents").max = String(Math.max(0, valueOf("seats") - 1));
  setText($("agents-text"), say("host.agents", { count: machines }));
  for (const part of ["votes", "judge", "speed"]) {
    const share = shareOf(part);
    setText($(`${part}-text`), say(`host.weight_${part}`, { percent: Math.round(share * 100) }));
  }
  const { total_rounds: rounds, time_limit_seconds: limit, settings } = wishes();
  const judging = settings.judge === "off" ? 0 : JUDGING_S;
  const round = (limit + settings.voting_seconds) * TAKEN + judging + settings.reveal_seconds;
  setText($("estimate"), say("host.estimate", { minutes: Math.ceil((rounds * round) / 60) }));
}

/** How many machine players: as many as the slider says, and no fewer than were invited. */
function machineCount() {
  const most = Math.max(0, valueOf("seats") - 1);
  return Math.min(most, Math.max(valueOf("agents"), invited().length));
}

function valueOf(id) {
  const value = $(id).valueAsNumber;
  return Number.isFinite(value) ? value : Number($(id).defaultValue);
}

function shareOf(part) {
  const whole = ["votes", "judge", "speed"].reduce((sum, id) => sum + valueOf(`weight-${id}`), 0);
  return whole === 0 ? 0 : valueOf(`weight-${part}`) / whole;
}

/** The ids of those invited by name, in the order they are shown. */
export function invited() {
  return [...$("cast").querySelectorAll("input:checked")].map((box) => box.value);
}

/** What game.create is asked for, as the sheet stands. */
export function wishes() {
  const form = new FormData($("host-form"));
  const categories = [...$("categories").querySelectorAll("input:checked")];
  const settings = {
    profanity: $("profanity").value,
    voting_seconds: valueOf("voting"),
    reveal_seconds: valueOf("reveal-time"),
    judge: $("judge").checked ? "auto" : "off",
    allow_spectators: $("watchers").checked,
    categories: categories.map((box) => box.value),
    ...($("difficulty").value && { difficulty: $("difficulty").value }),
    ...(shareOf("votes") + shareOf("judge") + shareOf("speed") > 0 && { weights: {
      votes: valueOf("weight-votes"), judge: valueOf("weight-judge"),
      speed: valueOf("weight-speed"),
    } }),
  };
  return {
    name: $("game-name").value.trim() || say("host.nameless"),
    mode: form.get("mode"),
    visibility: form.get("visibility"),
    total_rounds: valueOf("rounds"),
    time_limit_seconds: valueOf("limit"),
    max_players: valueOf("seats"),
    agents: machineCount(),
    settings,
  };
}

function drawCast(agents) {
  $("cast-part").hidden = agents.length === 0;
  keyed($("cast"), agents, (one) => one.id,
    (one) => el("li", {}, el("label", {},
      el("input", { type: "checkbox", value: one.id }),
      el("span", { class: "face", "aria-hidden": "true" }),
      el("span", { class: "what" }, el("b", { class: "name" }), el("small", { class: "soft" })))),
    (node, one) => {
      setText(node.querySelector(".face"), one.avatar);
      setText(node.querySelector(".name"), one.name);
      setText(node.querySelector(".soft"), one.line);
    });
}

function drawCategories() {
  keyed($("categories"), CATEGORIES, String,
    (one) => el("li", {}, el("label", {},
      el("input", { type: "checkbox", value: one }), el("span", { class: "name" }))),
    (node, one) => setText(node.querySelector(".name"), categoryName(one)));
}
