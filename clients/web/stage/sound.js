/** Sounds made of plain waves. Silent until somebody has touched the page, as browsers ask. */

// [wave, from Hz, to Hz, start s, length s, loudness]
const SOUNDS = {
  pop: [["sine", 320, 720, 0, 0.12, 0.5]],
  blip: [["triangle", 880, 990, 0, 0.08, 0.25]],
  tick: [["square", 1200, 1100, 0, 0.04, 0.12]],
  whoosh: [["sawtooth", 120, 520, 0, 0.28, 0.1], ["sine", 180, 700, 0.04, 0.3, 0.25]],
  reveal: [["triangle", 523, 523, 0, 0.12, 0.3], ["triangle", 784, 784, 0.1, 0.22, 0.3]],
  move: [["sine", 440, 330, 0, 0.2, 0.25]],
  fall: [["triangle", 440, 415, 0, 0.3, 0.3], ["triangle", 330, 220, 0.28, 0.6, 0.3]],
  fanfare: [
    ["triangle", 523, 523, 0, 0.16, 0.35], ["triangle", 523, 523, 0.18, 0.16, 0.35],
    ["triangle", 659, 659, 0.36, 0.16, 0.35], ["triangle", 784, 784, 0.54, 0.7, 0.4],
    ["sine", 1047, 1047, 0.54, 0.7, 0.25], ["sine", 392, 392, 0.54, 0.7, 0.25],
  ],
};
const LOUDNESS = 0.35;
/** Sounds begun at once; what comes on top is not heard. */
const VOICES_MAX = 16;

/** The stage's loudspeaker, and its switch. */
export class Sound {
  on;
  #store;
  #open;
  /** @type {AudioContext|null} */
  #context = null;
  /** @type {GainNode|null} */
  #out = null;
  #voices = 0;

  /**
   * @param {object} store  remembers the switch
   * @param {(() => AudioContext)|null} open  null where there is no Web Audio
   */
  constructor(store, open) {
    this.#store = store;
    this.#open = open;
    this.on = store.get("sound") !== "off";
  }

  /** Sound is wanted, but nobody has touched the page yet. */
  get waits() {
    return this.on && this.#open !== null && this.#context?.state !== "running";
  }

  /** Somebody touched the page: now it may sound. */
  async wake() {
    if (!this.#open || !this.on) return;
    const context = this.#context ?? this.#open();
    if (context !== this.#context) {
      this.#context = context;
      this.#out = context.createGain();
      this.#out.gain.value = LOUDNESS;
      this.#out.connect(context.destination);
    }
    if (context.state !== "running") await context.resume();
  }

  /** Turn it on or off, and remember that. */
  async toggle() {
    this.on = !this.on;
    this.#store.set("sound", this.on ? null : "off");
    if (this.on) await this.wake();
    else await this.#context?.suspend();
  }

  /** Make one of the sounds, now, if it may be heard. */
  play(name) {
    if (!this.on || this.#context?.state !== "running") return;
    for (const note of SOUNDS[name] ?? []) this.#note(...note);
  }

  #note(wave, from, to, start, length, loudness) {
    const context = this.#context;
    if (context === null || this.#out === null || this.#voices >= VOICES_MAX) return;
    const at = context.currentTime + start;
    const voice = context.createOscillator();
    const gain = context.createGain();
    voice.type = wave;
    voice.frequency.setValueAtTime(from, at);
    voice.frequency.exponentialRampToValueAtTime(to, at + length);
    gain.gain.setValueAtTime(0.0001, at);
    gain.gain.exponentialRampToValueAtTime(loudness, at + 0.012);
    gain.gain.exponentialRampToValueAtTime(0.0001, at + length);
    voice.connect(gain).connect(this.#out);
    this.#voices += 1;
    voice.onended = () => { this.#voices -= 1; };
    voice.start(at);
    voice.stop(at + length + 0.02);
  }
}
