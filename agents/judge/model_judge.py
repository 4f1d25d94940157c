"""A language model's replies, weighed: into scores if all is well, else a reason why not.

Half of it is distrust: a reply must have the right shape, a comparison must not depend on its
order, and no answer gets far above what the offline judge, whom nobody can talk to, thinks of it.
"""

import re
from collections.abc import Mapping, Sequence
from statistics import fmean, median
from typing import Annotated, Final, Literal, TypeVar

import msgspec
from msgspec import Meta, Struct

from agents.judge.questions import Alone, Asked
from agents.judge.whispers import whispers
from game.commands import Verdict

Score = Annotated[float, Meta(ge=0, le=10)]
Side = Literal["first", "second", "neither"]
Shape = TypeVar("Shape", "Scores", "Sides")
NAMES: Final = ("creativity", "humor", "relevance")
# What a clean record of comparisons is worth, in points, once there are many of them.
PAIRS_POINTS: Final = 2.0
PAIRS_HALF: Final = 2.0
# How far above the offline judge a score may lie; one that whispers to the judge gains nothing.
REACH: Final = 4.0
FENCE: Final = re.compile(r"\A\s*```(?:json)?\s*(.*?)\s*```\s*\Z", re.DOTALL)


class Scores(Struct, frozen=True, forbid_unknown_fields=True):
    """A reply about one answer."""

    creativity: Score
    humor: Score
    relevance: Score


class Sides(Struct, frozen=True, forbid_unknown_fields=True):
    """A reply about two answers."""

    creativity: Side
    humor: Side


class Weighed(Struct, frozen=True):
    """Scores by place, none if `reason` says why; how many comparisons were dropped, and of what.

    A comparison is dropped if its two orders disagree, or if either has no valid reply.
    """

    scores: tuple[Verdict, ...]
    reason: str = ""
    pairs: int = 0
    dropped: int = 0
    nonsense: int = 0  # replies that were none


def weigh(asked: Asked, replies: Mapping[int, str]) -> Weighed:
    """Weigh replies by the place of their question among the ballots; missing ones are nonsense.

    An answer without one valid vote of its own ends the sitting: all are judged by the same judge.
    """
    votes: dict[int, list[Scores]] = {}
    sides: dict[tuple[int, int], Sides] = {}
    nonsense = 0
    for at, ballot in enumerate(asked.ballots):
        text = replies.get(at, "")
        if isinstance(ballot, Alone):
            scores = _read(text, Scores)
            nonsense += scores is None
            votes.setdefault(ballot.answer, []).extend([scores] if scores else [])
        else:
            said = _read(text, Sides)
            nonsense += said is None
            if said:
                sides[ballot.first, ballot.second] = said
    unread = sum(not each for each in votes.values())
    if unread or not votes:
        reason = f"{unread} of {len(asked.answers)} answers without a valid vote"
        return Weighed((), reason, nonsense=nonsense)
    records, pairs, dropped = _records(asked, sides)
    return Weighed(
        tuple(_scores(votes[at], records[at]) for at in range(len(asked.answers))),
        pairs=pairs,
        dropped=dropped,
        nonsense=nonsense,
    )


def bounded(text: str, model: Verdict, offline: Verdict) -> Verdict:
    """The model's scores, where they don't lie too far above the offline judge's."""
    reach = 0.0 if whispers(text) else REACH
    return Verdict(
        *(round(min(getattr(model, name), getattr(offline, name) + reach), 2) for name in NAMES)
    )


def agreement(one: Sequence[Verdict], other: Sequence[Verdict]) -> float | None:
    """How alike two judges order a round's answers: the mean over the scores of Kendall's tau-b.

    -1 to 1; None where neither score of a round tells answers apart.
    """
    found = []
    for name in NAMES:
        columns = [[getattr(each, name) for each in judge] for judge in (one, other)]
        tau = _tau(*columns)
        if tau is not None:
            found.append(tau)
    return round(fmean(found), 3) if found else None


def _tau(one: Sequence[float], other: Sequence[float]) -> float | None:
    """Kendall 1945, "The treatment of ties in ranking problems"."""
    both = left = right = 0
    for at in range(len(one)):
        for before in range(at):
            a, b = _sign(one[at] - one[before]), _sign(other[at] - other[before])
            both += a * b
            left += abs(a)
            right += abs(b)
    return both / (left * right) ** 0.5 if left and right else None


def _sign(difference: float) -> int:
    return (difference > 0) - (difference < 0)


def _read(text: str, shape: type[Shape]) -> Shape | None:
    """A reply of this shape, in a block of code or not; None if it is anything else."""
    found = FENCE.match(text)
    try:
        return msgspec.json.decode(found.group(1) if found else text, type=shape)
    except (msgspec.DecodeError, UnicodeEncodeError):
        return None


def _records(
    asked: Asked, sides: Mapping[tuple[int, int], Sides]
) -> tuple[list[dict[str, list[int]]], int, int]:
    """Each answer's wins (1), defeats (-1) and draws (0) by score; pairs, and those dropped."""
    records: list[dict[str, list[int]]] = [
        {"creativity": [], "humor": []} for _ in range(len(asked.answers))
    ]
    pairs = {
        (min(each.first, each.second), max(each.first, each.second))
        for each in asked.ballots
        if not isinstance(each, Alone)
    }
    dropped = 0
    for first, second in sorted(pairs):
        there, back = sides.get((first, second)), sides.get((second, first))
        for name in ("creativity", "humor"):
            won = _won(there, name)
            if won is None or won != -(_won(back, name) or 0):
                dropped += 1
                continue
            records[first][name].append(won)
            records[second][name].append(-won)
    return records, 2 * len(pairs), dropped


def _won(said: Sides | None, name: str) -> int | None:
    """1 where the first was preferred, -1 where the second, 0 for neither."""
    if said is None:
        return None
    return {"first": 1, "second": -1, "neither": 0}[getattr(said, name)]


def _scores(votes: Sequence[Scores], record: Mapping[str, Sequence[int]]) -> Verdict:
    """The middle vote, moved by how the answer did beside others."""
    found = {}
    for name in NAMES:
        alone = median(getattr(vote, name) for vote in votes)
        games = record.get(name, ())
        moved = PAIRS_POINTS * sum(games) / (len(games) + PAIRS_HALF)
        found[name] = round(min(10.0, max(0.0, alone + moved)), 2)
    return Verdict(**found)
