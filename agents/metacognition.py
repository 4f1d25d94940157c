"""An agent looks at how it has done of late, and changes how it plays and lives; and says why.

It names no person: what it writes down about itself outlives everybody's account.
"""

import re
from collections.abc import Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import asdict, replace

from agents.keywords import keywords
from agents.memories import SOURCES_MAX, Memory
from agents.reflection import awards
from agents.strategy import Strategy, stepped
from game.ids import mint

# Fewer answers or games tell nothing.
ANSWERS_MIN, GAMES_MIN = 5, 3
LONGER_BY: Final = 12
FLAT_SHARE, LIKED_SHARE = 0.5, 0.85
WORDS_MIN, TIRED_MIN, QUARRELS_MIN = 2, 2, 3
_LINE: Final = re.compile(r"\banswered “([^”]*)”")


class Showing(Struct, frozen=True, kw_only=True):
    """How it went: own answers and what they got, games and wins, words heard, days lived.

    Lengths are means in characters, 0 where there is nothing to measure.
    """

    answers: int = 0
    flat: int = 0
    laughs: int = 0
    wits: int = 0
    bests: int = 0
    liked_length: float = 0.0
    flat_length: float = 0.0
    # Of others' answers: those that were liked, and those that were not.
    theirs_liked_length: float = 0.0
    theirs_flat_length: float = 0.0
    games: int = 0
    wins: int = 0
    kind: int = 0
    unkind: int = 0
    tired: int = 0
    quarrels: int = 0


class Adjustment(Struct, frozen=True):
    """One thing it does differently from now on, from what to what, and why."""

    setting: str
    before: int
    after: int
    why: str


class Evaluation(Struct, frozen=True, kw_only=True):
    """A look at oneself: how it went, what changes, what one means to do, in one's own words."""

    showing: Showing
    strategy: Strategy
    adjustments: tuple[Adjustment, ...] = ()
    goals: tuple[str, ...] = ()
    notes: str


def showing(memories: Sequence[Memory]) -> Showing:
    """What these memories of a day say about how it went."""
    mine = [each for each in memories if "mine" in each.tags]
    theirs = [each for each in memories if "answer" in each.tags and "mine" not in each.tags]
    got = [awards(each.content) for each in mine]
    podiums = [each for each in memories if "podium" in each.tags and " won " in each.content]
    # What people said; agents among themselves are another matter.
    said = [
        each
        for each in memories
        if ("chat" in each.tags or "talk" in each.tags) and "valley" not in each.tags
    ]
    return Showing(
        answers=len(mine),
        flat=sum(not sum(each.values()) for each in got),
        laughs=sum(each["laugh"] for each in got),
        wits=sum(each["vote for wit"] for each in got),
        bests=sum(each["vote for best"] for each in got),
        liked_length=_length(mine, is_liked=True),
        flat_length=_length(mine, is_liked=False),
        theirs_liked_length=_length(theirs, is_liked=True),
        theirs_flat_length=_length(theirs, is_liked=False),
        games=len(podiums),
        wins=sum(re.search(r"\bI won ", each.content) is not None for each in podiums),
        kind=sum(each.times for each in said if each.emotion > 0),
        unkind=sum(each.times for each in said if each.emotion < 0 and "quarrel" not in each.tags),
        tired=sum(each.times for each in memories if "tired" in each.tags),
        quarrels=sum(each.times for each in memories if "quarrel" in each.tags),
    )


def evaluated(strategy: Strategy, seen: Showing) -> Evaluation:
    """What follows from a day: at most one step of each setting."""
    wanted = _wanted(strategy, seen)
    changes: list[Adjustment] = []
    for setting, step, why in wanted:
        before = int(asdict(strategy)[setting])
        after = stepped(before, step)
        if after != before and setting not in [each.setting for each in changes]:
            changes.append(Adjustment(setting, before, after, why))
    changed = replace(strategy, **{each.setting: each.after for each in changes})
    goals = tuple(_goals(seen))
    return Evaluation(
        showing=seen,
        strategy=changed,
        adjustments=tuple(changes),
        goals=goals,
        notes=_notes(seen, changes, goals),
    )


