/** Draws an evening told again: the scene as it stands, and the deck under it. */

import { direction, number, say } from "../lang/lang.js";
import { categoryName } from "../lang/words.js";
import { VOTE_TYPES, isOver, nameOf } from "../look.js";
import { captionOf, placeWords, whereOf } from "../people/caption.js";
import { honourName } from "../people/catalogue.js";
import { medal } from "../people/medals.js";
import { calledIn } from "../people/replay.js";
import { VOTE_SIGNS } from "../signs.js";
import { $, el, keyed, setAttribute, setLine, setText } from "./dom.js";
import { face, setFace } from "./face.js";
import { openOrClose } from "./sheet.js";

const RANKS = [1, 2, 3];
let step = "";

/** Draw it, open or not. */
export function drawReplay(play) {
  const { reception } = play;
  const open = reception.trail.includes("replay");
  openOrClose($("replay"), open);
  if (!open) {
    step = "";
    return;
  }
  const { player } = reception;
  const told = player.reel?.told ?? null;
  setLine($("replay-error"), player.wrong());
  $("replay-wait").hidden = told !== null || player.wrong() !== "";
  $("replay-scene").hidden = told === null;
  setText($("replay-title"), player.reel?.game?.name ?? say("replay.scene"));
  if (told === null) return;
  drawDeck(player, told);
  drawPrompt(told.table);
  drawTable(play, told);
  drawWritten(play, told);
  drawFavourite(player, told.table);
  drawRanking(play, told.table);
  drawEnding(play, told.table);
  drawSaid(told);
  follow(told);
}

function drawDeck(player, told) {
  const { table } = told;
  const rounds = Math.max(table.round, player.reel.game.current_round ?? table.total_rounds);
  const slider = $("replay-round");
  setAttribute(slider, "max", rounds + 1);
  const place = isOver(table) ? rounds + 1 : table.round;
  // A hand on the slider is not pulled away.
  if (slider.dataset.held !== "true") slider.value = place;
  drawPlace(Number(slider.value), rounds);
  setText($("replay-caption"), captionOf(told));
  setAttribute($("replay-play"), "data-playing", String(player.playing));
  const act = player.playing ? "replay.pause" : "replay.play";
  setAttribute($("replay-play"), "aria-label", say(act));
  setText($("replay-speed"), say("replay.times", { times: player.speed }));
  setAttribute($("replay-speed"), "aria-label", say("replay.speed", { times: player.speed }));
  // Not disabled: a button under a finger or with the focus in it stays what it is.
  setAttribute($("replay-back"), "aria-disabled", String(player.reel.atStart));
  setAttribute($("replay-next"), "aria-disabled", String(player.reel.atEnd));
  setAttribute($("replay-scene"), "aria-busy", String(player.busy));
}

/** Where on the slider. @param {number} place @param {number} rounds */
export function drawPlace(place, rounds) {
  setAttribute($("replay-round"), "aria-valuetext", placeWords(place, rounds));
  const inside = place > 0 && place <= rounds;
  setText($("replay-place"), inside ? say("answer.count", { count: place, most: rounds })
    : say(place > 0 ? "replay.end_short" : "replay.start_short"));
}

function drawPrompt(table) {
  const asked = table.round > 0 && !isOver(table);
  const { text = "", category = "" } = table.prompt ?? {};
  setText($("replay-where"), whereOf({ table }));
  setLine($("replay-asked"), asked ? text : "");
  setLine($("replay-category"), asked ? categoryName(category) : "");
}

/** Who is there, before the first round. */
function drawTable(play, { table }) {
  const shown = table.round === 0 && !isOver(table);
  $("replay-crowd").hidden = !shown;
  keyed($("replay-crowd"), shown ? table.players : [], (one) => one.id,
    () => el("li", {}, face(), el("span", { class: "who others", dir: "auto" })),
    (node, one) => {
      setFace(node.querySelector(".avatar"), play, table, one.id);
      setText(node.querySelector(".who"), one.name);
    });
}

/** The answers; from the reveal on the best first, with what they got. */
function drawWritten(play, told) {
  const { table } = told;
  const over = isOver(table);
  const got = new Map((table.results ?? []).map((one) => [one.response, one]));
  const points = (one) => got.get(one.response)?.points ?? 0;
  const rows = over ? [] : [...told.written].sort((a, b) => points(b) - points(a));
  const most = Math.max(0, ...rows.map(points));
  keyed($("replay-written"), rows, (one) => `${table.round} ${one.player}`,
    () => el("li", {},
      el("div", { class: "byline" }, face(),
        el("span", { class: "author others", dir: "auto" }), el("span", { class: "points" })),
      el("p", { class: "quote others", dir: "auto" }), el("ul", { class: "voices" }),
      el("p", { class: "soft judged" })),
    (node, one) => {
      setAttribute(node, "data-best", String(most > 0 && points(one) === most));
      setAttribute(node, "data-now", String(isNow(told, one)));
      setFace(node.querySelector(".avatar"), play, table, one.player);
      setText(node.querySelector(".author"), calledIn(told, one.player));
      setText(node.querySelector(".points"),
        got.has(one.response) ? say("reveal.points", { points: points(one) }) : "");
      setText(node.querySelector(".quote"), one.text);
      drawVoices(node.querySelector(".voices"), told, one.response);
      setLine(node.querySelector(".judged"), judgedWords(got.get(one.response)));
    });
}

