"""What reaches a mind at a reveal and in a chat: reflexes, lessons, and what is said to it."""

from typing import Final

from msgspec.structs import replace

from agents.mind import Mind
from agents.neurons import reflexes, tactics, words
from agents.neurons.brain import Brain
from agents.nouns import content_words
from agents.tabletalk import GOES_ON_MS, Call, is_named
from agents.taste import features
from game import views as seen
from game.ids import PlayerId

# Where there is time to talk; in between everybody has something to do.
TALKING: Final = ("lobby", "reveal", "completed")
# Two machines never talk for long, and behind masks it might be one: answers a phase.
TO_MACHINES, MASKED = 1, 2


def felt(mind: Mind, view: seen.RoundCompletedView) -> tuple[Brain, str]:
    """What the votes teach, from the reflex up; and the reflex."""
    lively = mind.persona.pace.chattiness
    brain, reflex = reflexes.at_results(
        mind.brain, view.at, view.results, mind.me, lively, mind.drawn("reflex")
    )
    given = [each.votes.funny + each.votes.creative + each.votes.best for each in view.results]
    if not sum(given):
        return brain, reflex or ""
    asked = content_words(mind.prompt)
    outcomes = [
        tactics.Outcome(features(each.text, asked, ()), got / sum(given))
        for each, got in zip(view.results, given, strict=True)
    ]
    for each, outcome in zip(view.results, outcomes, strict=True):
        if each.player == mind.me:
            brain = words.learn(brain, view.at, outcome.share, len(outcomes))
    return tactics.learn(brain, view.at, outcomes), reflex or ""


def heard(mind: Mind, view: seen.ChatView) -> Mind:
    """Somebody has said something, perhaps to me."""
    name, lively = mind.names.get(mind.me, ""), mind.persona.pace.chattiness
    parts = mind.drawn("chat", view.message)
    brain, reflex = reflexes.at_words(mind.brain, view.at, view.text, name, parts, lively)
    mind = replace(mind, brain=brain)
    if reflex is not None:
        mind = replace(mind, reflex=reflex, reflex_ms=view.at)
    if not _is_for_me(mind, view):
        return mind
    call = Call(who=view.player, message=view.message, text=view.text, at_ms=view.at)
    return replace(mind, talk=replace(mind.talk, call=call))


def _is_for_me(mind: Mind, view: seen.ChatView) -> bool:
    """Whether the line names me, or goes on with a talk of mine and names nobody else.

    One that I have said enough to is let talk.
    """
    if mind.phase not in TALKING or not mind.brain.is_on("L2"):
        return False
    times = mind.talk.answered.get(view.player, 0)
    if mind.is_masked:
        is_enough = times >= MASKED
    else:
        is_enough = view.player in mind.machines and times >= TO_MACHINES
    if is_enough:
        return False
    goes_on = mind.talk.partner == view.player and view.at <= mind.talk.until_ms
    return is_named(view.text, *mind.called) or (goes_on and not _named(mind, view))


def _named(mind: Mind, view: seen.ChatView) -> list[PlayerId]:
    """Whom of the others the line names."""
    others = [who for who in mind.names if who not in (mind.me, view.player)]
    return [who for who in others if is_named(view.text, mind.names[who])]


def said(mind: Mind, view: seen.ChatView) -> Mind:
    """I have said something myself; whomever I named is in a talk with me."""
    named = _named(mind, view)
    if len(named) != 1:
        return mind
    talk = replace(mind.talk, partner=named[0], until_ms=view.at + GOES_ON_MS)
    return replace(mind, talk=talk)
