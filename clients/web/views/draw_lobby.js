/** Draws the lobby: who sits here, who is ready, and what the host may do. */

import { say } from "../lang/lang.js";
import { isHost, isSeated, playerOf, seated } from "../look.js";
import { $, el, keyed, setAttribute, setLine, setText } from "./dom.js";
import { drawInvite } from "./draw_invite.js";
import { drawMachines } from "./draw_machines.js";
import { drawSeat, tagsOf } from "./draw_seat.js";
import { face, setFace } from "./face.js";

const LEAST_PLAYERS = 2;

/** Draw the lobby of `state`, and the sheets that may lie over any phase. */
export function drawLobby(play, state) {
  drawSeat(play, state);
  drawMachines(play, state);
  if (state.phase !== "lobby") return;
  const host = isHost(state);
  const title = isSeated(state) ? "lobby.title_guest" : "lobby.title_watch";
  setText($("lobby-title"), say(host ? "lobby.title_host" : title));
  drawInvite(state);
  const here = seated(state);
  setText($("players-title"),
    say("lobby.players", { count: here.length, most: state.game.max_players }));
  // People first: the machines are sure to come.
  const rows = [...here.filter((one) => !one.is_ai), ...here.filter((one) => one.is_ai)];
  keyed($("players"), rows, (one) => one.id, makeSeat, (node, one) =>
    updateSeat(node, one, play, state));
  drawActions(play, state, host);
}

function drawActions(play, state, host) {
  const mine = playerOf(state, state.me);
  const count = seated(state).length;
  const ready = Boolean(mine?.is_ready);
  $("ready").hidden = !isSeated(state);
  setAttribute($("ready"), "aria-pressed", String(ready));
  setAttribute($("ready"), "aria-busy", String(Boolean(play.busy["game.ready"])));
  setText($("ready"), say("lobby.ready"));
  $("add-agent").hidden = !host || count >= state.game.max_players;
  $("add-agent").disabled = Boolean(play.busy["game.add_agent"]);
  $("start").hidden = !host;
  $("start").disabled = count < LEAST_PLAYERS || Boolean(play.busy["game.start"]);
  setLine($("lobby-hint"), hint(state, host, count));
}

function hint(state, host, count) {
  if (!host) return say("lobby.hint_guest");
  if (count < LEAST_PLAYERS) return say("lobby.hint_alone");
  const waiting = seated(state).filter((one) => !one.is_ai && !one.is_ready).length;
  return waiting ? say("lobby.hint_waiting", { count: waiting }) : say("lobby.hint_all");
}

function makeSeat(one) {
  return el("li", { "data-player": one.id },
    el("button", {
      type: "button", class: "seat", "data-person": one.id, "aria-haspopup": "dialog",
    },
    face(), el("span", { class: "who others", dir: "auto" }),
    el("span", { class: "tags" })));
}

function updateSeat(node, one, play, state) {
  setFace(node.querySelector(".avatar"), play, state, one.id);
  setText(node.querySelector(".who"), one.name);
  setAttribute(node, "data-me", String(one.id === state.me));
  setAttribute(node, "data-ready", String(Boolean(one.is_ready || one.is_ai)));
  setAttribute(node, "data-away", String(one.connected === false && !one.is_ai));
  keyed(node.querySelector(".tags"), tagsOf(state, one), (tag) => tag,
    (tag) => el("span", { class: "tag", "data-tag": tag }),
    (part, tag) => setText(part, say(`seat.${tag}`)));
}
