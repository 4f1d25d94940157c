/** Small pictures that are painted once and then only copied, frame after frame. */

/** @typedef {import("./paint_ground.js").Colours} Colours */

/** Older ones go when there are more; each is a few kilobytes. */
const SPRITES_MAX = 200;

/** Keeps painted sprites by a key; all of them are as sharp as the screen. */
export class Sprites {
  /** @type {Map<string, HTMLCanvasElement>} */
  #held = new Map();
  #sharp = 1;

  /** Screen pixels per CSS pixel, from here on. @param {number} sharp */
  sharpen(sharp) {
    if (sharp === this.#sharp) return;
    this.#sharp = sharp;
    this.forget();
  }

  /** Paint everything anew when it is needed: the colours changed. */
  forget() {
    this.#held.clear();
  }

  /**
   * The sprite of this key, so many CSS pixels wide and high, painted around its middle.
   * @param {string} key
   * @param {number} size
   * @param {(pen: CanvasRenderingContext2D, size: number) => void} paint
   */
  get(key, size, paint) {
    const named = `${key} ${size}`;
    const held = this.#held.get(named);
    if (held) return held;
    if (this.#held.size >= SPRITES_MAX) this.#held.clear();
    const made = document.createElement("canvas");
    made.width = made.height = Math.ceil(size * this.#sharp);
    const pen = made.getContext("2d");
    if (pen) {
      pen.scale(this.#sharp, this.#sharp);
      pen.translate(size / 2, size / 2);
      paint(pen, size);
    }
    this.#held.set(named, made);
    return made;
  }
}

/**
 * A face in a round frame: a sign, or letters on a colour.
 * @type {(pen: CanvasRenderingContext2D, size: number, sign: string, ring: string,
 *   colours: Colours, letters: boolean) => void}
 */
export function paintFace(pen, size, sign, ring, colours, letters) {
  const half = size / 2 - 2;
  pen.fillStyle = letters ? ring : colours.face;
  pen.beginPath();
  pen.arc(0, 0, half - 1, 0, Math.PI * 2);
  pen.fill();
  pen.strokeStyle = letters ? colours.face : ring;
  pen.lineWidth = Math.max(2, size / 14);
  pen.stroke();
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.fillStyle = letters ? colours.onseat : colours.ink;
  pen.font = letters ? `800 ${size * 0.36}px ${colours.font}` : `${size * 0.54}px ${colours.signs}`;
  pen.fillText(sign, 0, size * 0.04);
}

/**
 * A thought or a word over somebody's head.
 * @type {(pen: CanvasRenderingContext2D, size: number, sign: string, colours: Colours) => void}
 */
export function paintBubble(pen, size, sign, colours) {
  const half = size / 2 - 2;
  pen.fillStyle = colours.bubble;
  pen.strokeStyle = colours.outline;
  pen.lineWidth = 1;
  pen.beginPath();
  pen.roundRect(-half, -half, half * 2, half * 1.7, half * 0.6);
  pen.fill();
  pen.stroke();
  pen.beginPath();
  pen.moveTo(-half * 0.5, half * 0.66);
  pen.lineTo(-half * 0.75, half * 1.05);
  pen.lineTo(half * 0.05, half * 0.66);
  pen.fill();
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.fillStyle = colours.ink;
  pen.font = `${size * 0.5}px ${colours.signs}`;
  pen.fillText(sign, 0, -size * 0.05);
}

/**
 * Light around a lamp, fading out.
 * @type {(pen: CanvasRenderingContext2D, size: number, colours: Colours) => void}
 */
export function paintGlow(pen, size, colours) {
  const shine = pen.createRadialGradient(0, 0, 0, 0, 0, size / 2);
  shine.addColorStop(0, colours.glow);
  shine.addColorStop(0.3, colours.halo);
  shine.addColorStop(1, colours.dark);
  pen.fillStyle = shine;
  pen.fillRect(-size / 2, -size / 2, size, size);
}
