"""How an agent has learnt to play and live differently from how it was made; and what that changes.

A setting of -2 to 2 each; 0 is as its character says.
"""

from typing import Annotated, Final

from msgspec import Meta, Struct
from msgspec.structs import replace

from agents.persona import Persona, Style, Taste

Step = Annotated[int, Meta(ge=-2, le=2)]
STEP_MAX: Final = 2
CHAT_PER_STEP: Final = 0.15
TASTE_PER_STEP: Final = 0.5
WEIGHT_MAX: Final = 5.0
THINK_SHARE: Final = 0.2


class Strategy(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What it has changed: `length` and `template` of its answers, `chat`, `brevity` it votes for,
    `think` before it answers, and `rest`: how early it goes home.
    """

    length: Step = 0
    template: Step = 0
    chat: Step = 0
    brevity: Step = 0
    think: Step = 0
    rest: Step = 0


def stepped(value: int, step: int) -> int:
    """The setting after a step, within its bounds."""
    return max(-STEP_MAX, min(STEP_MAX, value + step))


def applied(persona: Persona, strategy: Strategy) -> Persona:
    """The character as it plays now."""
    pace = persona.pace
    factor = 1 + THINK_SHARE * strategy.think
    least = int(pace.think_min_ms * factor)
    return replace(
        persona,
        style=Style(length=strategy.length, template=strategy.template),
        pace=replace(
            pace,
            think_min_ms=least,
            think_max_ms=max(least, min(60_000, int(pace.think_max_ms * factor))),
            chattiness=max(0.0, min(1.0, pace.chattiness + CHAT_PER_STEP * strategy.chat)),
        ),
        tastes=replace(
            persona.tastes,
            funny=_leaning(persona.tastes.funny, strategy.brevity),
            best=_leaning(persona.tastes.best, strategy.brevity),
        ),
    )


def _leaning(taste: Taste, step: int) -> Taste:
    """A taste that leans to short answers, or to long ones."""
    name = "brevity" if step > 0 else "length"
    weight: float = getattr(taste, name) + TASTE_PER_STEP * abs(step)
    return replace(taste, **{name: min(WEIGHT_MAX, weight)})
