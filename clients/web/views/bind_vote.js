/** What fingers and keys do with the ballots: a touch, or arrows and the numbers 1 to 3. */

import { VOTE_TYPES, isSeated } from "../look.js";
import { $ } from "./dom.js";
import { guess } from "./draw_guess.js";

const STEPS = { ArrowDown: 1, ArrowUp: -1 };
const TURNS = { ArrowRight: 1, ArrowLeft: -1 };
const BUZZ_MS = 12;

/** Listen to the ballots and to the bar that shows where my votes lie. */
export function bindVote(play) {
  $("ballots").addEventListener("click", (event) => {
    const button = event.target.closest("[data-vote]");
    if (button) cast(play, button);
    const doubt = event.target.closest("[data-guess]");
    if (doubt) guess(play, doubt);
  });
  $("ballots").addEventListener("keydown", (event) => pressed(play, event));
  $("votebar").addEventListener("click", (event) => {
    const slot = event.target.closest("[data-goto]");
    if (slot) lead(play, slot.dataset.goto);
  });
}

function cast(play, button) {
  if (!play.game || !isSeated(play.game)) return;
  navigator.vibrate?.(BUZZ_MS);
  play.courier.vote(button.dataset.vote, button.closest("[data-response]").dataset.response);
}

function open() {
  return [...$("ballots").querySelectorAll('.ballot[data-mine="false"]')];
}

function buttonOf(ballot, type) {
  return ballot?.querySelector(`[data-vote="${type}"]`);
}

function pressed(play, event) {
  const button = event.target.closest("[data-vote]");
  if (!button || event.ctrlKey || event.altKey || event.metaKey) return;
  const ballot = button.closest(".ballot");
  const chosen = VOTE_TYPES[Number(event.key) - 1];
  if (chosen) {
    const other = buttonOf(ballot, chosen);
    other.focus();
    cast(play, other);
  } else if (!move(button, ballot, event.key)) return;
  event.preventDefault();
}

/** Up and down to the other answers, left and right among the three; true when a key said so. */
function move(button, ballot, key) {
  const { vote } = button.dataset;
  if (STEPS[key]) {
    const ballots = open();
    const next = ballots[ballots.indexOf(ballot) + STEPS[key]];
    buttonOf(next, vote)?.focus();
    return true;
  }
  if (!TURNS[key]) return false;
  const forwards = document.documentElement.dir === "rtl" ? -1 : 1;
  const at = VOTE_TYPES.indexOf(vote) + TURNS[key] * forwards;
  buttonOf(ballot, VOTE_TYPES[(at + VOTE_TYPES.length) % VOTE_TYPES.length]).focus();
  return true;
}

/** To the answer that has this vote, or to the first that could get it. */
function lead(play, type) {
  const held = play.ballot.sent[type] ?? play.game.my_votes?.[type];
  const ballots = open();
  const ballot = ballots.find((one) => one.dataset.response === held) ?? ballots[0];
  if (!ballot) return;
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  ballot.scrollIntoView({ block: "center", behavior: still ? "auto" : "smooth" });
  buttonOf(ballot, type).focus({ preventScroll: true });
}
