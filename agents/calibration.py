"""How players' votes move the judge: slowly, back towards what it learned, per family of prompts.

A vote is a choice among the answers that a voter could vote for. The judge expects each of them
as often as its opinion says (a multinomial logit, McFadden 1974); what was chosen instead pulls at
its parts. A part's weight is multiplied by 1 + its lean, and leans are what one step of Newton's
method makes of all pulls so far, each shrunk by a ridge (Hoerl and Kennard 1970).
"""

import math
from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct

# What people vote on, and the score that is about it. Nobody votes on relevance.
HEADINGS: Final[dict[str, str]] = {"creative": "creativity", "funny": "humor"}
# The ridge, in votes: so many speak as loudly as what was learned before there were any. A family
# of prompts leans from where the whole server does.
SERVER_VOTES: Final = 400.0
FAMILY_VOTES: Final = 400.0
EVERYWHERE: Final = ""
# No part counts half as much again, or less than half; nor moves faster than this in a version.
LEAN_MAX: Final = 0.5
STEP_MAX: Final = 0.05
# All leans together move an opinion, in logits, by no more.
MOVE_MAX: Final = 1.0
DIGITS: Final = 6

Leans = dict[str, float]


class Choice(Struct, frozen=True):
    """One vote: the parts of what could be voted for, and the place of what was."""

    among: tuple[Mapping[str, float], ...]
    chosen: int


class Pull(Struct, frozen=True):
    """What many votes say of the parts: their number, each part's pull, and how parts go together.

    Sums, so those of two nodes are added and no vote needs to be kept.
    """

    votes: int = 0
    pull: dict[str, float] = {}
    spread: dict[str, dict[str, float]] = {}


# By family of prompts, then by heading.
Learned = dict[str, dict[str, Pull]]


class Calibration(Struct, frozen=True):
    """A version: all that was learned, and the leans that follow, by family and heading."""

    version: int = 0
    learned: Learned = {}
    leans: dict[str, dict[str, Leans]] = {}

    @property
    def votes(self) -> int:
        """From how many votes."""
        return sum(pull.votes for family in self.learned.values() for pull in family.values())

    def of(self, family: str) -> dict[str, Leans]:
        """The leans for such a prompt, by heading; those of the server for a family unheard of."""
        return self.leans.get(family) or self.leans.get(EVERYWHERE, {})


def pulled(choices: Sequence[Choice]) -> Pull:
    """What these votes say; one without a choice says nothing."""
    votes = 0
    pull: dict[str, float] = {}
    spread: dict[str, dict[str, float]] = {}
    for choice in choices:
        if len(choice.among) < 2:
            continue
        votes += 1
        names = sorted({name for parts in choice.among for name in parts})
        shares = _shares([math.fsum(parts.values()) for parts in choice.among])
        rows = [[parts.get(name, 0.0) for name in names] for parts in choice.among]
        means = [_mean(shares, [row[at] for row in rows]) for at in range(len(names))]
        for at, name in enumerate(names):
            pull[name] = pull.get(name, 0.0) + rows[choice.chosen][at] - means[at]
            beside = spread.setdefault(name, {})
            for other, among in enumerate(names[: at + 1]):
                both = _mean(shares, [row[at] * row[other] for row in rows])
                beside[among] = beside.get(among, 0.0) + both - means[at] * means[other]
    return Pull(votes, pull, spread)


def added(first: Pull, second: Pull) -> Pull:
    """Both together."""
    spread = {
        name: _sum(first.spread.get(name, {}), second.spread.get(name, {}))
        for name in {**first.spread, **second.spread}
    }
    return Pull(first.votes + second.votes, _sum(first.pull, second.pull), spread)


def together(first: Learned, second: Learned) -> Learned:
    """Both, family by family."""
    return {
        family: {
            heading: added(
                first.get(family, {}).get(heading, Pull()),
                second.get(family, {}).get(heading, Pull()),
            )
            for heading in {**first.get(family, {}), **second.get(family, {})}
        }
        for family in {**first, **second}
    }


