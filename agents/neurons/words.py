"""L2, implementation: of all that could be said, what is; and which devices were worth it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from agents.draw import pick, unit
from agents.neurons.brain import Approach, Brain, backward, forward
from agents.neurons.company import Story

# So many of what could be said are weighed; to dress a whole hand takes too long.
WEIGHED_MAX: Final = 16
DEVICES: Final = ("quip", "template", "story")
DEVICE_MAX: Final = 1.0
DEVICE_RATE: Final = 0.5
BOLD: Final = 0.5
# How often an old story is told where there is one: now and then, to somebody one is after, and
# where it fits the prompt.
STORY_SHARE, AIMED_SHARE, FITTING_SHARE = 0.15, 0.5, 0.7
WON: Final = (
    "{name} beat me with that {thing} once. Never again.",
    "Still losing sleep over {name}'s {thing}.",
    "Whatever it is, {name}'s {thing} did it better.",
)
LOST: Final = (
    "Better than {name}'s {thing}, and that is all I ask.",
    "Let us not bring up {name}'s {thing} again.",
    "Somewhere, {name} is still explaining the {thing}.",
)
GAP: Final = ("{name}'s {thing}", "the {thing} {name} keeps talking about")


class Draft(Struct, frozen=True):
    """Something that could be said, how it is made, and its features."""

    text: str
    device: str
    features: Mapping[str, float]


def choose(brain: Brain, at: int, drafts: Sequence[Draft]) -> tuple[Brain, Draft]:
    """The brain, and what it says: what the approach asks for, by devices that were worth it.

    Drafts come best first; without an approach and without experience the first is taken.
    """
    assert drafts
    approach = heard(brain)
    worth = [_worth(brain, approach, each) for each in drafts]
    best = drafts[worth.index(max(worth))]
    told = forward(replace(brain, device=best.device), at, "L2", f"say a {best.device}")
    return told, best


def heard(brain: Brain) -> Approach:
    """L4's approach, as far as L3 has passed it on."""
    is_heard = brain.is_on("L3") and brain.is_on("L2") and brain.approach is not None
    return brain.approach if is_heard and brain.approach is not None else Approach()


def weighed(brain: Brain) -> int:
    """How many drafts are worth making: one, as long as there is nothing to choose them by."""
    approach = heard(brain)
    return WEIGHED_MAX if approach.jokes or approach.boldness or brain.grown.devices else 1


def learn(brain: Brain, at: int, share: float, answers: int) -> Brain:
    """The brain after the votes for its own answer: its device is worth more, or less."""
    if not brain.is_on("L2") or not brain.is_on("L1") or not brain.device or answers < 2:
        return brain
    before = brain.grown.devices.get(brain.device, 0.0)
    change = DEVICE_RATE * brain.grown.rate * (share - 1 / answers)
    after = round(min(DEVICE_MAX, max(-DEVICE_MAX, before + change)), 4)
    devices = {**brain.grown.devices, brain.device: after}
    learnt = replace(brain, grown=replace(brain.grown, devices=devices))
    return backward(learnt, at, "L2", f"a {brain.device} was worth it", change)


def story_for(
    brain: Brain,
    stories: Iterable[Story],
    told: Sequence[str],
    asked: Sequence[str],
    parts: tuple[object, ...],
) -> Story | None:
    """The old story to tell now, if any: one that fits the prompt, or is about whom one is after.

    `told` are the memories told this evening, `asked` the prompt's keywords.
    """
    if not brain.is_on("L2") or len(told) >= brain.grown.stories:
        return None
    approach = heard(brain)
    ranked: list[tuple[float, Story]] = []
    for story in stories:
        share = STORY_SHARE
        if approach.who == story.who:
            share = AIMED_SHARE
        if any(word in story.words for word in asked):
            share = max(share, FITTING_SHARE)
        if story.memory not in told:
            ranked.append((share, story))
    if not ranked:
        return None
    share, best = max(ranked, key=lambda each: each[0])
    return best if unit(*parts, "story") < share else None


def tell(story: Story, is_gap: bool, parts: tuple[object, ...]) -> str:
    """A story in a line; `is_gap`: as what fills a gap."""
    lines = GAP if is_gap else (WON if story.has_won else LOST)
    form = pick(lines, *parts, "telling")
    return form.replace("{name}", story.name).replace("{thing}", story.thing)


def _worth(brain: Brain, approach: Approach, draft: Draft) -> float:
    worth = sum(weight * draft.features[name] for name, weight in approach.jokes.items())
    worth += BOLD * approach.boldness * (draft.features["surprise"] + draft.features["zest"])
    return worth + brain.grown.devices.get(draft.device, 0.0) if brain.is_on("L2") else 0.0
