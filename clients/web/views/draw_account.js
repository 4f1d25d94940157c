/** Draws who I am here, and the dialog in which one signs in or makes an account. */

import { say } from "../lang/lang.js";
import { careerWords } from "../lang/words.js";
import { $, setAttribute, setLine, setText } from "./dom.js";
import { openOrClose } from "./sheet.js";

const FORMS = {
  register: { title: "keep_title", go: "make", other: "have", hint: "keep_hint" },
  login: { title: "sign_in_title", go: "sign_in", other: "make_instead", hint: "sign_in_hint" },
};
let filled = "";

/** Draw the card about me on the start page, and what was announced. */
export function drawMe({ account, reception, game }) {
  const known = account.user !== null;
  setText($("me-name"), account.isGuest
    ? say("account.guest") : say("account.signed_in", { name: account.name }));
  setText($("me-stats"), careerWords(reception.stats));
  for (const id of ["register", "login", "keep"]) $(id).hidden = !known || !account.isGuest;
  $("profile").hidden = !known;
  $("logout").hidden = !known || account.isGuest;
  $("rename").hidden = known && !account.isGuest;
  $("logout").disabled = reception.busy;
  $("replay-end").hidden = game?.phase !== "completed";
  setText($("said-text"), reception.said?.text ?? "");
  $("said").hidden = reception.said === null;
}

/** Draw the form, open or not. */
export function drawForm({ account, reception }) {
  const which = reception.trail.find((one) => Object.hasOwn(FORMS, one));
  openOrClose($("account"), which !== undefined);
  if (filled !== (which ?? "")) {
    // A password stays in the page no longer than its dialog.
    $("password").value = "";
    showPassword(false);
    if (filled === "") $("username").value = account.isGuest ? account.name.replace(/\s/g, "") : "";
  }
  filled = which ?? "";
  if (which === undefined) return;
  const form = FORMS[which];
  setText($("account-title"), say(`account.${form.title}`));
  // Before the first hello there is no guest who could keep or lose anything.
  setLine($("account-hint"), account.user === null ? "" : say(`account.${form.hint}`));
  setText($("account-go"), say(reception.busy ? "account.busy" : `account.${form.go}`));
  $("account-go").disabled = reception.busy;
  setText($("account-other"), say(`account.${form.other}`));
  $("account-other").hidden = account.user === null;
  drawFields(reception, which === "register");
}

/** What the server did not like is said, and the field marked in which it stands. */
function drawFields(reception, fresh) {
  setLine($("account-error"), reception.error);
  setAttribute($("password"), "autocomplete", fresh ? "new-password" : "current-password");
  setAttribute($("password"), "minlength", fresh ? 8 : null);
  for (const field of ["username", "password"]) {
    $(`${field}-hint`).hidden = !fresh;
    const bad = reception.field === field;
    setAttribute($(field), "aria-invalid", bad ? "true" : null);
    const said = [...(fresh ? [`${field}-hint`] : []), ...(bad ? ["account-error"] : [])];
    setAttribute($(field), "aria-describedby", said.join(" ") || null);
  }
}

/** Show the password as it is typed, or dots. @param {boolean} plain */
export function showPassword(plain) {
  setAttribute($("password"), "type", plain ? "text" : "password");
  setAttribute($("password-show"), "aria-pressed", String(plain));
}
