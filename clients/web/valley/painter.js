/**
 * The canvas: paints frame after frame, as sharp as the screen, and tells what a finger points
 * at.
 */

import {
  ZOOM_STEP, bounded, centred, moved, toMap, viewOf, whole, zoomed,
} from "./camera.js";
import { daylightAt } from "./daylight.js";
import { clockNow } from "./fold.js";
import { drawnAt, isMoving, steps } from "./motion.js";
import { faceSize, feet, namesOf, paintFolk, paintLight } from "./paint_folk.js";
import { paintGround } from "./paint_ground.js";
import { paintSigns, signsOf } from "./paint_places.js";
import { sceneryOf } from "./scenery.js";
import { Sprites } from "./sprites.js";

/**
 * @typedef {import("./camera.js").Point} Point
 * @typedef {import("./paint_folk.js").Figure} Figure
 * @typedef {import("./paint_ground.js").Colours} Colours
 * @typedef {import("./fold.js").Valley} Valley
 * @typedef {Omit<Figure, "at"|"moving">} Dressed
 */

/** A canvas of more pixels than this is painted less sharp: no phone sees the difference. */
const PIXELS_MAX = 9_000_000;
const SHARP_MAX = 3;
/** In less light than this, names stand light on dark. */
const DUSK = 0.5;
const BEAM_MS = 9_000;
/** A picture in which nobody walks is painted again after so long, in ms: by day, by night. */
const REST_MS = 250;
const BEAM_REST_MS = 30;
/** The names of the colours in style/valley.css, after "--valley-". */
const COLOURS = [
  "grass", "meadow", "hill", "top", "tuft", "flower", "water", "bank", "ripple", "path", "edge",
  "tree", "leaf", "fir", "firlight", "timber", "wood", "wall", "stone", "roof", "slate", "thatch",
  "barn", "eaves", "window", "lamp", "accent", "shade", "face", "bubble", "outline", "ink", "label",
  "chosen", "onchosen", "onseat", "glow", "halo", "dark", "warm", "night", "sign", "signedge",
  "nightsign", "nightedge",
];

