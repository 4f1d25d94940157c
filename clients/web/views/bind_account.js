/** What fingers and keys do to who I am: what opens a dialog, and what closes it again. */

import { say } from "../lang/lang.js";
import { $, setLine } from "./dom.js";

/** What opens which dialog; all of them are on the page from the beginning. */
const OPENERS = {
  register: "register", keep: "register", login: "login", known: "login",
  ranks: "board", "ranks-end": "board",
};

/**
 * Listen to what stands on the page itself.
 * @param {import("../play/play.js").Play} play
 * @param {(what: any, about?: string) => void} open  opens a dialog, once its markup is there
 */
export function bindMe(play, open) {
  const { reception } = play;
  const onClick = (id, act) => $(id).addEventListener("click", act);
  for (const [id, what] of Object.entries(OPENERS)) onClick(id, () => open(what));
  onClick("profile", () => open("profile", play.account.user.id));
  onClick("replay-end", () => open("replay", play.game.game.id));
  onClick("logout", () => reception.signOut());
  onClick("said-close", () => reception.dismiss());
  document.addEventListener("click", (event) => {
    const button = /** @type {HTMLElement} */ (event.target).closest("button");
    const { profile, replay, open: what, close } = button?.dataset ?? {};
    if (profile) open("profile", profile);
    if (replay) open("replay", replay);
    if (what) open(what);
    if (close) reception.close(named(close, reception));
  });
}

/**
 * The name under which the reception knows a dialog: the account's has two.
 * @param {any} what
 * @param {{trail: string[]}} reception
 * @returns {any}
 */
export function named(what, { trail }) {
  return what === "account" && trail.includes("login") ? "login"
    : what === "account" ? "register" : what;
}

/** What is said where a dialog did not come. @param {import("../play/play.js").Play} play */
export function partMissing(play) {
  play.errands.wrong = () => say("error.part");
  setLine($("error"), play.error);
}
