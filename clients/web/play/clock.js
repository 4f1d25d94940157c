/**
 * The server's clock as seen from here: right in spite of a wrong local one, and smooth. Knows two
 * local clocks and what the server said of its own; sets no timer.
 */

/** Two good clocks drift apart by less than this part of the time that passes. */
const DRIFT = 0.0005;
/** If the two local clocks part by more than this, in ms, one was set, or the device slept. */
const STEP_MS = 1_000;
/** A correction up to this size, in ms, is made little by little; a larger one at once. */
const SMOOTH_MOST_MS = 2_000;
const SMOOTH_PART = 0.1;

/**
 * What is known of the offset is an interval: a reply bounds it by its round trip, an event from
 * below, since it cannot be heard before it happened. Old bounds widen, new ones narrow it.
 */
export class Clock {
  /** True from the moment the local clocks disagree until the server has told its time again. */
  doubted = false;
  #wall;
  #steady;
  #ahead; // wall minus steady, when last looked at
  #shift; // what makes the steady clock our own time
  #low = -Infinity;
  #high = Infinity;
  #boundedAt = 0;
  #told = false;
  #offset = 0;
  #shownAt = 0;

  /**
   * @param {() => number} wall  the clock on the wall in ms, which people and phones set
   * @param {() => number} [steady]  one that is never set, and may stand still while asleep
   */
  constructor(wall, steady = wall) {
    this.#wall = wall;
    this.#steady = steady;
    this.#ahead = this.#shift = wall() - steady();
  }

  /** The server's clock now, in ms. */
  now() {
    const local = this.#local();
    const wanted = this.#low === -Infinity ? this.#offset : (this.#low + this.#high) / 2;
    const off = wanted - this.#offset;
    const most = Math.max(0, local - this.#shownAt) * SMOOTH_PART;
    const step = Math.abs(off) > SMOOTH_MOST_MS ? off : Math.max(-most, Math.min(most, off));
    this.#offset += step;
    this.#shownAt = local;
    return local + this.#offset;
  }

  /**
   * A reply just came that told the server's time.
   * @param {number} server
   * @param {number} tookMs  the whole way there and back
   */
  told(server, tookMs) {
    const local = this.#local();
    this.doubted = false;
    this.#narrow(server - local, server - local + tookMs, local);
    if (this.#told) return;
    this.#told = true;
    this.#offset = (this.#low + this.#high) / 2;
    this.#shownAt = local;
  }

  /** Something that happened at `at`, by the server's clock, is heard now. @param {number} at */
  heard(at) {
    const local = this.#local();
    if (this.#low !== -Infinity) this.#narrow(at - local, Infinity, local);
  }

  /** @param {number} low @param {number} high @param {number} local */
  #narrow(low, high, local) {
    const wider = Math.max(0, local - this.#boundedAt) * DRIFT;
    this.#boundedAt = local;
    this.#low = Math.max(low, this.#low - wider);
    this.#high = Math.min(high, this.#high + wider);
    if (this.#low <= this.#high) return;
    // The server's clock was set, or another node speaks: the newest word counts.
    this.#low = low;
    this.#high = high === Infinity ? low : high;
  }

  /** Our own time: goes on when the wall clock is set back, and over a sleep. */
  #local() {
    const steady = this.#steady();
    const ahead = this.#wall() - steady;
    const jump = ahead - this.#ahead;
    this.#ahead = ahead;
    if (Math.abs(jump) > STEP_MS) {
      this.doubted = true;
      // Forward is far more often a phone that slept than a hand that set its clock.
      if (jump > 0) this.#shift += jump;
      this.#low = -Infinity;
      this.#high = Infinity;
    }
    return steady + this.#shift;
  }
}
