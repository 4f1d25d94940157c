/** What fingers and keys do to the sheets over the game, the chat's fold and the way out. */

import { isSeated } from "../look.js";
import { $ } from "./dom.js";
import { part } from "./part.js";

const RUNNING = ["answering", "judging", "voting", "reveal"];

/** Listen to faces, sheets, the chat button and "leave". */
export function bindTable(play) {
  bindChatFold(play);
  $("leave").addEventListener("click", () => leave(play));
  for (const list of ["players", "crowd"]) {
    $(list).addEventListener("click", (event) => {
      const button = event.target.closest("[data-person]");
      if (button) open(play, "seat", button.dataset.person);
    });
  }
  $("add-agent").addEventListener("click", () => open(play, "machines"));
  // The question before leaving has to be here also when the network is not.
  bound(play).catch(() => {});
}

let binding = null;

/** The sheets' markup, once it is there and listened to. */
function bound(play) {
  if (binding === null) {
    binding = part(import.meta.resolve("../parts/table.html")).then(() => bindParts(play));
    binding.catch(() => { binding = null; });
  }
  return binding;
}

async function open(play, sheet, who = null) {
  play.hall?.meet();
  try {
    await bound(play);
  } catch {
    // Without its sheet a wish is still granted where it can be.
    if (sheet === "machines") play.ask("game.add_agent");
    if (sheet === "leave") play.leave();
    return;
  }
  play.table.open(sheet, who);
}

/** Only a seat in a running game is worth a question. */
function leave(play) {
  const running = RUNNING.includes(play.game.phase) && isSeated(play.game);
  if (running) open(play, "leave");
  else play.leave();
}

function bindParts(play) {
  const { table } = play;
  const onClick = (id, act) => $(id).addEventListener("click", act);
  for (const id of ["seat", "machines", "leave-ask"]) {
    // Escape closes a dialog by itself; a touch beside it means the same.
    $(id).addEventListener("close", () => { if (table.sheet) table.close(); });
    $(id).addEventListener("click", (event) => { if (event.target === $(id)) table.close(); });
  }
  for (const id of ["seat-close", "machines-close", "leave-stay"]) onClick(id, () => table.close());
  onClick("leave-go", () => {
    table.close();
    play.leave();
  });
  onClick("any-agent", () => play.ask("game.add_agent"));
  $("company").addEventListener("click", (event) => {
    const button = event.target.closest("[data-agent]");
    if (button) play.ask("game.add_agent", { agent: button.dataset.agent });
  });
  bindSeat(play);
}

function bindSeat(play) {
  const tell = (op, button, fields = {}) => {
    const player = button.dataset.about;
    return play.ask(op, { player, ...fields }, `${op} ${player}`);
  };
  const onClick = (id, act) => $(id).addEventListener("click", () => act($(id)));
  onClick("seat-hide", (button) =>
    tell("chat.mute", button, { muted: button.dataset.hidden !== "true" }));
  onClick("seat-mute", (button) =>
    tell("game.mute", button, { muted: button.dataset.muted !== "true" }));
  onClick("seat-kick", (button) => {
    tell("game.kick", button);
    play.table.close();
  });
}

function bindChatFold(play) {
  const turn = (open) => {
    play.table.turnChat(play.game, open);
    // Drawn in the next microtask; only then is there something to focus.
    window.setTimeout(() => $(open ? "chat-title" : "chat-open").focus(), 0);
  };
  $("chat-open").addEventListener("click", () => turn(!play.table.isChatOpen(play.game)));
  $("chat-close").addEventListener("click", () => turn(false));
  $("side").addEventListener("keydown", (event) => {
    const inMenu = $("chat").querySelector('[data-more][aria-expanded="true"]');
    if (event.key === "Escape" && !inMenu && play.table.isChatOpen(play.game)) turn(false);
  });
}
