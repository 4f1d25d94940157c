"""L1, reflexive: what one does without a thought: laugh, clap, start when one's name is said."""

from collections.abc import Sequence
from typing import Final, Literal

from agents.draw import unit
from agents.keywords import keywords
from agents.neurons.brain import Brain, backward
from game.ids import PlayerId
from game.results import Result

Reaction = Literal["laugh", "clap", "love", "wow"]
# Of all there is to react to, the chattiest does so often.
SHARE_MAX: Final = 0.9


def at_results(
    brain: Brain,
    at: int,
    results: Sequence[Result],
    me: PlayerId,
    lively: float,
    parts: tuple[object, ...],
) -> tuple[Brain, Reaction | None]:
    """The reflex at a reveal, if any: `lively` 0 to 1 is how easily one is moved.

    Feels how one's own answer went and tells L2, whether or not it shows.
    """
    if not brain.is_on("L1"):
        return brain, None
    others = [each for each in results if each.player != me]
    mine = [each for each in results if each.player == me]
    if mine:
        votes = mine[0].votes
        got = votes.funny + votes.creative + votes.best
        felt = min(1.0, got / 3) if got else -0.3
        brain = backward(brain, at, "L1", f"{got} votes for me", felt)
    best = max(others, key=lambda each: (_laughs(each), each.response), default=None)
    if best is None or _laughs(best) == 0 or unit(*parts, "reflex") >= SHARE_MAX * lively:
        return brain, None
    is_praised = best.votes.best > best.votes.funny
    return brain, "clap" if is_praised else "laugh"


def at_words(
    brain: Brain, at: int, text: str, name: str, parts: tuple[object, ...], lively: float
) -> tuple[Brain, Reaction | None]:
    """The reflex at a line of chat: one starts when one is named."""
    named = keywords(name)
    if not brain.is_on("L1") or not any(word in named for word in keywords(text)):
        return brain, None
    brain = backward(brain, at, "L1", "somebody named me", 0.5)
    return brain, "wow" if unit(*parts, "start") < SHARE_MAX * lively else None


def _laughs(result: Result) -> int:
    return result.votes.funny + result.votes.best
