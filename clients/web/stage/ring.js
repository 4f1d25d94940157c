/** The countdown: a ring that turns by itself, and seconds by one timer while time runs. */

import { number } from "../lang/lang.js";
import { isFrozen, phaseSeconds, secondsLeft } from "../look.js";
import { setText } from "../views/dom.js";

const URGENT_SECONDS = 5;
const COUNTED = ["answering", "judging", "voting"];

/** One ring, drawn from the game's deadline. */
export class Ring {
  #node;
  #seconds;
  #tick;
  /** @type {Animation[]} */
  #turning = [];
  #drawn = "";
  /** @type {number|undefined} */
  #timer;

  /**
   * @param {HTMLElement} node  `.ring` with two `.disc` in it
   * @param {HTMLElement} seconds
   * @param {(left: number) => void} tick  told of each of the last seconds
   */
  constructor(node, seconds, tick) {
    this.#node = node;
    this.#seconds = seconds;
    this.#tick = tick;
  }

  /** Show the time left in this game at `now`, the server's clock; null shows nothing. */
  draw(state, clock) {
    const shown = state !== null && COUNTED.includes(state.phase) && state.deadline !== null;
    this.#node.hidden = !shown;
    const frozen = shown && isFrozen(state);
    const key = shown ? `${state.game.id} ${state.phase} ${state.deadline} ${frozen}` : "";
    this.#node.dataset.frozen = String(frozen);
    if (key === this.#drawn) return;
    this.#drawn = key;
    window.clearTimeout(this.#timer);
    if (frozen || !shown) {
      for (const each of this.#turning) each.pause();
      if (frozen) setText(this.#seconds, "II");
      if (!shown) this.#stop();
      return;
    }
    this.#turn(state, clock());
    this.#count(state, clock, true);
  }

  #stop() {
    for (const each of this.#turning) each.cancel();
    this.#turning = [];
  }

  #turn(state, now) {
    this.#stop();
    const left = Math.max(0, state.deadline - now);
    const whole = Math.max(phaseSeconds(state) * 1000, left);
    /** @type {KeyframeAnimationOptions} */
    const half = { duration: whole / 2, fill: "both" };
    const frames = { transform: ["rotate(-180deg)", "rotate(0deg)"] };
    const [first, second] = this.#node.querySelectorAll(".disc");
    if (!first?.animate || whole === 0) return;
    // The second waits unseen: even its edge would show.
    const waiting = { ...frames, opacity: [0, 1, 1], offset: [0, 0.01] };
    this.#turning = [
      first.animate(frames, half), second.animate(waiting, { ...half, delay: whole / 2 }),
    ];
    for (const each of this.#turning) each.currentTime = whole - left;
  }

  #count(state, clock, first = false) {
    const left = secondsLeft(state, clock()) ?? 0;
    setText(this.#seconds, number(left));
    this.#node.dataset.urgent = String(left <= URGENT_SECONDS);
    if (left <= URGENT_SECONDS && left > 0 && !first) this.#tick(left);
    if (left === 0) return;
    // To just after the next whole second, so that no frame shows the second before.
    const wait = ((state.deadline - clock() - 1) % 1000) + 2;
    this.#timer = window.setTimeout(() => this.#count(state, clock), Math.max(20, wait));
  }
}
