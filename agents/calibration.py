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
# A version needs so many new votes, and the one before it has been in use for so long.
NEW_VOTES_MIN: Final = 100
EVERY_MS: Final = 3_600_000

Leans = dict[str, float]


class Vote(Struct, frozen=True):
    """What one person chose, and what they wrote themselves, which they could not; by place."""

    chosen: int
    own: int | None = None


class Ballot(Struct, frozen=True):
    """The parts of each answer, and who voted for which."""

    among: tuple[dict[str, float], ...]
    votes: tuple[Vote, ...]


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
        return votes_in(self.learned)

    def of(self, family: str) -> dict[str, Leans]:
        """The leans for such a prompt, by heading; those of the server for a family unheard of."""
        return self.leans.get(family) or self.leans.get(EVERYWHERE, {})


def pulled(ballot: Ballot) -> Pull:
    """What these votes say; one without a choice says nothing."""
    names = sorted({name for parts in ballot.among for name in parts})
    rows = [[parts.get(name, 0.0) for name in names] for parts in ballot.among]
    opinions = [math.fsum(row) for row in rows]
    pull = [0.0] * len(names)
    spread = [[0.0] * (at + 1) for at in range(len(names))]
    count = 0
    for vote in ballot.votes:
        places = [at for at in range(len(rows)) if at != vote.own]
        if len(places) < 2:
            continue
        count += 1
        shares = _shares([opinions[at] for at in places])
        means = [_mean(shares, [rows[at][name] for at in places]) for name in range(len(names))]
        for name, mean in enumerate(means):
            pull[name] += rows[vote.chosen][name] - mean
            for other in range(name + 1):
                both = _mean(shares, [rows[at][name] * rows[at][other] for at in places])
                spread[name][other] += both - mean * means[other]
    if not count:
        return Pull()
    return Pull(
        count,
        {name: round(pull[at], DIGITS) for at, name in enumerate(names)},
        {
            name: {
                among: round(spread[at][other], DIGITS)
                for other, among in enumerate(names[: at + 1])
            }
            for at, name in enumerate(names)
        },
    )


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


def votes_in(learned: Learned) -> int:
    """How many votes these are."""
    return sum(pull.votes for family in learned.values() for pull in family.values())


def is_due(new_votes: int, age_ms: int) -> bool:
    """Whether there is enough for another version, the last one being so old."""
    return new_votes >= NEW_VOTES_MIN and age_ms >= EVERY_MS


def advanced(before: Calibration, version: int, learned: Learned) -> Calibration:
    """The next version, a small step from the one before towards what all votes say."""
    everything = together(before.learned, learned)
    leans: dict[str, dict[str, Leans]] = {EVERYWHERE: {}}
    for heading in HEADINGS.values():
        whole = Pull()
        for family in sorted(everything):
            whole = added(whole, everything[family].get(heading, Pull()))
        server = leans_of(whole, {}, SERVER_VOTES)
        leans[EVERYWHERE][heading] = _step(before, EVERYWHERE, heading, server)
        for family in sorted(everything):
            own = leans_of(everything[family].get(heading, Pull()), server, FAMILY_VOTES)
            leans.setdefault(family, {})[heading] = _step(before, family, heading, own)
    return Calibration(version, everything, leans)


def leans_of(pull: Pull, centre: Mapping[str, float], votes: float) -> Leans:
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


def leaned(parts: Mapping[str, float], leans: Mapping[str, float]) -> dict[str, float]:
    """The parts of an opinion as the votes have moved them."""
    return {name: part * (1 + leans.get(name, 0.0)) for name, part in parts.items()}


def moved(
    score: float, parts: Mapping[str, float], leans: Mapping[str, float], most: float = MOVE_MAX
) -> float:
    """The score, 0 to 10, that an opinion of these parts has with these leans, which together move
    it by `most` logits.

    Whatever the judge took off for faults stays off: only the share of the rest moves.
    """
    opinion = math.fsum(parts.values())
    by = math.fsum(part * leans.get(name, 0.0) for name, part in parts.items())
    by = max(-most, min(most, by))
    return min(10.0, score * _share(opinion + by) / _share(opinion))


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
