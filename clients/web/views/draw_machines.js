/** Draws the sheet of machine players to choose from, and the one that asks before leaving. */

import { say } from "../lang/lang.js";
import { isHost, seated } from "../look.js";
import { $, el, keyed, setAttribute, setText } from "./dom.js";
import { openOrClose } from "./sheet.js";

/** Draw both sheets; each is open only while its question makes sense. */
export function drawMachines(play, state) {
  if (!$("machines")) return; // their part of the page has not come yet
  const full = seated(state).length >= state.game.max_players;
  const choosing = play.table?.sheet === "machines" && state.phase === "lobby";
  openOrClose($("machines"), choosing && isHost(state) && !full);
  openOrClose($("leave-ask"), play.table?.sheet === "leave");
  setText($("leave-text"), say("leave.text", { code: state.game.code }));
  if (choosing) drawCompany(play, state);
}

function drawCompany(play, state) {
  const agents = play.hall?.agents ?? [];
  const busy = Boolean(play.busy["game.add_agent"]);
  const here = seated(state).map((one) => one.agent);
  $("machines-none").hidden = agents.length > 0;
  // Behind masks nobody is picked by name.
  $("company").hidden = state.game.mode === "turing";
  $("any-agent").disabled = busy;
  keyed($("company"), agents, (one) => one.id, makeCharacter, (node, one) => {
    const sits = here.includes(one.id);
    const button = node.querySelector("[data-agent]");
    button.disabled = sits || busy;
    setAttribute(node, "data-sits", String(sits));
    setText(node.querySelector(".avatar"), one.avatar);
    setText(node.querySelector(".who"), one.name);
    setText(node.querySelector(".soft"), sits ? say("machines.seated") : one.line);
  });
}

function makeCharacter(one) {
  return el("li", {},
    el("button", { type: "button", "data-agent": one.id },
      el("span", { class: "avatar", "data-machine": true, "aria-hidden": "true" }),
      el("span", { class: "what" },
        el("b", { class: "who", dir: "auto" }), el("small", { class: "soft", dir: "auto" }))));
}
