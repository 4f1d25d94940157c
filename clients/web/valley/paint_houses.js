/** Paints what stands at a place: houses, a church, a pond's reeds. Sizes in metres of the map. */

/**
 * @typedef {import("./camera.js").Point} Point
 * @typedef {import("./paint_ground.js").Colours} Colours
 * @typedef {CanvasRenderingContext2D} Pen
 */

/**
 * One that paints around (0, 0), the place; one unit is a metre.
 * @typedef {(pen: Pen, colours: Colours) => void} Painted
 */

/**
 * Paint the sign of a place.
 * @param {Pen} pen
 * @param {string} kind  as scenery.js tells
 * @param {Point} at  pixels
 * @param {number} scale  pixels per metre
 * @param {Colours} colours
 */
export function paintHouse(pen, kind, at, scale, colours) {
  pen.save();
  pen.translate(at.x, at.y);
  pen.scale(scale, scale);
  (PAINTED[kind] ?? PAINTED.house)(pen, colours);
  pen.restore();
}

/** @type {Record<string, Painted>} */
const PAINTED = {
  house: (pen, colours) => house(pen, colours, 40, 20, colours.roof),
  hall(pen, colours) {
    house(pen, colours, 56, 26, colours.slate);
    for (const x of [-18, -6, 6, 18]) box(pen, x - 1.5, -22, 3, 20, colours.stone);
  },
  inn(pen, colours) {
    house(pen, colours, 52, 25, colours.thatch);
    box(pen, 28, -26, 2, 12, colours.timber);
    box(pen, 25, -24, 9, 8, colours.accent);
  },
  barn: (pen, colours) => house(pen, colours, 48, 22, colours.barn),
  church(pen, colours) {
    house(pen, colours, 38, 20, colours.slate);
    shadowless(pen, colours.wall, [[14, 0], [14, -46], [30, -46], [30, 0]]);
    shadowless(pen, colours.roof, [[11, -45], [22, -70], [33, -45]]);
    box(pen, 20, -38, 4, 8, colours.window);
    box(pen, 21.2, -78, 1.6, 9, colours.timber);
    box(pen, 18.5, -75.5, 7, 1.6, colours.timber);
  },
  station(pen, colours) {
    box(pen, -62, 8, 124, 1.6, colours.timber);
    box(pen, -62, 15, 124, 1.6, colours.timber);
    for (let x = -60; x < 62; x += 9) box(pen, x, 6, 3, 13, colours.wood);
    house(pen, colours, 54, 20, colours.roof);
    disc(pen, 0, -24, 5, colours.wall);
  },
  mill(pen, colours) {
    house(pen, colours, 36, 28, colours.thatch);
    wheel(pen, -24, -8, 15, colours.timber);
  },
  lighthouse(pen, colours) {
    shade(pen, colours, 20);
    shadowless(pen, colours.wall, [[-11, 0], [-7, -58], [7, -58], [11, 0]]);
    shadowless(pen, colours.roof, [[-10, -14], [-9, -28], [9, -28], [10, -14]]);
    shadowless(pen, colours.roof, [[-8.2, -42], [-7.2, -52], [7.2, -52], [8.2, -42]]);
    box(pen, -7, -69, 14, 11, colours.lamp);
    shadowless(pen, colours.slate, [[-10, -69], [0, -79], [10, -69]]);
  },
  hill(pen, colours) {
    shadowless(pen, colours.stone, [[-16, 0], [-8, -14], [0, -9], [6, -18], [16, 0]]);
    box(pen, 5, -42, 1.8, 26, colours.timber);
    shadowless(pen, colours.accent, [[7, -42], [24, -37], [7, -31]]);
  },
  meadow(pen, colours) {
    for (const [x, y] of [[-44, -8], [8, -22], [40, 4]]) cow(pen, colours, x, y);
  },
  hives(pen, colours) {
    for (const [x, y] of [[-24, -6], [0, -14], [24, -4]]) {
      for (const [up, wide] of [[0, 9], [5, 8], [10, 6]]) {
        disc(pen, x, y - up, wide, colours.thatch, 0.6);
      }
      disc(pen, x, y, 2, colours.timber);
    }
  },
  orchard(pen, colours) {
    for (const x of [-36, -12, 12, 36]) {
      for (const y of [-30, -8]) {
        disc(pen, x + 1, y + 3, 9, colours.shade, 0.6);
        disc(pen, x, y - 7, 10, colours.leaf);
        for (const [dx, dy] of [[-4, -9], [3, -5], [1, -11]]) {
          disc(pen, x + dx, y + dy, 1.8, colours.accent);
        }
      }
    }
  },
  square(pen, colours) {
    disc(pen, 0, 0, 20, colours.stone, 0.7);
    disc(pen, 0, -1, 16, colours.water, 0.7);
    box(pen, -2, -18, 4, 17, colours.stone);
    disc(pen, 0, -18, 7, colours.stone, 0.5);
    disc(pen, 0, -19, 5, colours.ripple, 0.5);
  },
  pond(pen, colours) {
    for (const [x, y] of [[-30, -12], [22, 12], [34, -4]]) disc(pen, x, y, 5, colours.leaf, 0.6);
    for (const x of [-46, -42, 44, 48]) box(pen, x, -16, 1.6, 16, colours.tree);
  },
  signpost(pen, colours) {
    shade(pen, colours, 8);
    box(pen, -1.5, -34, 3, 34, colours.timber);
    shadowless(pen, colours.wood, [[-2, -33], [20, -33], [25, -29], [20, -25], [-2, -25]]);
    shadowless(pen, colours.wood, [[2, -22], [-16, -22], [-21, -18], [-16, -14], [2, -14]]);
  },
  bridge: () => {},
};