/** Paints one valley on one canvas. */
export class Painter {
  #canvas;
  #pen;
  #ports;
  /** @type {Valley|null} */
  #valley = null;
  /** @type {Map<string, Dressed>} */
  #dressed = new Map();
  /** @type {Map<string, import("./motion.js").Gait>} */
  #gaits = new Map();
  /** @type {import("./scenery.js").Scenery|null} */
  #scenery = null;
  #sprites = new Sprites();
  /** @type {HTMLCanvasElement|null} */
  #ground = null;
  #groundKey = "";
  /** @type {import("./paint_places.js").Sign[]} */
  #signs = [];
  /** @type {Colours} */
  #colours = {};
  /** @type {import("./camera.js").Camera|null} */
  #camera = null;
  #box = { width: 0, height: 0 };
  #sharp = 1;
  #asked = false;
  #isNew = true;
  #isDark = false;
  #paintedAt = -Infinity;
  /** @type {string[]} the colours of seats */
  seats = [];
  /** Frames painted since the page came: for measuring. */
  frames = 0;

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {{now: () => number, still: () => boolean, apartMs: number}} ports
   *   `still`: no motion is wanted; `apartMs`: how far apart ticks come
   */
  constructor(canvas, ports) {
    this.#canvas = canvas;
    this.#pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", { alpha: false }));
    this.#ports = ports;
    new ResizeObserver(() => this.#resize()).observe(canvas);
    for (const query of ["(prefers-color-scheme: dark)", "(prefers-reduced-motion: reduce)"]) {
      window.matchMedia(query).addEventListener("change", () => this.#recolour());
    }
    this.#recolour();
    this.#resize();
  }

  /** Show this from now on. @type {(valley: Valley, dressed: Map<string, Dressed>) => void} */
  show(valley, dressed) {
    if (valley.map !== null && valley.map !== this.#valley?.map) {
      this.#scenery = sceneryOf(valley.map);
      this.#camera ??= whole(valley.map.bounds);
      this.#groundKey = "";
    }
    if (valley.folk !== this.#valley?.folk) {
      const apart = this.#ports.still() || this.#gaits.size === 0 ? 0 : this.#ports.apartMs;
      this.#gaits = steps(this.#gaits, valley.folk.values(), this.#ports.now(), apart);
    }
    this.#valley = valley;
    this.#dressed = dressed;
    this.#ask();
  }

  /**
   * Who stands at this pixel, or else which place is there.
   * @type {(pixel: Point) => {who: string|null, place: string|null}}
   */
  at(pixel) {
    const view = this.#view();
    if (!view || !this.#valley?.map) return { who: null, place: null };
    const now = this.#ports.now();
    const size = faceSize(view);
    const reach = Math.max(22, size * 0.6);
    const near = [...this.#gaits].map(([id, gait]) => {
      const at = feet(view, drawnAt(gait, now));
      return { id, far: Math.hypot(at.x - pixel.x, at.y - size / 2 - pixel.y) };
    }).filter((one) => one.far <= reach).sort((a, b) => a.far - b.far);
    const on = toMap(view, pixel);
    const room = Math.max(40, 26 / view.scale);
    const places = [...this.#valley.map.places.values()]
      .map((place) => ({ slug: place.slug, far: Math.hypot(place.x - on.x, place.y - 12 - on.y) }))
      .filter((one) => one.far <= room).sort((a, b) => a.far - b.far);
    return { who: near[0]?.id ?? null, place: places[0]?.slug ?? null };
  }

  /**
   * Nearer (1), farther (-1), around this pixel or the middle.
   * @type {(steps: number, pixel?: Point) => void}
   */
  zoom(by, pixel = { x: this.#box.width / 2, y: this.#box.height / 2 }) {
    const map = this.#valley?.map;
    if (!map || !this.#camera) return;
    this.#camera = zoomed(this.#camera, ZOOM_STEP ** by, pixel, map.bounds, this.#box);
    this.#ask();
  }

  /** Is all of the map seen? */
  get isWhole() {
    return (this.#camera?.zoom ?? 1) <= 1.001;
  }

  /** @type {(dx: number, dy: number) => void} */
  drag(dx, dy) {
    const map = this.#valley?.map;
    if (!map || !this.#camera) return;
    this.#camera = moved(this.#camera, dx, dy, map.bounds, this.#box);
    this.#ask();
  }

  /** Bring this one into the middle, if the map is seen in part. @param {string} id */
  find(id) {
    const gait = this.#gaits.get(id);
    const map = this.#valley?.map;
    if (!gait || !map || !this.#camera || this.isWhole) return;
    this.#camera = centred(this.#camera, gait.to, map.bounds, this.#box);
    this.#ask();
  }

  #view() {
    const map = this.#valley?.map;
    return map && this.#camera ? viewOf(this.#camera, map.bounds, this.#box) : null;
  }

  #resize() {
    const { clientWidth: width, clientHeight: height } = this.#canvas;
    if (width === 0 || height === 0) return;
    const wished = Math.min(SHARP_MAX, window.devicePixelRatio || 1);
    this.#sharp = Math.min(wished, Math.sqrt(PIXELS_MAX / (width * height)));
    this.#box = { width, height };
    this.#canvas.width = Math.round(width * this.#sharp);
    this.#canvas.height = Math.round(height * this.#sharp);
    this.#sprites.sharpen(this.#sharp);
    const map = this.#valley?.map;
    if (map && this.#camera) this.#camera = bounded(this.#camera, map.bounds, this.#box);
    // A canvas that was resized is empty: not one frame of that is to be seen.
    this.#paint();
    this.#ask();
  }

  #recolour() {
    const found = window.getComputedStyle(this.#canvas);
    const read = (/** @type {string} */ name) => found.getPropertyValue(name).trim();
    this.#colours = Object.fromEntries(COLOURS.map((name) => [name, read(`--valley-${name}`)]));
    Object.assign(this.#colours, { font: read("--font"), signs: read("--signs") });
    this.seats = Array.from({ length: 8 }, (_, seat) => read(`--seat-${seat}`));
    this.#sprites.forget();
    this.#groundKey = "";
    this.#ask();
  }

  /** Something is to be seen: paint it in the next frame. */
  #ask() {
    this.#isNew = true;
    this.#next();
  }

  #next() {
    if (this.#asked) return;
    this.#asked = true;
    window.requestAnimationFrame(() => {
      this.#asked = false;
      const now = this.#ports.now();
      if (this.#isNew || now - this.#paintedAt >= this.#restMs(now)) this.#paint();
      // Where no motion is wanted, only news are painted.
      if (!this.#ports.still() && this.#valley?.map) this.#next();
    });
  }

  /** How long the last frame may stand: none when somebody walks, by night while a light turns. */
  #restMs(/** @type {number} */ now) {
    if ([...this.#gaits.values()].some((gait) => isMoving(gait, now))) return 0;
    return this.#isDark ? BEAM_REST_MS : REST_MS;
  }

  #paint() {
    const { map } = this.#valley ?? {};
    const view = this.#view();
    if (!this.#valley || !map || !view || !this.#scenery || this.#box.width === 0) return;
    const now = this.#ports.now();
    const still = this.#ports.still();
    const pen = this.#pen;
    pen.setTransform(this.#sharp, 0, 0, this.#sharp, 0, 0);
    pen.drawImage(this.#painted(view), 0, 0, this.#box.width, this.#box.height);
    const daylight = daylightAt(clockNow(this.#valley, now) ?? 0);
    const turn = still ? 0.4 : (now / BEAM_MS) * Math.PI * 2;
    const [sprites, colours] = [this.#sprites, this.#colours];
    paintLight(pen, view, this.#box, map.places.values(), daylight, sprites, colours, turn);
    const figures = this.#figures(now);
    const names = namesOf(pen, view, this.#box, figures, this.#colours);
    // Who only walks by takes no place its name.
    const taken = names.filter((one) => !one.figure.moving).map((one) => one.box);
    paintSigns(pen, view, this.#signs, taken, daylight.light < DUSK, this.#colours);
    paintFolk(pen, view, figures, names, this.#sprites, this.#colours, now, still);
    this.frames += 1;
    this.#isNew = false;
    this.#isDark = daylight.light < DUSK;
    this.#paintedAt = now;
  }

  /** @param {number} now @returns {Figure[]} */
  #figures(now) {
    return [...this.#gaits].flatMap(([id, gait]) => {
      const dressed = this.#dressed.get(id);
      return dressed ? [{ ...dressed, at: drawnAt(gait, now), moving: isMoving(gait, now) }] : [];
    });
  }

  /**
   * The ground as seen now; painted anew only when something of it changed.
   * @param {import("./camera.js").View} view
   */
  #painted(view) {
    const { width, height } = this.#canvas;
    const key = [width, height, view.scale, view.left, view.top].join(" ");
    if (this.#ground && key === this.#groundKey) return this.#ground;
    const ground = this.#ground ?? document.createElement("canvas");
    ground.width = width;
    ground.height = height;
    const pen = ground.getContext("2d", { alpha: false });
    const map = this.#valley?.map;
    if (pen && map && this.#scenery) {
      pen.setTransform(this.#sharp, 0, 0, this.#sharp, 0, 0);
      paintGround(pen, view, this.#box, map, this.#scenery, this.#colours);
      this.#signs = signsOf(pen, view, this.#box, map, this.#colours.font);
    }
    this.#ground = ground;
    this.#groundKey = key;
    return ground;
  }
}
