/** What fingers and keys do at the reception: the account dialog, the leaderboard, signing out. */

import { $ } from "./dom.js";

/** Listen to everything about people and no game. */
export function bindAccount(play) {
  const { reception } = play;
  const onClick = (id, act) => $(id).addEventListener("click", act);
  for (const id of ["register", "keep"]) onClick(id, () => reception.open("register"));
  for (const id of ["login", "known"]) onClick(id, () => reception.open("login"));
  for (const id of ["ranks", "ranks-end"]) onClick(id, () => reception.open("board"));
  onClick("logout", () => reception.signOut());
  onClick("account-other", () =>
    reception.open(reception.shown === "register" ? "login" : "register"));
  onClick("account-close", () => reception.close());
  onClick("board-close", () => reception.close());
  onClick("board-more", () => reception.more());
  onClick("said-close", () => reception.dismiss());
  // Escape closes a dialog by itself; Play is told of it.
  for (const id of ["account", "board"]) {
    $(id).addEventListener("close", () => { if (reception.shown) reception.close(); });
  }
  $("scopes").addEventListener("click", (event) => {
    const button = event.target.closest("[data-scope]");
    if (button) reception.look(button.dataset.scope);
  });
  $("account-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const [username, password] = [$("username").value.trim(), $("password").value];
    if (reception.shown === "register") reception.register(username, password);
    else reception.signIn(username, password);
  });
}
