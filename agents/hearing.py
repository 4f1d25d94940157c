"""What reaches a mind at a reveal and in a chat: a reflex, and what is learnt from the votes."""

from msgspec.structs import replace

from agents.mind import Mind
from agents.neurons import reflexes, tactics, words
from agents.neurons.brain import Brain
from agents.nouns import content_words
from agents.taste import features
from game import views as seen


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
    """Somebody has said something, perhaps my name."""
    name, lively = mind.names.get(mind.me, ""), mind.persona.pace.chattiness
    parts = mind.drawn("chat", view.message)
    brain, reflex = reflexes.at_words(mind.brain, view.at, view.text, name, parts, lively)
    if reflex is None:
        return replace(mind, brain=brain)
    return replace(mind, brain=brain, reflex=reflex, reflex_ms=view.at)
