/**
 * How big a text can be in a box, by its letters alone. Pure: nothing here measures the page;
 * widths are a careful guess, and drawing checks it once. All lengths are in units of the stage.
 */

/** Sizes of type on the stage, in units; tokens.css has the same as --type-0, --type-1 … */
export const TYPES = [
  1.3, 1.5, 1.7, 1.9, 2.2, 2.5, 2.8, 3.2, 3.6, 4.1, 4.7, 5.4, 6.2, 7.1, 8.2, 9.4, 10.8,
];
const BIGGEST = TYPES[TYPES.length - 1];
/** Height of a line, in its own type size; stage.css has the same as --leading. */
export const LEADING = 1.3;
/** Type of an answer that is still read from the sofa. */
export const READABLE = 2.1;
/** Screens that one vote is spread over at most, so that each is seen in time. */
export const PAGES_MOST = 3;

const SEGMENTER = typeof Intl.Segmenter === "function" ? new Intl.Segmenter() : null;
const MARKS_ONLY = /^\p{M}+$/u;
const PICTURE = /\p{Extended_Pictographic}|\p{Regional_Indicator}/u;
const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60]/u;
const BROAD = /[mwMW@%—]|[\u{fdf0}-\u{fdff}\u{12000}-\u{1254f}]/u;
const SLIM = /[iIjl.,:;'’!|]/;

const marks = (text) => [...(SEGMENTER ? SEGMENTER.segment(text) : text)]
  .map((part) => part.segment ?? part);

/** How far one visible character moves the pen, in type sizes. */
function advance(mark) {
  if (mark === " ") return 0.3;
  if (MARKS_ONLY.test(mark)) return 0.6;
  if (PICTURE.test(mark)) return 1.4;
  if (WIDE.test(mark)) return 1.05;
  if (BROAD.test(mark)) return 1;
  if (SLIM.test(mark)) return 0.36;
  return /\p{Lu}/u.test(mark) ? 0.74 : 0.62;
}

const known = new Map();
const KNOWN_MAX = 64;

/** The words of a text and how wide each is; the newest texts are remembered. */
function measured(text) {
  if (!known.has(text)) {
    if (known.size >= KNOWN_MAX) known.clear();
    known.set(text, text.split(/(\s)/).filter(Boolean)
      .map((word) => (word === "\n" ? "\n" : marks(word).map(advance))));
  }
  return known.get(text);
}

const sum = (widths) => widths.reduce((all, one) => all + one, 0);

/** How many lines it takes in lines of `room` type sizes; a word too long is broken anywhere. */
function linesOf(words, room) {
  let lines = 1;
  let pen = 0;
  for (const word of words) {
    if (word === "\n") {
      lines += 1;
      pen = 0;
      continue;
    }
    const width = sum(word);
    if (pen + width > room && pen > 0 && width <= room) {
      lines += 1;
      pen = 0;
    }
    for (const each of word) {
      if (pen + each > room) {
        lines += 1;
        pen = 0;
      }
      pen += each;
    }
  }
  return lines;
}

/**
 * The biggest step of TYPES in which the text fits; 0 when it is too long even for that.
 * @param {string} text
 * @param {{width: number, height: number}} box  in units
 * @param {number} [most]  the biggest type wanted, in units
 * @returns {number}
 */
export function typeFor(text, { width, height }, most = BIGGEST) {
  const words = measured(text);
  for (let step = TYPES.length - 1; step > 0; step -= 1) {
    const size = TYPES[step];
    if (size <= most && linesOf(words, width / size) * LEADING * size <= height) return step;
  }
  return 0;
}

/**
 * Columns and rows for so many cards, none of them much wider or higher than the others like.
 * @param {number} count
 * @param {{width: number, height: number}} box
 */
export function gridFor(count, { width, height }) {
  let best = { columns: 1, rows: Math.max(1, count), strain: Infinity };
  for (let columns = 1; columns <= Math.max(1, count); columns += 1) {
    const rows = Math.ceil(count / columns);
    const shape = (width / columns) / (height / rows);
    // A card twice as wide as high reads best; an empty place in the last row is a waste.
    const strain = Math.abs(Math.log(shape / 2)) + (columns * rows - count) * 0.35;
    if (strain < best.strain) best = { columns, rows, strain };
  }
  return { columns: best.columns, rows: best.rows };
}

// What a card keeps for itself of its place: padding and the gap to the next.
const CARD_WIDTH = 5.4;
const CARD_HEIGHT = 5;

/** The room for text in a card of such a grid; `extra` is what else stands in the card. */
function cardRoom(count, box, extra = 0) {
  const { columns, rows } = gridFor(count, box);
  const width = box.width / columns - CARD_WIDTH;
  return { width, height: box.height / rows - CARD_HEIGHT - extra };
}

/** The type step in which every one of the texts fits its card. */
export function gridType(texts, box, extra = 0, most = 5.4) {
  const room = cardRoom(texts.length, box, extra);
  return Math.min(TYPES.length - 1, ...texts.map((text) => typeFor(text, room, most)));
}

/**
 * Texts in as few screens as can be read from the sofa: lists of about the same length.
 * @param {string[]} texts
 * @param {{width: number, height: number}} box
 * @param {number} [extra]
 * @returns {number} how many texts a screen holds
 */
export function perPage(texts, box, extra = 0) {
  for (let pages = 1; ; pages += 1) {
    const most = Math.max(1, Math.ceil(texts.length / pages));
    const fits = pages === PAGES_MOST || pagesOf(texts, most)
      .every((page) => TYPES[gridType(page, box, extra)] >= READABLE);
    if (fits) return most;
  }
}

/** A list in slices of `size`. */
export function pagesOf(items, size) {
  const pages = [];
  for (let at = 0; at < items.length; at += size) pages.push(items.slice(at, at + size));
  return pages.length > 0 ? pages : [[]];
}
