/**
 * The reel of a finished game: it comes page by page, keeps a few pages and for each page the state
 * before it, and can be wound to any step. No DOM, no timers.
 */

import { isOver, isStop, opening, telling } from "./replay.js";

/** Pages held at once; others are asked for again when they are wound back to. */
export const KEPT = 3;
/** So much of the talk after the end is told at most. */
const AFTERWARDS_MAX = 1_000;
const isEnd = (view) => view.ev === "game.completed" || view.ev === "game.cancelled";

/**
 * @typedef {object} Page
 * @property {number} from  its first number
 * @property {number|null} next  the first of the page after it
 * @property {import("./replay.js").Told} before
 * @property {any[]|null} views  null: let go
 * @property {number[]} stops  which of the views end a step
 */

/** Knows where it stands; whoever winds it waits for one turn before the next. */
export class Reel {
  /** @type {any} the game, once the first page is there */
  game = null;
  /** @type {import("./replay.js").Told|null} */
  told = null;
  /** @type {Page[]} */
  pages = [];
  #page = 0;
  #stop = -1;
  /** @type {Map<number, {page: number, stop: number}>} */
  #rounds = new Map();
  #ask;

  /** @param {(from: number) => Promise<{game: any, events: any[], next: number|null}>} ask */
  constructor(ask) {
    this.#ask = ask;
  }

  /** Is there nothing after this step? */
  get atEnd() {
    if (this.told === null) return false;
    const page = this.pages[this.#page];
    return isOver(this.told) || (page.next === null && this.#stop >= page.stops.length - 1);
  }

  get atStart() {
    return this.#stop <= 0
      && this.pages.slice(0, this.#page).every((page) => page.stops.length === 0);
  }

  /** The first step. */
  async start() {
    await this.#load(0);
    this.#show(0, -1);
    await this.forward();
  }

  /** One step on; false at the end. */
  async forward() {
    if (this.atEnd) return false;
    for (let index = this.#page, stop = this.#stop + 1; ; index += 1, stop = 0) {
      const page = await this.#load(index);
      if (stop < page.stops.length) {
        this.#show(index, stop);
        return true;
      }
      if (page.next === null) return false;
    }
  }

  /** One step back; false at the beginning. */
  async back() {
    if (this.#stop > 0) {
      await this.#load(this.#page);
      this.#show(this.#page, this.#stop - 1);
      return true;
    }
    for (let index = this.#page - 1; index >= 0; index -= 1) {
      const page = await this.#load(index);
      if (page.stops.length > 0) {
        this.#show(index, page.stops.length - 1);
        return true;
      }
    }
    return false;
  }

  /** To the prompt of a round; past the last one, to the end; 0 is the beginning. */
  async toRound(round) {
    if (round <= 0) return this.start();
    for (let index = this.pages.length - 1; !this.#rounds.has(round); index += 1) {
      const page = await this.#load(index);
      if (page.next === null) break;
    }
    const place = this.#rounds.get(round);
    if (!place) return this.#toEnd();
    await this.#load(place.page);
    this.#show(place.page, place.stop);
  }

  async #toEnd() {
    const last = this.pages.length - 1;
    const { stops } = await this.#load(last);
    if (stops.length > 0) this.#show(last, stops.length - 1);
    else {
      this.#show(last, -1);
      await this.back();
    }
  }

  #show(index, stop) {
    const page = this.pages[index];
    const upTo = stop < 0 ? 0 : page.stops[stop] + 1;
    this.told = (page.views ?? []).slice(0, upTo).reduce(telling, page.before);
    this.#page = index;
    this.#stop = stop;
  }

  /** The page with its views; those before it are known already. */
  async #load(index) {
    const held = this.pages[index];
    if (held?.views) return held;
    const { game, events, next } = await this.#fetch(held?.from ?? 1);
    this.game = game;
    const page = held ?? { from: 1, next, before: opening(game), views: null, stops: [] };
    Object.assign(page, { views: events, next, stops: stopsOf(events, next === null) });
    this.pages[index] = page;
    this.#note(index, page);
    if (next !== null && this.pages.length === index + 1) {
      const before = events.reduce(telling, page.before);
      this.pages.push({ from: next, next: null, before, views: null, stops: [] });
    }
    this.#letGo(index);
    return page;
  }

  /** What comes after the end is said over the podium: it belongs to the page of the end. */
  async #fetch(from) {
    let { game, events, next } = await this.#ask(from);
    while (next !== null && events.length < AFTERWARDS_MAX && events.some(isEnd)) {
      const more = await this.#ask(next);
      events = [...events, ...more.events];
      next = more.next;
    }
    return { game, events, next: events.some(isEnd) ? null : next };
  }

  #note(index, { views, stops }) {
    stops.forEach((at, stop) => {
      const view = views?.[at];
      if (view?.ev === "round.started") this.#rounds.set(view.round, { page: index, stop });
    });
  }

  /** Those farthest from where we are go first. */
  #letGo(index) {
    const far = this.pages.map((_, at) => at).filter((at) => this.pages[at].views)
      .sort((a, b) => Math.abs(b - index) - Math.abs(a - index));
    for (const at of far.slice(0, Math.max(0, far.length - KEPT))) this.pages[at].views = null;
  }
}

/** Which views end a step; what comes after the last of all belongs to it. */
function stopsOf(views, isLast) {
  const end = views.findIndex(isEnd);
  const stops = (end < 0 ? views : views.slice(0, end + 1))
    .flatMap((view, at) => (isStop(view) ? [at] : []));
  if (isLast && stops.length > 0) stops[stops.length - 1] = views.length - 1;
  return stops;
}
