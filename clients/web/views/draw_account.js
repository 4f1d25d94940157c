/** Draws what is beside the game: who I am here, the account dialog, the leaderboard. */

import { $, el, keyed, setAttribute, setLine, setText } from "./dom.js";
import { careerWords, countWords, numberWords } from "../lang/words.js";

const FORMS = {
  register: {
    title: "Keep my games", go: "Make the account", other: "I have an account",
    hint: "An account keeps your games, points and achievements, on any device.",
  },
  login: { title: "Sign in", go: "Sign in", other: "Make an account", hint: "" },
};
let filled = "";

/** Draw the line about me and whichever dialog is open. */
export function drawAccount(play) {
  const { account, reception } = play;
  const known = account.user !== null;
  setText($("me-name"), account.isGuest ? "You play as a guest" : `Signed in as ${account.name}`);
  setText($("me-stats"), careerWords(reception.stats));
  for (const id of ["register", "login", "keep"]) $(id).hidden = !known || !account.isGuest;
  $("logout").hidden = !known || account.isGuest;
  $("rename").hidden = known && !account.isGuest;
  $("logout").disabled = reception.busy;
  setText($("said-text"), reception.said?.text ?? "");
  $("said").hidden = reception.said === null;
  drawForm(play, FORMS[reception.shown]);
  drawBoard(reception, account.user);
}

function openOrClose(dialog, open) {
  if (open && !dialog.open) dialog.showModal();
  else if (!open && dialog.open) dialog.close();
}

function drawForm({ account, reception }, form) {
  openOrClose($("account"), form !== undefined);
  if (filled !== reception.shown) {
    // A password stays in the page no longer than its dialog.
    $("password").value = "";
    if (filled === "") $("username").value = account.isGuest ? account.name.replace(/\s/g, "") : "";
  }
  filled = form === undefined ? "" : reception.shown;
  if (form === undefined) return;
  setText($("account-title"), form.title);
  setLine($("account-hint"), form.hint);
  setText($("account-go"), reception.busy ? "One moment…" : form.go);
  $("account-go").disabled = reception.busy;
  setText($("account-other"), form.other);
  // Before the first hello there is no guest who could get an account.
  $("account-other").hidden = account.user === null;
  setLine($("account-error"), reception.error);
  const fresh = reception.shown === "register";
  setAttribute($("password"), "autocomplete", fresh ? "new-password" : "current-password");
  setAttribute($("password"), "minlength", fresh ? 8 : null);
  $("password-hint").hidden = !fresh;
}

function drawBoard(reception, user) {
  openOrClose($("board"), reception.shown === "board");
  if (reception.shown !== "board") return;
  const { board, scope } = reception;
  for (const button of $("scopes").querySelectorAll("[data-scope]")) {
    setAttribute(button, "aria-pressed", String(button.dataset.scope === scope));
  }
  setLine($("board-error"), reception.error);
  const fits = board?.scope === scope;
  $("board-empty").hidden = !fits || board.rows.length > 0;
  $("board-more").hidden = !fits || board.next === null;
  const rows = fits ? board.rows : [];
  const mine = fits && board.me && !rows.some((row) => row.user === board.me.user);
  keyed($("rows"), mine ? [...rows, board.me] : rows, (row) => row.user, makeRow,
    (node, row) => {
      setText(node.querySelector(".rank"), `${row.rank}.`);
      setText(node.querySelector(".who"), row.user === user?.id ? `${row.name} (you)` : row.name);
      setText(node.querySelector(".soft"),
        `${countWords(row.games_played, "game")} · ${countWords(row.wins, "win")}`);
      setText(node.querySelector(".score"), numberWords(row.total_score));
      setAttribute(node, "data-me", String(row.user === user?.id));
    });
}

function makeRow() {
  return el("li", {}, el("span", { class: "rank" }),
    el("span", { class: "name" }, el("b", { class: "who" }), el("small", { class: "soft" })),
    el("span", { class: "score" }));
}