def advanced(before: Calibration, version: int, learned: Learned) -> Calibration:
    """The next version, a small step from the one before towards what all votes say."""
    everything = together(before.learned, learned)
    leans: dict[str, dict[str, Leans]] = {EVERYWHERE: {}}
    for heading in HEADINGS.values():
        whole = Pull()
        for family in sorted(everything):
            whole = added(whole, everything[family].get(heading, Pull()))
        server = _leans(whole, {}, SERVER_VOTES)
        leans[EVERYWHERE][heading] = _step(before, EVERYWHERE, heading, server)
        for family in sorted(everything):
            own = _leans(everything[family].get(heading, Pull()), server, FAMILY_VOTES)
            leans.setdefault(family, {})[heading] = _step(before, family, heading, own)
    return Calibration(version, everything, leans)


def leaned(parts: Mapping[str, float], leans: Mapping[str, float]) -> dict[str, float]:
    """The parts of an opinion as the votes have moved them."""
    return {name: part * (1 + leans.get(name, 0.0)) for name, part in parts.items()}


def moved(score: float, parts: Mapping[str, float], leans: Mapping[str, float]) -> float:
    """The score, 0 to 10, that an opinion of these parts has with these leans.

    Whatever the judge took off for faults stays off: only the share of the rest moves.
    """
    opinion = math.fsum(parts.values())
    by = math.fsum(part * leans.get(name, 0.0) for name, part in parts.items())
    by = max(-MOVE_MAX, min(MOVE_MAX, by))
    return min(10.0, score * _share(opinion + by) / _share(opinion))


def _leans(pull: Pull, centre: Mapping[str, float], votes: float) -> Leans:
    """The leans that these votes ask for, as far as the ridge around `centre` lets them."""
    names = sorted(pull.pull)
    left = [
        [
            pull.spread[max(row, column)][min(row, column)] + (votes if row == column else 0.0)
            for column in names
        ]
        for row in names
    ]
    right = [pull.pull[name] + votes * centre.get(name, 0.0) for name in names]
    found = {**centre, **dict(zip(names, _solved(left, right), strict=True))}
    return {name: max(-LEAN_MAX, min(LEAN_MAX, lean)) for name, lean in found.items()}


def _step(before: Calibration, family: str, heading: str, wanted: Leans) -> Leans:
    """As far towards what is wanted as one version goes."""
    last = before.of(family).get(heading, {})
    steps = {
        name: max(-STEP_MAX, min(STEP_MAX, wanted.get(name, 0.0) - last.get(name, 0.0)))
        for name in {**last, **wanted}
    }
    return {name: round(last.get(name, 0.0) + steps[name], DIGITS) for name in sorted(steps)}


def _solved(left: list[list[float]], right: list[float]) -> list[float]:
    """x of left·x = right by elimination; a ridge on the diagonal needs no pivots."""
    rows = [[*row, value] for row, value in zip(left, right, strict=True)]
    for at, pivot in enumerate(rows):
        for below in rows[at + 1 :]:
            factor = below[at] / pivot[at]
            for column in range(at, len(pivot)):
                below[column] -= factor * pivot[column]
    found = [0.0] * len(rows)
    for at in reversed(range(len(rows))):
        known = math.fsum(rows[at][other] * found[other] for other in range(at + 1, len(rows)))
        found[at] = (rows[at][-1] - known) / rows[at][at]
    return found


def _shares(opinions: Sequence[float]) -> list[float]:
    top = max(opinions)
    raised = [math.exp(max(-30.0, each - top)) for each in opinions]
    return [each / math.fsum(raised) for each in raised]


def _share(opinion: float) -> float:
    """An opinion as a share of the whole score: the logistic function."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, opinion))))


def _mean(shares: Sequence[float], values: Sequence[float]) -> float:
    return math.fsum(share * value for share, value in zip(shares, values, strict=True))


def _sum(first: Mapping[str, float], second: Mapping[str, float]) -> dict[str, float]:
    return {
        name: round(first.get(name, 0.0) + second.get(name, 0.0), DIGITS)
        for name in {**first, **second}
    }
