/** What is shown when: lists of steps with their lengths. Pure; no clock, no DOM. */

import { pagesOf } from "./fit.js";

/** @typedef {{scene: string, ms: number, [more: string]: any}} Step */

export const INTRO_MS = 2600;
/** Shortest and longest time for one answer in the reveal. */
export const ONE_LEAST_MS = 1300;
export const ONE_MOST_MS = 5000;
/** A screen with several answers at once: how long it takes to see whose they are. */
const MANY_MS = 2000;
const STANDINGS_LEAST_MS = 1800;
const STANDINGS_MOST_MS = 5000;
const PAGE_MS = 6500;

/** A new round says which it is, then asks; who comes late, or back, sees the prompt at once. */
export function roundSteps(sinceStartMs) {
  const left = INTRO_MS - sinceStartMs;
  const prompt = { scene: "prompt", ms: Infinity };
  return left > INTRO_MS / 3 ? [{ scene: "intro", ms: left }, prompt] : [prompt];
}

/** Answers to vote on, in as many screens as they need, over and over. */
export function votingSteps(pages) {
  return Array.from({ length: pages }, (_, page) =>
    ({ scene: "voting", page, ms: pages === 1 ? Infinity : PAGE_MS }));
}

/** Least points first, so that the best comes last; equal ones stay in their order. */
function inOrder(results) {
  return [...results].sort((a, b) => a.points - b.points);
}

/**
 * The reveal within the time there is: the answers one by one, then the standings. Where time is
 * short, those with the fewest points share screens, and where it is shorter still, all do.
 * @param {{response: string, points: number}[]} results
 * @param {number} msLeft  until the round is over
 * @param {number} [most]  how many of the answers one screen holds
 * @returns {Step[]}
 */
export function revealSteps(results, msLeft, most = results.length) {
  const standings = { scene: "standings", ms: Infinity };
  const share = Math.min(STANDINGS_MOST_MS, Math.max(STANDINGS_LEAST_MS, msLeft * 0.3));
  const time = msLeft - share;
  if (results.length === 0) {
    return time > 0 ? [{ scene: "reveal", together: [], ms: time }, standings] : [standings];
  }
  const ids = inOrder(results).map((one) => one.response);
  const each = time / ids.length;
  if (each >= ONE_LEAST_MS) {
    const ms = Math.min(ONE_MOST_MS, each);
    return [...ids.map((id) => ({ scene: "reveal", together: [id], ms })), standings];
  }
  if (time < ONE_LEAST_MS) {
    return msLeft < STANDINGS_LEAST_MS / 2 ? [standings]
      : [...together(ids, most, msLeft / 2), standings];
  }
  const crowded = MANY_MS * Math.ceil(ids.length / most);
  const alone = Math.max(0, Math.min(ids.length - 2, Math.floor((time - crowded) / ONE_LEAST_MS)));
  const rest = alone === 0 ? time : Math.min(crowded, time - alone * ONE_LEAST_MS);
  return [
    ...together(ids.slice(0, ids.length - alone), most, rest),
    ...together(ids.slice(ids.length - alone), 1, time - rest),
    standings,
  ];
}

/** These answers on screens of `most`, which share the time. */
function together(ids, most, ms) {
  if (ids.length === 0) return [];
  const screens = pagesOf(ids, Math.ceil(ids.length / Math.ceil(ids.length / most)));
  return screens.map((screen) => ({ scene: "reveal", together: screen, ms: ms / screens.length }));
}

/** The end of an evening, again and again until somebody starts another. */
export function closingSteps({ best, machines, honours }) {
  return [
    { scene: "podium", ms: 14_000 },
    ...(best ? [{ scene: "best", ms: 11_000 }] : []),
    ...(machines ? [{ scene: "machines", ms: 8_000 }] : []),
    ...(honours ? [{ scene: "honours", ms: 9_000 }] : []),
    { scene: "standings", ms: 9_000 },
  ];
}

/**
 * The step that is on after `elapsed` ms, how long it has been, and when the next one is due.
 * @param {Step[]} steps
 * @param {number} elapsed
 * @param {boolean} again  start anew after the last
 */
export function stepAt(steps, elapsed, again = false) {
  const whole = steps.reduce((all, step) => all + step.ms, 0);
  let at = again && Number.isFinite(whole) ? elapsed % whole : elapsed;
  for (const [index, step] of steps.entries()) {
    const last = index === steps.length - 1 && !again;
    if (last) return { step, index, since: at, left: Infinity };
    if (at < step.ms) return { step, index, since: at, left: step.ms - at };
    at -= step.ms;
  }
  return { step: steps[0], index: 0, since: 0, left: steps[0].ms };
}
