/** Which part of the valley is seen, and how big: metres to pixels and back. Pure. */

/** How near one may go, times the whole map. */
export const ZOOM_MOST = 5;
export const ZOOM_STEP = 1.5;
/** Room around the outermost places, in metres: for what stands there, and for their names. */
const MARGIN = { x: 85, top: 110, bottom: 90 };

/**
 * @typedef {{x: number, y: number}} Point
 * @typedef {{width: number, height: number}} Size
 * @typedef {Size & {left: number, top: number}} Bounds  metres
 * @typedef {{zoom: number, x: number, y: number}} Camera
 *   zoom 1 shows all; x and y are the metres in the middle
 * @typedef {{scale: number, left: number, top: number}} View
 *   pixels per metre, and the pixel of the map's north-western corner
 */

/** All of the map. @param {Bounds} bounds @returns {Camera} */
export function whole(bounds) {
  const { left, top, width, height } = padded(bounds);
  return { zoom: 1, x: left + width / 2, y: top + height / 2 };
}

/** @param {Bounds} bounds @returns {Bounds} */
function padded({ left, top, width, height }) {
  return {
    left: left - MARGIN.x, top: top - MARGIN.top,
    width: width + 2 * MARGIN.x, height: height + MARGIN.top + MARGIN.bottom,
  };
}

/**
 * What this camera shows in a box of so many pixels.
 * @type {(camera: Camera, map: Bounds, box: Size) => View}
 */
export function viewOf(camera, map, box) {
  const scale = scaleOf(camera.zoom, map, box);
  return { scale, left: box.width / 2 - camera.x * scale, top: box.height / 2 - camera.y * scale };
}

/** @type {(view: View, point: Point) => Point} */
export function toScreen({ scale, left, top }, point) {
  return { x: left + point.x * scale, y: top + point.y * scale };
}

/** @type {(view: View, pixel: Point) => Point} */
export function toMap({ scale, left, top }, pixel) {
  return { x: (pixel.x - left) / scale, y: (pixel.y - top) / scale };
}

/**
 * Nearer or farther, with what is at `pixel` staying where it is.
 * @type {(camera: Camera, factor: number, pixel: Point, map: Bounds, box: Size) => Camera}
 */
export function zoomed(camera, factor, pixel, map, box) {
  const held = toMap(viewOf(camera, map, box), pixel);
  const zoom = Math.min(ZOOM_MOST, Math.max(1, camera.zoom * factor));
  const scale = scaleOf(zoom, map, box);
  return bounded({
    zoom,
    x: held.x - (pixel.x - box.width / 2) / scale,
    y: held.y - (pixel.y - box.height / 2) / scale,
  }, map, box);
}

/**
 * Moved by so many pixels, as a hand moves a sheet of paper.
 * @type {(camera: Camera, dx: number, dy: number, map: Bounds, box: Size) => Camera}
 */
export function moved(camera, dx, dy, map, box) {
  const scale = scaleOf(camera.zoom, map, box);
  return bounded({ ...camera, x: camera.x - dx / scale, y: camera.y - dy / scale }, map, box);
}

/**
 * With this point in the middle, as far as the map reaches.
 * @type {(camera: Camera, point: Point, map: Bounds, box: Size) => Camera}
 */
export function centred(camera, point, map, box) {
  return bounded({ ...camera, x: point.x, y: point.y }, map, box);
}

/**
 * Never past the edge; what is smaller than the box stands in its middle.
 * @type {(camera: Camera, map: Bounds, box: Size) => Camera}
 */
export function bounded(camera, map, box) {
  const scale = scaleOf(camera.zoom, map, box);
  const { left, top, width, height } = padded(map);
  return {
    zoom: camera.zoom,
    x: kept(camera.x, left, width, box.width / scale),
    y: kept(camera.y, top, height, box.height / scale),
  };
}

/**
 * A middle from which `seen` metres lie within the stretch.
 * @type {(at: number, from: number, length: number, seen: number) => number}
 */
function kept(at, from, length, seen) {
  if (seen >= length) return from + length / 2;
  return Math.min(from + length - seen / 2, Math.max(from + seen / 2, at));
}

/** @type {(zoom: number, map: Bounds, box: Size) => number} */
function scaleOf(zoom, map, box) {
  const { width, height } = padded(map);
  const fit = Math.min(box.width / width, box.height / height);
  return Math.max(0.01, fit) * zoom;
}
