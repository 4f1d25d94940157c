/** Draws a profile: figures, votes by kind, the shelf of medals, recent games. */

import { number, say } from "../lang/lang.js";
import { ratingWords } from "../lang/words.js";
import { VOTE_SIGNS } from "../signs.js";
import { honourName, honourText, shelf } from "../people/catalogue.js";
import { dayWords } from "../people/dates.js";
import { medal } from "../people/medals.js";
import { $, el, keyed, setAttribute, setAvatar, setLine, setText } from "./dom.js";
import { seatFor } from "./draw_board.js";
import { openOrClose } from "./sheet.js";

const VOTES = { funny: "humor_votes", creative: "creativity_votes", best: "best_votes" };

/** Draw it, open or not. */
export function drawProfile({ reception, account }) {
  const open = reception.trail.includes("profile");
  openOrClose($("profile-sheet"), open);
  if (!open) return;
  const { shown, wrong } = reception.portrait;
  setLine($("profile-error"), wrong());
  $("profile-wait").hidden = shown !== null || wrong() !== "";
  $("profile-all").hidden = shown === null;
  if (shown === null) {
    for (const id of ["profile-name", "profile-kind"]) setText($(id), "");
    return;
  }
  const mine = shown.user.id === account.user?.id;
  setText($("profile-name"), shown.name);
  setAvatar($("profile-face"), shown.name, seatFor(shown.user.id));
  setText($("profile-kind"), say(kindOf(shown.user, mine)));
  drawTiles(shown.stats);
  drawVotes(shown.stats);
  drawMedals(shown.achievements);
  drawPast(shown.recent_games);
  $("profile-mine").hidden = !mine;
  $("profile-register").hidden = !account.isGuest;
  $("profile-everywhere").hidden = account.isGuest;
}

function kindOf(user, mine) {
  if (user.is_guest) return "profile.guest";
  return mine ? "profile.you" : "profile.account";
}

function drawTiles(stats) {
  const tiles = {
    rating: ratingWords(stats),
    rank: stats.rank === null
      ? say("profile.unranked") : say("profile.place", { rank: stats.rank }),
    played: number(stats.games_played),
    won: number(stats.wins),
    highest: number(stats.highest_single_game_score),
    average: number(Math.round(stats.avg_score_per_game)),
  };
  keyed($("profile-tiles"), Object.keys(tiles), String,
    (what) => el("li", { "data-tile": what }, el("span", { class: "soft" }), el("b")),
    (node, what) => {
      setText(node.querySelector(".soft"), say(`profile.${what}`));
      setText(node.querySelector("b"), tiles[what]);
    });
}

/** Three bars; the longest is the kind that came most. */
function drawVotes(stats) {
  const most = Math.max(1, ...Object.values(VOTES).map((field) => stats[field]));
  keyed($("profile-votes"), Object.keys(VOTES), String,
    (type) => el("li", { "data-votes": type },
      el("span", { class: "sign", "aria-hidden": "true" }, VOTE_SIGNS[type]),
      el("span", { class: "word" }), el("progress", { "aria-hidden": "true" }), el("b")),
    (node, type) => {
      setText(node.querySelector(".word"), say(`vote.${type}`));
      setAttribute(node.querySelector("progress"), "max", most);
      setAttribute(node.querySelector("progress"), "value", stats[VOTES[type]]);
      setText(node.querySelector("b"), number(stats[VOTES[type]]));
    });
}

function drawMedals(held) {
  const all = shelf(held);
  const locked = all.filter((one) => !one.held);
  setText($("medals-title"), say("profile.medals", { count: held.length, most: all.length }));
  setText($("locked-title"), say("profile.locked", { count: locked.length }));
  $("locked").hidden = locked.length === 0;
  drawShelf($("medals"), all.filter((one) => one.held));
  drawShelf($("medals-locked"), locked);
}

function drawShelf(list, medals) {
  keyed(list, medals, (one) => one.code,
    (one) => el("li", {}, medal(one.code), el("b", { class: "name" }),
      el("small", { class: "text" }), el("small", { class: "since" })),
    (node, one) => {
      setAttribute(node, "data-held", String(one.held));
      setText(node.querySelector(".name"), honourName(one));
      setText(node.querySelector(".text"), honourText(one));
      const points = say("reveal.points", { points: one.points });
      setText(node.querySelector(".since"), one.at === null
        ? points : say("profile.since", { points, day: dayWords(one.at) }));
    });
}

function drawPast(games) {
  $("past-none").hidden = games.length > 0;
  keyed($("past"), games, (one) => one.game,
    (one) => el("li", {},
      el("button", { type: "button", class: "place", "data-replay": one.game },
        el("span", { class: "rank" }),
        el("span", { class: "name" },
          el("b", { class: "who others", dir: "auto" }), el("small", { class: "soft" })),
        el("span", { class: "again", "aria-hidden": "true" }, "▶"))),
    (node, one) => {
      const points = say("board.points", { points: one.score });
      setAttribute(node, "data-rank", one.rank);
      setText(node.querySelector(".rank"), say("board.rank", { rank: one.rank }));
      setText(node.querySelector(".who"), one.name);
      const again = say("profile.replay", { name: one.name });
      setAttribute(node.querySelector(".again"), "title", again);
      setText(node.querySelector(".soft"), say("profile.past", {
        rank: one.rank, players: one.players, points, day: dayWords(one.ended_at),
      }));
    });
}
