/** Draws a round up to its votes: prompt, my answer, and who has written. */

import { say } from "../lang/lang.js";
import { categoryName } from "../lang/words.js";
import { ANSWER_MAX, isSeated, lengthOf, seated } from "../look.js";
import { $, el, keyed, setAttribute, setLine, setText } from "./dom.js";
import { drawVoting } from "./draw_vote.js";
import { face, setFace } from "./face.js";

let answerFor = "";

/** Draw the prompt and whatever the phase asks of us. */
export function drawRound(play, state) {
  setText($("round"), say("round.number", { round: state.round, most: state.total_rounds }));
  setLine($("category"), categoryName(state.prompt?.category ?? ""));
  setText($("prompt"), state.prompt?.text ?? "");
  drawThumbs(play, state);
  if (state.phase === "answering") drawAnswer(play, state);
  if (state.phase === "judging") {
    setText($("judging-text"), say(isSeated(state) ? "judging.text" : "judging.watch"));
  }
  if (state.phase === "voting") drawVoting(play, state);
  if (state.phase === "answering" || state.phase === "voting") drawProgress(play, state);
}

/** The counter under the answer box; also called at every key. */
export function drawCounter(busy) {
  const length = lengthOf($("answer").value.trim());
  const over = Math.max(0, length - ANSWER_MAX);
  setText($("answer-count"), over > 0
    ? say("answer.over", { over }) : say("answer.count", { count: length, most: ANSWER_MAX }));
  setAttribute($("answer-count"), "data-over", String(over > 0));
  setAttribute($("answer"), "aria-invalid", over > 0 ? "true" : null);
  $("send").disabled = length === 0 || over > 0 || busy;
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

/** Writing, on its way, sent: only the server's word makes it the last. */
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
  setAttribute($("answer-form"), "data-way", String(busy));
  setText($("send"), say(busy ? "answer.sending" : "answer.send"));
  setText($("answer-way"), busy ? say("answer.sending") : "");
  drawCounter(busy);
  $("sent").hidden = !sent;
  setText($("sent-title"), sent ? say("answer.sent") : "");
  setText($("sent-text"), state.my_response?.text ?? "");
  $("answering-watch").hidden = isSeated(state);
}

function drawProgress(play, state) {
  const answering = state.phase === "answering";
  const words = answering ? "answer.progress" : "vote.progress";
  setText($("progress"), say(words, { count: state.received, expected: state.expected }));
  // In voting a single vote is not yet a ballot, so nobody is ticked off by name.
  $("crowd").hidden = !answering;
  if (!answering) return;
  keyed($("crowd"), seated(state), (one) => one.id,
    (one) => el("li", {},
      el("button", { type: "button", "data-person": one.id, "aria-haspopup": "dialog" }, face())),
    (node, one) => {
      const acted = hasAnswered(state, one);
      setFace(node.querySelector(".avatar"), play, state, one.id);
      setAttribute(node.querySelector("[data-person]"), "aria-label",
        acted === "true" ? say("answer.has", { name: one.name }) : one.name);
      setAttribute(node, "title", one.name);
      setAttribute(node, "data-acted", acted);
    });
}

/** "unknown" for others after a reload: the snapshot has the count, not the names. */
function hasAnswered(state, { id }) {
  if (state.acted.includes(id) || (id === state.me && state.my_response)) return "true";
  return id === state.me || state.acted.length >= state.received ? "false" : "unknown";
}

