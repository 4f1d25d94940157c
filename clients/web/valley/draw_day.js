/** Draws an agent's day, what it means to do besides, and what it lives for. */

import { say } from "../lang/lang.js";
import { $, el, keyed, setAttribute, setText } from "../views/dom.js";
import { clockAt } from "./daylight.js";
import { clockNow } from "./fold.js";
import { kindSign, minutesIn, placeName, timeWords } from "./words.js";

/** @typedef {import("./visit.js").Visit} Visit */
/** @typedef {import("./fold.js").Valley} Valley */

/** @param {Visit} visit */
export function drawDay(visit) {
  const { sheet, valley } = visit;
  const about = sheet.about ?? {};
  const now = clockNow(valley, visit.now());
  const minute = now === null ? -1 : clockAt(now).minute;
  const keyOf = (/** @type {any} */ one, /** @type {number} */ at) => `${at} ${one.start}`;
  keyed($("day"), about.schedule ?? [], keyOf, makeEntry, (row, one) => {
    const [from, to] = [minutesIn(one.start), minutesIn(one.end)];
    setAttribute(row, "aria-current", from <= minute && minute < to && "time");
    setText(row.children[0], say("valley.span", { from: timeWords(from), to: timeWords(to) }));
    setText(row.children[1], kindSign(one.kind));
    setText(row.children[2].children[0], one.activity);
    setText(row.children[2].children[1], placeName(valley, one.place));
  });
  const plans = plansOf(about, valley);
  $("plans-title").hidden = plans.length === 0;
  keyed($("plans"), plans, (one, at) => `${at} ${one.title} ${one.steps.length}`, makePlan,
    drawPlan);
  keyed($("goals"), about.goals ?? [], (_, at) => String(at), () => el("li", { dir: "auto" }),
    (row, goal) => setText(row, goal));
}

function makeEntry() {
  return el("li", {}, el("time"), el("span", { class: "sign", "aria-hidden": "true" }),
    el("span", {}, el("span"), el("small")));
}

/**
 * @typedef {{title: string, about: string, steps: {what: string, done: boolean}[]}} Plan
 * What it means to do: plans in steps, and tasks besides the day.
 * @type {(about: any, valley: Valley) => Plan[]}
 */
function plansOf({ plan = [], plans = [] }, valley) {
  const whole = plans.map((/** @type {any} */ one) => ({
    title: one.goal,
    about: say(`valley.plan.${one.status}`),
    steps: one.steps.map((/** @type {any} */ step) => ({
      what: say(step.place ? "valley.does" : "valley.step", {
        activity: step.what, place: placeName(valley, step.place ?? ""),
      }),
      done: Boolean(step.done),
    })),
  }));
  const tasks = plan.map((/** @type {any} */ one) => ({
    title: one.name,
    about: say(one.place ? "valley.task_at" : "valley.task", {
      count: one.left, place: placeName(valley, one.place),
    }),
    steps: [],
  }));
  return [...whole, ...tasks];
}

/** @param {Plan} plan */
function makePlan(plan) {
  return el("li", {}, el("b", { dir: "auto" }), el("small"),
    el("ul", { class: "steps" }, ...plan.steps.map(() => el("li", {}, el("span"), el("span")))));
}

/** @type {(row: Element, plan: Plan) => void} */
function drawPlan(row, plan) {
  setText(row.children[0], plan.title);
  setText(row.children[1], plan.about);
  plan.steps.forEach((step, at) => {
    const line = row.children[2].children[at];
    setAttribute(line, "data-done", step.done ? "true" : "false");
    setText(line.children[0], step.done ? "☑ " : "☐ ");
    setText(line.children[1], step.what);
  });
}
