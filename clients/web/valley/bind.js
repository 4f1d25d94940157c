/** What fingers, mice and keys do in the valley. */

import { say } from "../lang/lang.js";
import { $, setLine } from "../views/dom.js";
import { bindMap } from "./bind_map.js";
import { TABS } from "./sheet.js";
import { placeName } from "./words.js";

const HINT_MS = 6_000;
let hinting = 0;
/** The sheet stands below the map, and not beside it. */
const NARROW = window.matchMedia("(max-width: 63.99rem)");

/**
 * @typedef {import("./visit.js").Visit} Visit
 * @typedef {import("./painter.js").Painter} Painter
 */

/** @type {(visit: Visit, painter: Painter, changed: () => void) => void} */
export function bind(visit, painter, changed) {
  const open = (/** @type {string} */ agent) => {
    openSheet(visit, painter, agent);
    changed();
  };
  bindMap(visit, painter, changed, (who, place) => touched(visit, who, place, open));
  bindForms(visit);
  bindSheet(visit, open);
  $("again").addEventListener("click", () => visit.begin());
  window.addEventListener("hashchange", () => linked(visit, open));
  linked(visit, open);
}

/**
 * `/valley#goat` looks at the goat.
 * @type {(visit: Visit, open: (agent: string) => void) => void}
 */
function linked(visit, open) {
  const agent = decodeURIComponent(window.location.hash.slice(1));
  if (agent && agent !== visit.sheet.agent) open(agent);
}

/** @type {(visit: Visit, painter: Painter, agent: string) => void} */
function openSheet(visit, painter, agent) {
  visit.sheet.open(agent);
  painter.find(agent);
  window.history.replaceState(null, "", `#${encodeURIComponent(agent)}`);
  // Drawn first: what is hidden takes no focus.
  window.setTimeout(() => {
    $("who").focus({ preventScroll: true });
    if (NARROW.matches) $("sheet").scrollIntoView({ block: "start" });
  }, 0);
}

/**
 * Somebody or some place on the map was touched.
 * @type {(visit: Visit, who: string|null, place: string|null, open: (agent: string) => void) =>
 *   void}
 */
function touched(visit, who, place, open) {
  const one = who === null ? undefined : visit.valley.folk.get(who);
  if (one && !one.isPerson) {
    hint("");
    open(one.id);
  } else if (place !== null && visit.me !== null) {
    hint(say("valley.walks", { place: placeName(visit.valley, place) }));
    visit.walk(place);
  } else if (one) hint(one.name);
  else hint(place === null ? "" : atPlace(visit, place));
}

/** A line over the map, for a while. @param {string} text */
function hint(text) {
  window.clearTimeout(hinting);
  setLine($("hint"), text);
  hinting = window.setTimeout(() => setLine($("hint"), ""), HINT_MS);
}

/** Which place this is, and who is there. @type {(visit: Visit, slug: string) => string} */
function atPlace({ valley }, slug) {
  const names = [...valley.folk.values()]
    .filter((one) => one.place === slug && !one.to).map((one) => one.name);
  const place = placeName(valley, slug);
  return say(names.length > 0 ? "valley.place" : "valley.place_empty", { place, names });
}

/** @param {Visit} visit */
function bindForms(visit) {
  const submits = (/** @type {string} */ form, /** @type {() => void} */ act) =>
    $(form).addEventListener("submit", (/** @type {Event} */ event) => {
      event.preventDefault();
      act();
    });
  $("character").value = visit.name;
  submits("join-form", () => visit.join($("character").value));
  submits("walk-form", () => visit.walk($("place").value));
  $("leave").addEventListener("click", () => visit.leave());
  submits("intro-form", () => {
    visit.introduce($("intro").value);
    $("character").value = visit.name;
    window.setTimeout(() => $("say").focus(), 0);
  });
  submits("search-form", () => visit.sheet.search($("query").value));
  submits("talk-form", async () => {
    const box = $("say");
    const text = box.value;
    if (visit.sheet.busy.has("talk")) return;
    box.value = "";
    // What was not heard is not lost.
    if (!await visit.sheet.talk(text) && box.value === "") box.value = text;
  });
}

/** @type {(visit: Visit, open: (agent: string) => void) => void} */
function bindSheet(visit, open) {
  for (const id of ["folk", "ties", "graph"]) {
    $(id).addEventListener("click", (/** @type {any} */ event) => {
      const found = event.target.closest("[data-agent], [data-to]");
      if (found) open(found.dataset.agent ?? found.dataset.to);
    });
  }
  const close = () => {
    visit.sheet.close();
    visit.meet();
    window.history.replaceState(null, "", window.location.pathname + window.location.search);
    window.setTimeout(() => $("folk-title").focus(), 0);
  };
  $("close").addEventListener("click", close);
  $("sheet").addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    if (event.key === "Escape") close();
  });
  $("tabs").addEventListener("click", (/** @type {any} */ event) => {
    const tab = event.target.closest("[data-tab]");
    if (tab) visit.sheet.turn(tab.dataset.tab);
  });
  $("tabs").addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    turned(visit, event);
  });
}

/**
 * Arrows go from tab to tab, as the page is read.
 * @type {(visit: Visit, event: KeyboardEvent) => void}
 */
function turned(visit, event) {
  const onward = document.documentElement.dir === "rtl" ? -1 : 1;
  const last = TABS.length - 1;
  const at = TABS.indexOf(visit.sheet.tab);
  const to = {
    ArrowRight: at + onward, ArrowLeft: at - onward, Home: 0, End: last,
  }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  const tab = TABS[(to + TABS.length) % TABS.length];
  visit.sheet.turn(tab);
  $(`tab-${tab}`).focus();
}
