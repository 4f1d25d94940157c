/** What fingers and keys do before a game: the code, the way back, open games. */

import { say } from "../lang/lang.js";
import { cleanCode } from "../look.js";
import { $, setLine } from "./dom.js";
import { drawLanding, showWith } from "./draw_landing.js";

/** Listen to everything of the landing. */
export function bindLanding(play) {
  const onClick = (id, act) => $(id).addEventListener("click", act);
  onSubmit("join-form", () => {
    const code = cleanCode($("code").value);
    if (code) play.join(code);
  });
  onClick("rename", () => play.rename());
  onClick("back", () => play.join(play.hall.left.code));
  onClick("back-forget", () => play.hall.remember(null));
  $("open-list").addEventListener("click", (event) => {
    const button = event.target.closest("[data-code]");
    if (button) play.join(button.dataset.code);
  });
  onClick("host", () => openHost(play));
}

/** The sheet comes when it is first wanted. */
async function openHost(play) {
  $("host").disabled = true;
  try {
    const { host } = await import("./host.js");
    showWith(await host(play));
    drawLanding(play);
  } catch {
    setLine($("error"), say("error.part"));
  } finally {
    $("host").disabled = false;
  }
}

function onSubmit(form, act) {
  $(form).addEventListener("submit", (event) => {
    event.preventDefault();
    act();
  });
}