/** What was ever said best to this prompt, here or elsewhere. */
function drawFavourite({ favourite }, table) {
  const best = favourite?.of(table) ?? null;
  setLine($("replay-favourite"), best ? say("replay.favourite", best) : "");
}

/** What the judge gave; "" where none did. */
function judgedWords(result) {
  if (!result?.scores) return "";
  const { judge, scores: { total } } = result;
  return judge ? say("reveal.judge", { judge, total }) : say("reveal.judge_nameless", { total });
}

function isNow({ last }, one) {
  if (last?.ev === "vote.cast") return last.response === one.response;
  return last?.ev === "response.submitted" && last.player === one.player;
}

/** Who voted for this answer, by kind. */
function drawVoices(list, told, response) {
  const kinds = VOTE_TYPES.map((type) => ({
    type,
    names: told.votes.filter((one) => one.response === response && one.type === type)
      .map((one) => calledIn(told, one.player)),
  })).filter(({ names }) => names.length > 0);
  keyed(list, kinds, ({ type }) => type,
    ({ type }) => el("li", {}, el("span", { class: "sign", "aria-hidden": "true" },
      VOTE_SIGNS[type]), el("span", { class: "unseen kind" }),
    el("span", { class: "names others", dir: "auto" })),
    (node, { type, names }) => {
      setText(node.querySelector(".kind"), say(`vote.${type}`));
      setText(node.querySelector(".names"), say("podium.names", { names }));
    });
}

/** The standings, from a reveal until the next prompt, and at the end. */
function drawRanking(play, table) {
  const rows = ["reveal", "completed"].includes(table.phase) ? table.standings : [];
  $("replay-standings").hidden = rows.length === 0;
  keyed($("replay-standings"), rows, (row) => row.player,
    () => el("li", {}, el("div", { class: "place" }, el("span", { class: "rank" }), face(),
      el("span", { class: "name" }, el("b", { class: "who others", dir: "auto" })),
      el("span", { class: "score" }))),
    (node, row) => {
      setAttribute(node, "data-rank", row.rank);
      setText(node.querySelector(".rank"), say("board.rank", { rank: row.rank }));
      setFace(node.querySelector(".avatar"), play, table, row.player);
      setText(node.querySelector(".who"), nameOf(table, row.player));
      setText(node.querySelector(".score"), number(row.score));
    });
}

function drawEnding(play, table) {
  const done = table.phase === "completed";
  const ranks = RANKS.filter((rank) => done && table.standings.some((one) => one.rank === rank));
  $("replay-podium").hidden = !done;
  setAttribute($("replay-podium"), "data-three", String(ranks.length === 3));
  keyed($("replay-podium"), ranks, String,
    (rank) => el("li", { "data-rank": rank }, el("span", { class: "faces" }),
      el("span", { class: "who others", dir: "auto" }), el("span", { class: "step" }, el("b"))),
    (node, rank) => {
      const rows = table.standings.filter((one) => one.rank === rank);
      const names = rows.map((row) => nameOf(table, row.player));
      keyed(node.querySelector(".faces"), rows.slice(0, 4), (row) => row.player, face,
        (each, row) => setFace(each, play, table, row.player));
      setText(node.querySelector(".who"), say("podium.names", { names }));
      setText(node.querySelector("b"), number(rank));
    });
  const won = done ? table.achievements : [];
  $("replay-won").hidden = won.length === 0;
  keyed($("replay-won"), won, (one) => `${one.player} ${one.code}`,
    (one) => el("li", {}, medal(one.code), el("span", { class: "what" }, el("b", { class: "name" }),
      el("small", { class: "who others soft", dir: "auto" }))),
    (node, one) => {
      setText(node.querySelector(".name"), honourName(one));
      setText(node.querySelector(".who"), nameOf(table, one.player));
    });
}

function drawSaid({ said, last }) {
  $("replay-chat").hidden = said.length === 0;
  keyed($("replay-chat"), said, (one) => one.message,
    () => el("li", {}, el("b", { class: "who others", dir: "auto" }), " ",
      el("span", { class: "text others", dir: "auto" })),
    (node, one) => {
      setAttribute(node, "data-now", String(last?.message === one.message));
      setText(node.querySelector(".who"), one.name ?? "");
      setText(node.querySelector(".text"), one.text);
    });
}

/** What has just happened is brought into view; a new round begins at its top. */
function follow({ table, last }) {
  const here = `${table.seq}`;
  if (here === step) return;
  step = here;
  const now = $("replay-told").querySelector('[data-now="true"]');
  if (now) now.scrollIntoView({ block: "nearest" });
  else if (last?.ev !== "voting.started") $("replay-told").scrollTop = 0;
}

/** Which arrow key goes on. */
export const onwardKey = () => (direction() === "rtl" ? "ArrowLeft" : "ArrowRight");
