/** Draws a round up to its reveal: prompt, answer, who has acted, ballots. */

import { $, avatar, el, keyed, setAttribute, setAvatar, setLine, setText } from "./dom.js";
import {
  ANSWER_MAX, VOTE_TYPES, isMine, isSeated, lengthOf, seated, votesMissing,
} from "../look.js";
import { VOTE_LOOKS } from "../lang/words.js";

let answerFor = "";

/** Draw the prompt and whatever the phase asks of us. */
export function drawRound(play, state) {
  setText($("round"), `Round ${state.round} of ${state.total_rounds}`);
  setLine($("category"), (state.prompt?.category ?? "").replaceAll("_", " "));
  setText($("prompt"), state.prompt?.text ?? "");
  drawThumbs(play, state);
  if (state.phase === "answering") drawAnswer(play, state);
  if (state.phase === "voting") drawBallots(play, state);
  if (state.phase === "answering" || state.phase === "voting") drawProgress(state);
}

/** The counter under the answer box; also called at every key. */
export function drawCounter(busy) {
  const text = $("answer").value.trim();
  const length = lengthOf(text);
  setText($("answer-count"), `${length} / ${ANSWER_MAX}`);
  $("answer-count").dataset.over = String(length > ANSWER_MAX);
  $("send").disabled = length === 0 || length > ANSWER_MAX || busy;
}

/** What I think of the prompt; pressed means kept. */
function drawThumbs(play, state) {
  $("thumbs").hidden = !isSeated(state);
  for (const liked of [true, false]) {
    const button = $(liked ? "like" : "dislike");
    setAttribute(button, "aria-pressed", String(play.opinions.liked[state.round] === liked));
    setAttribute(button, "aria-busy", String(Boolean(play.busy[`prompt.rate ${liked}`])));
  }
}

function drawAnswer(play, state) {
  const here = `${state.game.id} ${state.round}`;
  if (here !== answerFor) {
    answerFor = here;
    $("answer").value = "";
  }
  const sent = Boolean(state.my_response);
  const busy = Boolean(play.busy.send);
  $("answer-form").hidden = sent || !isSeated(state);
  $("answer").readOnly = busy;
  setText($("send"), busy ? "Sending…" : "Send");
  drawCounter(busy);
  $("sent").hidden = !sent;
  setText($("sent-text"), state.my_response?.text ?? "");
  $("answering-watch").hidden = isSeated(state);
}

function drawProgress(state) {
  const answering = state.phase === "answering";
  const verb = answering ? "answered" : "voted";
  setText($("progress"), `${state.received} of ${state.expected} ${verb}`);
  // In voting a single vote is not yet a ballot, so nobody is ticked off by name.
  $("crowd").hidden = !answering;
  if (!answering) return;
  const seats = state.players.map((one, index) => ({ ...one, index }));
  keyed($("crowd"), seated({ players: seats }), (one) => one.id,
    () => el("li", {}, avatar(), el("span", { class: "unseen" })),
    (node, one) => {
      const acted = hasAnswered(state, one);
      setAvatar(node.querySelector(".avatar"), one.name, one.index);
      setText(node.querySelector(".unseen"), acted === "true" ? `${one.name}: answered` : one.name);
      setAttribute(node, "title", one.name);
      setAttribute(node, "data-acted", acted);
    });
}

/** "unknown" for others after a reload: the snapshot has the count, not the names. */
function hasAnswered(state, { id }) {
  if (state.acted.includes(id) || (id === state.me && state.my_response)) return "true";
  return id === state.me || state.acted.length >= state.received ? "false" : "unknown";
}

function drawBallots(play, state) {
  const others = state.responses.filter((one) => !isMine(state, one.id));
  setText($("voting-hint"), votingHint(state, others.length));
  keyed($("ballots"), state.responses, (one) => one.id, makeBallot, (node, one) =>
    updateBallot(node, one, play, state));
}

function votingHint(state, choices) {
  if (!isSeated(state)) return "You are watching. The players are voting.";
  if (choices === 0) return "There is nothing for you to vote for this time.";
  const missing = votesMissing(state);
  if (missing.length === 0) return "All three given. You can still move them.";
  const looks = missing.map((type) => VOTE_LOOKS[type]);
  const names = looks.map(({ sign, label }) => `${sign} ${label.toLowerCase()}`);
  return `Still to give: ${names.join(", ")}`;
}

function makeBallot(one) {
  const buttons = VOTE_TYPES.map((type) => el("button", { type: "button", "data-vote": type },
    el("span", { "aria-hidden": "true" }, VOTE_LOOKS[type].sign), VOTE_LOOKS[type].label));
  const text = `ballot-${one.id}`;
  return el("li", { class: "ballot", "data-response": one.id },
    el("p", { class: "quote", id: text }),
    el("p", { class: "soft", "data-own": true }, "This one is yours."),
    el("div", { class: "votes", role: "group", "aria-labelledby": text }, ...buttons));
}

function updateBallot(node, one, play, state) {
  const mine = isMine(state, one.id);
  setText(node.querySelector(".quote"), one.text);
  setAttribute(node, "data-mine", String(mine));
  node.querySelector("[data-own]").hidden = !mine;
  node.querySelector(".votes").hidden = mine || !isSeated(state);
  for (const button of node.querySelectorAll("[data-vote]")) {
    const type = button.dataset.vote;
    const wanted = play.ballot.sent[type];
    // Pressed means acknowledged; a vote on its way is busy, and not pressed yet.
    setAttribute(button, "aria-pressed", String(state.my_votes?.[type] === one.id));
    setAttribute(button, "aria-busy", String(wanted === one.id));
  }
}
