"""How a machine player opens a talk at its table: with a friend, an old score, or news."""

from typing import Final

from agents.banter import Chooser
from agents.draw import unit
from agents.mind import Mind
from agents.neurons.words import heard
from game.ids import PlayerId
from game.rules import RULES

# Who has news does not always tell them.
NEWS_SHARE: Final = 0.4


def opened(mind: Mind, greeting: str) -> str:
    """The greeting, with what there is to say beside it; alone where there is nothing."""
    line = _line(mind) if mind.banter else ""
    both = f"{greeting} {line}"
    return both if line and len(both) <= RULES.chat_length_max else greeting


def _line(mind: Mind) -> str:
    """To whom one is after, by name; else the news."""
    approach = heard(mind.brain)
    name = mind.names.get(PlayerId(approach.who))
    if name is not None:
        key = "grudge" if approach.goal == "settle" else "friend"
        return _chooser(mind, {"you": name}).line(key)
    if not mind.news or unit(*mind.drawn("news")) >= NEWS_SHARE:
        return ""
    return _chooser(mind, {"memory": mind.news}).line("news")


def _chooser(mind: Mind, slots: dict[str, str]) -> Chooser:
    return Chooser(mind.banter, mind.persona.slug, "neutral", slots, (), *mind.drawn("opening"))
