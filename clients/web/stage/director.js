/** Decides which scene is on, from the game and the time. No DOM, no timers: it is asked. */

import { isFrozen, phaseSeconds } from "../look.js";
import { closingSteps, revealSteps, roundSteps, stepAt, votingSteps } from "./timeline.js";

const STILL = (scene) => [{ scene, ms: Infinity }];

/** Keeps when the phase began here, and lets time stand still while the game's does. */
export class Director {
  #key = "";
  #began = 0;
  /** @type {number|null} */
  #heldAt = null;
  #steps = STILL("lobby");
  #again = false;

  /**
   * What is on now.
   * @param {object} state  a folded game
   * @param {number} now  the server's clock, in ms
   * @param {{pages: number, perScreen?: number, best: boolean, machines: boolean,
   *   honours: boolean}} has
   * @returns {{scene: string, step: object, index: number, steps: object[], since: number,
   *   left: number}}  `left` ms until something else is due
   */
  direct(state, now, has) {
    this.#freeze(isFrozen(state), now);
    const key = `${state.game.id} ${state.phase} ${state.round}`;
    if (key !== this.#key) {
      this.#key = key;
      this.#began = now;
      if (this.#heldAt !== null) this.#heldAt = now;
      this.#steps = this.#plan(state, now, has);
    } else if (state.phase === "completed" || state.phase === "voting") {
      this.#steps = this.#plan(state, now, has);
    }
    this.#again = this.#steps.length > 1 && ["completed", "voting"].includes(state.phase);
    const on = stepAt(this.#steps, (this.#heldAt ?? now) - this.#began, this.#again);
    const left = this.#heldAt === null ? on.left : Infinity;
    return { scene: on.step.scene, ...on, left, steps: this.#steps };
  }

  /** On to the next step, or back to the one before. */
  skip(by, now) {
    const { index, since, left } = stepAt(this.#steps, now - this.#began, this.#again);
    if (by > 0 && Number.isFinite(left)) this.#began -= left;
    if (by < 0) this.#began += since + (index > 0 ? this.#steps[index - 1].ms : 0);
  }

  #freeze(frozen, now) {
    if (frozen && this.#heldAt === null) this.#heldAt = now;
    if (!frozen && this.#heldAt !== null) {
      this.#began += now - this.#heldAt;
      this.#heldAt = null;
    }
  }

  #plan(state, now, has) {
    switch (state.phase) {
      case "answering": return roundSteps(sinceStart(state, now));
      case "voting": return votingSteps(has.pages);
      case "reveal":
        return revealSteps(state.results, (state.deadline ?? now) - now, has.perScreen);
      case "completed": return closingSteps(has);
      default: return STILL(state.phase);
    }
  }
}

/** How long the phase has been on, by its deadline; where there is none, long enough. */
function sinceStart(state, now) {
  if (state.deadline === null || state.deadline === undefined) return Infinity;
  return Math.max(0, phaseSeconds(state) * 1000 - (state.deadline - now));
}
