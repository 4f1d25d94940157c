/** What fingers and keys do in the dialogs about people: forms, the leaderboard, my papers. */

import { named } from "./bind_account.js";
import { $ } from "./dom.js";
import { showPassword } from "./draw_account.js";
import { drawPapers } from "./draw_papers.js";

/** Dialogs by the name under which the reception knows them. */
const SHEETS = {
  board: "board", profile: "profile-sheet", replay: "replay", export: "export", erase: "erase",
  everywhere: "everywhere",
};

/** Listen to the dialogs, once they are there. @param {import("../play/play.js").Play} play */
export function bindDialogs(play) {
  const { reception } = play;
  for (const [what, id] of Object.entries({ account: "account", ...SHEETS })) {
    // Escape closes a dialog by itself; so does a touch beside it, but where much is at stake.
    $(id).addEventListener("close", () => reception.close(named(what, reception)));
    if (what === "account" || what === "erase") continue;
    $(id).addEventListener("click", (event) => {
      if (event.target === $(id)) reception.close(named(what, reception));
    });
  }
  bindForm(play);
  bindBoard(reception.board);
  bindPapers(play);
}

function bindForm({ reception }) {
  $("account-other").addEventListener("click", () => {
    reception.open(reception.shown === "register" ? "login" : "register");
    $("username").focus();
  });
  $("password-show").addEventListener("click", () => {
    showPassword($("password").getAttribute("type") === "password");
    $("password").focus();
  });
  $("account-form").addEventListener("submit", async (event) => {
    event.preventDefault();
    showPassword(false); // as a password manager knows it
    const [username, password] = [$("username").value.trim(), $("password").value];
    if (reception.shown === "register") await reception.register(username, password);
    else await reception.signIn(username, password);
    if (reception.field) $(reception.field).focus();
  });
}

function bindBoard(board) {
  $("scopes").addEventListener("click", (event) => {
    const button = event.target.closest("[data-scope]");
    if (button) board.look(button.dataset.scope);
  });
  $("board-more").addEventListener("click", async () => {
    const had = board.shown?.rows.length ?? 0;
    await board.more();
    // The first new one, since the button may be gone.
    $("rows").children[had]?.querySelector("button")?.focus();
  });
}

function bindPapers(play) {
  const { reception, account } = play;
  $("export-go").addEventListener("click", async () => {
    await reception.papers.gather(account.name);
    if (reception.papers.file) window.setTimeout(() => $("export-save").focus(), 0);
  });
  $("erase-name").addEventListener("input", () => drawPapers(play));
  $("erase-form").addEventListener("submit", async (event) => {
    event.preventDefault();
    if ($("erase-name").value !== account.name) return;
    await reception.papers.erase(account.name);
    window.setTimeout(() => $("erase-error").scrollIntoView({ block: "nearest" }), 0);
  });
  $("everywhere-go").addEventListener("click", () => reception.signOut(true));
}