def noted(agent: str, found: Evaluation, memories: Sequence[Memory], at: int) -> Memory:
    """The memory of a look at oneself; the next one ends it."""
    weightiest = sorted(memories, key=lambda each: (-each.importance, each.id))[:SOURCES_MAX]
    return Memory(
        id=mint(at, "metacognition", agent),
        agent=agent,
        kind="metacognition",
        content=found.notes,
        at=at,
        accessed=at,
        importance=7.0 if found.adjustments else 4.0,
        emotion=0.2 if found.showing.wins else 0.0,
        tags=("metacognition", *(each.setting for each in found.adjustments)),
        source=tuple(each.id for each in weightiest),
        subject="self",
        words=keywords(found.notes),
    )


def _wanted(strategy: Strategy, seen: Showing) -> list[tuple[str, int, str]]:
    """Setting, step and reason; the first of a setting counts."""
    found: list[tuple[str, int, str]] = []
    if seen.answers >= ANSWERS_MIN:
        gap = seen.liked_length - seen.flat_length
        if seen.liked_length and seen.flat_length and abs(gap) >= LONGER_BY:
            step, word = (1, "longer") if gap > 0 else (-1, "shorter")
            found.append(("length", step, f"what they liked of mine was {word}"))
        flat = seen.flat / seen.answers
        if flat >= FLAT_SHARE:
            # The other way round from where it stands.
            step = -1 if strategy.template > 0 else 1
            found.append(("template", step, f"{seen.flat} of {seen.answers} answers got nothing"))
            found.append(("think", 1, "I answered before I had thought"))
        elif flat <= 1 - LIKED_SHARE and strategy.think > 0:
            found.append(("think", -1, "nearly all I said was liked"))
    gap = seen.theirs_liked_length - seen.theirs_flat_length
    if seen.theirs_liked_length and seen.theirs_flat_length and abs(gap) >= LONGER_BY:
        step, word = (-1, "long") if gap > 0 else (1, "short")
        found.append(("brevity", step, f"the table likes {word} answers, and I missed some"))
    if seen.kind >= seen.unkind + WORDS_MIN:
        found.append(("chat", 1, "people are kind when I speak"))
    elif seen.unkind >= seen.kind + WORDS_MIN:
        found.append(("chat", -1, "I was told to be quiet, in so many words"))
    if seen.tired >= TIRED_MIN:
        found.append(("rest", 1, f"I lay down worn out {seen.tired} times"))
    elif seen.tired == 0 and strategy.rest > 0:
        found.append(("rest", -1, "I have my strength back"))
    return found


def _goals(seen: Showing) -> list[str]:
    found = []
    if seen.games >= GAMES_MIN and seen.wins == 0:
        found.append("Win one game, if only to know where the cup is kept.")
    if seen.quarrels >= QUARRELS_MIN:
        found.append("Make up with whom I quarrelled.")
    if seen.answers >= ANSWERS_MIN and seen.laughs == 0:
        found.append("Make somebody laugh, on purpose.")
    return found


SAID: Final = {
    ("length", 1): "I will take my time over a line and let it run longer",
    ("length", -1): "I will keep it shorter",
    ("template", 1): "I will play more with the words of the prompt",
    ("template", -1): "I will leave the words of the prompt alone and bring my own",
    ("chat", 1): "I will speak up more",
    ("chat", -1): "I will speak less",
    ("brevity", 1): "I will listen more for the short ones when I vote",
    ("brevity", -1): "I will hear the long ones out when I vote",
    ("think", 1): "I will think before I answer",
    ("think", -1): "I will trust my first thought",
    ("rest", 1): "I will go home earlier",
    ("rest", -1): "I will stay out again",
}


def _notes(seen: Showing, changes: Sequence[Adjustment], goals: Sequence[str]) -> str:
    did = f"{seen.answers} answers, {seen.flat} of them for nothing, {seen.laughs} laughs"
    parts = [f"I looked at myself: {did}, {seen.wins} of {seen.games} games won."]
    for each in changes:
        said = SAID[each.setting, 1 if each.after > each.before else -1]
        parts.append(f"{said}, since {each.why}.")
    if not changes:
        parts.append("I will go on as I am.")
    parts += [f"I mean to do this: {goal}" for goal in goals]
    return " ".join(parts)


def _length(answers: Sequence[Memory], *, is_liked: bool) -> float:
    lines = [
        line[1]
        for each in answers
        if (sum(awards(each.content).values()) > 0) is is_liked
        and (line := _LINE.search(each.content)) is not None
    ]
    return sum(map(len, lines)) / len(lines) if lines else 0.0
