/** Draws the lobby: the code to join by, who sits here, and what the host may do. */

import { $, avatar, el, keyed, setAttribute, setAvatar, setLine, setText } from "./dom.js";
import { drawMute } from "./draw_chat.js";
import { isHost, isSeated, playerOf, seated } from "../look.js";

const LEAST_PLAYERS = 2;

/** Draw the lobby of `state`. */
export function drawLobby(play, state) {
  if (state.phase !== "lobby") return;
  const host = isHost(state);
  setText($("game-code"), state.game.code);
  const link = `${window.location.origin}/#${state.game.code}`;
  if ($("link").value !== link) $("link").value = link;
  setText($("lobby-title"), host ? "Gather your players" : "Waiting for players");
  setText($("players-title"), `Players (${seated(state).length} of ${state.game.max_players})`);
  keyed($("players"), seated(state), (one) => one.id, makeSeat, (node, one, index) =>
    updateSeat(node, one, index, { host, state, play }));
  drawActions(play, state, host);
}

function drawActions(play, state, host) {
  const mine = playerOf(state, state.me);
  const count = seated(state).length;
  $("ready").hidden = !isSeated(state);
  setAttribute($("ready"), "aria-pressed", String(Boolean(mine?.is_ready)));
  setAttribute($("ready"), "aria-busy", String(Boolean(play.busy["game.ready"])));
  setText($("ready"), mine?.is_ready ? "✓ I am ready" : "I am ready");
  $("add-agent").hidden = !host || count >= state.game.max_players;
  $("add-agent").disabled = Boolean(play.busy["game.add_agent"]);
  $("start").hidden = !host;
  $("start").disabled = count < LEAST_PLAYERS || Boolean(play.busy["game.start"]);
  setLine($("lobby-hint"), hint(state, host, count));
}

function hint(state, host, count) {
  if (!host) return "The host starts the game.";
  if (count < LEAST_PLAYERS) return "It takes two: share the code, or add a machine player.";
  const waiting = seated(state).filter((one) => !one.is_ai && !one.is_ready).length;
  return waiting ? `${waiting} not ready yet. You may start anyway.` : "Everyone is ready.";
}

function makeSeat(one) {
  const tag = (name) => el("span", { class: "tag", "data-tag": name, hidden: true });
  return el("li", { "data-player": one.id },
    avatar(), el("span", { class: "who" }),
    tag("you"), tag("host"), tag("machine"), tag("ready"), tag("away"), tag("muted"), tag("hidden"),
    el("button", { type: "button", class: "small", "data-mute": one.id }),
    el("button", { type: "button", "data-kick": one.id }, "✕"));
}

function updateSeat(node, one, index, { host, state, play }) {
  const mine = one.id === state.me;
  setAvatar(node.querySelector(".avatar"), one.name, index);
  setText(node.querySelector(".who"), one.name);
  const tags = {
    you: mine ? "you" : "",
    host: one.user !== null && one.user === state.host ? "host" : "",
    machine: one.is_ai ? "🤖 machine" : "",
    ready: one.is_ready && !one.is_ai ? "ready" : "",
    muted: one.muted ? "🔇 muted" : "",
    hidden: (state.my_mutes ?? []).includes(one.id) ? "🙈 hidden" : "",
    away: one.connected === false && !one.is_ai ? "away" : "",
  };
  for (const [name, text] of Object.entries(tags)) {
    setLine(node.querySelector(`[data-tag="${name}"]`), text);
  }
  node.querySelector('[data-tag="ready"]').classList.add("good");
  node.querySelector('[data-tag="host"]').classList.add("sun");
  drawMute(node.querySelector("[data-mute]"), one, host && !mine && (!one.is_ai || one.muted),
    Boolean(play.busy[`game.mute ${one.id}`]));
  const kick = node.querySelector("[data-kick]");
  kick.hidden = !host || mine;
  kick.disabled = Boolean(play.busy[`game.kick ${one.id}`]);
  setAttribute(kick, "aria-label", `Remove ${one.name}`);
}