/**
 * Walls, a roof over them, a door and windows.
 * @type {(pen: Pen, colours: Colours, wide: number, high: number, roof: string) => void}
 */
function house(pen, colours, wide, high, roof) {
  const half = wide / 2;
  shade(pen, colours, half + 4);
  box(pen, -half, -high, wide, high, colours.wall);
  box(pen, -half, -3, wide, 3, colours.stone);
  shadowless(pen, roof, [
    [-half - 4, -high], [-half + 6, -high - 17], [half - 6, -high - 17], [half + 4, -high],
  ]);
  box(pen, -half - 4, -high - 1.2, wide + 8, 2.4, colours.eaves);
  box(pen, half - 14, -high - 25, 5, 11, colours.stone);
  box(pen, -4, -13, 8, 13, colours.timber);
  for (const x of windows(wide)) box(pen, x - 3.5, -high + 5, 7, 7, colours.window);
}

/** Where a house that is so wide has its windows. @param {number} wide */
function windows(wide) {
  return wide > 50 ? [-19, -9, 9, 19] : [-12, 12];
}

/** @type {(pen: Pen, colours: Colours, x: number, y: number) => void} */
function cow(pen, colours, x, y) {
  disc(pen, x, y + 6, 10, colours.shade, 0.4);
  for (const leg of [-6, -3, 4, 7]) box(pen, x + leg, y, 2, 7, colours.timber);
  disc(pen, x, y, 9, colours.wall, 0.65);
  disc(pen, x - 3, y - 1, 3, colours.timber, 0.8);
  disc(pen, x + 10, y - 4, 4, colours.wall);
  disc(pen, x + 12, y - 3, 2, colours.accent, 0.8);
}

/** @type {(pen: Pen, x: number, y: number, size: number, colour: string) => void} */
function wheel(pen, x, y, size, colour) {
  pen.strokeStyle = colour;
  pen.lineWidth = 3;
  pen.beginPath();
  pen.arc(x, y, size, 0, Math.PI * 2);
  for (let spoke = 0; spoke < 4; spoke += 1) {
    const turn = (spoke * Math.PI) / 4;
    pen.moveTo(x - Math.cos(turn) * size, y - Math.sin(turn) * size);
    pen.lineTo(x + Math.cos(turn) * size, y + Math.sin(turn) * size);
  }
  pen.stroke();
}

/** @type {(pen: Pen, colours: Colours, half: number) => void} */
function shade(pen, colours, half) {
  disc(pen, 4, 2, half, colours.shade, 0.3);
}

/** @type {(pen: Pen, x: number, y: number, wide: number, high: number, colour: string) => void} */
function box(pen, x, y, wide, high, colour) {
  pen.fillStyle = colour;
  pen.fillRect(x, y, wide, high);
}

/** @type {(pen: Pen, x: number, y: number, size: number, colour: string, flat?: number) => void} */
function disc(pen, x, y, size, colour, flat = 1) {
  pen.fillStyle = colour;
  pen.beginPath();
  pen.ellipse(x, y, size, size * flat, 0, 0, Math.PI * 2);
  pen.fill();
}

/** @type {(pen: Pen, colour: string, corners: number[][]) => void} */
function shadowless(pen, colour, corners) {
  pen.fillStyle = colour;
  pen.beginPath();
  for (const [x, y] of corners) pen.lineTo(x, y);
  pen.fill();
}

/**
 * Where light comes from by night, in metres from the place: windows, a lamp.
 * @type {(kind: string) => number[][]}
 */
export function lightsOf(kind) {
  switch (kind) {
    case "lighthouse": return [[0, -64, 3]];
    case "church": return [[22, -34, 1], [0, -12, 1]];
    case "square": return [[0, -10, 1.6]];
    case "hall": case "inn": return [[-14, -14, 1], [14, -14, 1]];
    case "house": case "barn": case "station": case "mill": return [[0, -12, 1.2]];
    default: return [];
  }
}
