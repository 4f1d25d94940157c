"""Decides what a machine player does next, by rules alone: (mind, at) -> Act, Ask or Wait.

Sends nothing and sleeps never: it says what to post, what it wants to know, or until when to wait.
"""

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from agents import pacing
from agents.draw import pick, unit
from agents.mind import (
    ANSWER,
    CHAT,
    FAREWELL,
    GREET,
    GUESS,
    REACT,
    READY,
    SAY,
    VOTE,
    Mind,
    with_done,
)
from agents.neurons.course import course
from agents.overture import opened
from agents.tabletalk import Call, Saying, answered, sent, taken_up
from agents.taste import VOTE_TYPES
from game.commands import CastGuess, CastVote, SendChat, SetReady, SubmitResponse

Command = SetReady | SubmitResponse | CastVote | CastGuess | SendChat
# How often a fully chatty persona speaks when there is occasion to.
CHAT_SHARES = {GREET: 0.8, CHAT: 0.5, FAREWELL: 1.0}


class Act(Struct, frozen=True):
    """Post these commands, each under its own id, and go on with `mind`.

    A `reflex` is shown in passing, and nobody answers it.
    """

    commands: tuple[Command, ...]
    mind: Mind
    reflex: str | None = None


class Wait(Struct, frozen=True):
    """Nothing to do before `until_ms`; None: not before the next view or reply."""

    until_ms: int | None


class Errand(Struct, frozen=True):
    """An act that is still to be done, and when."""

    due_ms: int
    act: str


class Ask(Struct, frozen=True):
    """Somebody has said this to it: find an answer, and go on with `mind` meanwhile."""

    call: Call
    mind: Mind


Thought = Act | Ask | Wait


def think(mind: Mind, at_ms: int) -> Thought:
    """The next thing to do at `at_ms`: at most one act at a time, and each at most once."""
    if mind.is_paused or not mind.is_seated:
        return Wait(None)
    talk, call = taken_up(mind.talk, at_ms)
    if call is not None:
        return Ask(call, replace(mind, talk=talk))
    errands = sorted(_open(mind), key=lambda errand: errand.due_ms)
    if not errands:
        return Wait(None)
    first = errands[0]
    if first.due_ms > at_ms:
        return Wait(first.due_ms)
    if first.act == SAY:
        return _say(mind, at_ms)
    acted = replace(with_done(mind, first.act), acted_ms=at_ms)
    if first.act == REACT:
        return Act((), replace(acted, reflex=""), mind.reflex)
    return Act((_command(mind, first.act),), acted)


def _say(mind: Mind, at_ms: int) -> Act:
    saying = mind.talk.saying
    assert saying is not None
    line = SendChat(game=mind.game, id=saying.id, text=saying.text)
    return Act((line,), replace(mind, talk=sent(mind.talk, at_ms)))


def with_answer(mind: Mind, call: Call, text: str, at_ms: int, *, is_over: bool = False) -> Mind:
    """The mind once it knows what to answer to a line, "" for nothing; `is_over`: no more to it."""
    saying = None
    if text:
        due_ms = max(at_ms, pacing.reply_ms(mind, call.text, text, call.at_ms))
        # Of the message its last part only: a command's id is short, and a table's lines are few.
        id = f"{mind.me}.{SAY}.{call.message[-12:]}"
        saying = Saying(id=id, text=text, due_ms=due_ms)
    return replace(mind, talk=answered(mind.talk, call, saying, is_over=is_over))


def _open(mind: Mind) -> Iterator[Errand]:
    saying = mind.talk.saying
    if saying is not None and saying.sent_ms is None:
        yield Errand(saying.due_ms, SAY)
    for act in _wanted(mind):
        if act not in mind.done and _feels_like(mind, act):
            due_ms, times = _due_ms(mind, act), mind.put_off.get(act, 0)
            yield Errand(max(due_ms, pacing.retry_ms(mind, times)) if times else due_ms, act)


def _wanted(mind: Mind) -> tuple[str, ...]:
    """What this phase asks of a player; of the votes the next one only."""
    wanted = course(mind.brain, mind.phase)
    if "vote" in wanted:
        wanted = tuple(act for act in _ballots(mind) if act not in mind.done)[:1]
    return (REACT, *wanted) if mind.reflex else wanted


def _feels_like(mind: Mind, act: str) -> bool:
    """Whether to do what is only for fun; duties are always done."""
    if act not in CHAT_SHARES:
        return True
    # Without L2 nobody puts it into words; behind a mask one's own words would tell who one is.
    if not mind.brain.is_on("L2") or mind.is_masked:
        return False
    # Every second reveal at most, and not everybody in the same one.
    is_turn = (mind.round + mind.hand[0]) % 2 == 0
    if act == CHAT and not (mind.feeling and is_turn):
        return False
    return unit(*mind.drawn("says", act)) < CHAT_SHARES[act] * mind.persona.pace.chattiness


def _due_ms(mind: Mind, act: str) -> int:
    if act == READY:
        return pacing.ready_ms(mind)
    if act == ANSWER:
        return pacing.answer_ms(mind)
    if act in CHAT_SHARES:
        return pacing.line_ms(mind, act)
    if act == REACT:
        return pacing.reflex_ms(mind)
    ballots = _ballots(mind)
    return pacing.vote_ms(mind, ballots.index(act), len(ballots))


def _ballots(mind: Mind) -> list[str]:
    """All that is to be said about a ballot, in order: votes, then guesses."""
    return [*(VOTE + vote_type for vote_type in mind.choices), *mind.guesses]


def _command(mind: Mind, act: str) -> Command:
    key = mind.command_id(act)
    if act == READY:
        return SetReady(game=mind.game, id=key)
    if act == ANSWER:
        return SubmitResponse(game=mind.game, id=key, round=mind.round, text=mind.draft)
    if act.startswith(GUESS):
        response, is_ai = mind.guesses[act]
        return CastGuess(game=mind.game, id=key, round=mind.round, response=response, is_ai=is_ai)
    for vote_type in VOTE_TYPES:
        if act == VOTE + vote_type:
            response = mind.choices[vote_type]
            return CastVote(
                game=mind.game, id=key, round=mind.round, response=response, vote_type=vote_type
            )
    return SendChat(game=mind.game, id=key, text=_line(mind, act))


def _line(mind: Mind, act: str) -> str:
    """What to say; which line of its kind is drawn anew each time."""
    kind = {GREET: "greeting", FAREWELL: "farewell"}.get(act, mind.feeling)
    lines: tuple[str, ...] = getattr(mind.persona.voice, kind)
    line = pick(lines, *mind.drawn("words", act))
    return opened(mind, line) if act == GREET else line
