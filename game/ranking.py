"""Answers of one prompt in order of merit, over all the tables where they stood: Bradley and Terry.

Tables are tied to each other by answers that were given at several, and by a common opponent.
"""

import math
import re
from collections.abc import Iterable, Sequence
from typing import Final

from msgspec import Struct

from game.ballots import Ballot, Line
from game.ids import Actor, GameId, ResponseId
from game.scoring import VOTE_SHARES

# So many duels with an answer of strength 1, half of them won: without them the strength of an
# answer that won everything has no end, and tables without an answer in common have no order.
DUELS: Final = 1.0
TURNS_MAX: Final = 100
STILL: Final = 1e-6
_WORD: Final = re.compile(r"\w+")


class Ranked(Struct, frozen=True, kw_only=True):
    """An answer in its place: the first of those that said the same, and what all of them got.

    `chance` is that of being preferred to a middling answer, 0 to 1; a `voter` could choose it.
    """

    text: str
    author: Actor
    name: str
    is_ai: bool
    game: GameId
    chance: float
    votes: int
    voters: int


class _Choices(Struct, frozen=True):
    """A round as numbers of answers: each voter's own one (None: none), the weight of all they
    chose, and what that was."""

    lines: tuple[int, ...]
    voters: tuple[tuple[int | None, float, tuple[tuple[int, float], ...]], ...]


def best(ballots: Sequence[Ballot], most: int) -> list[Ranked]:
    """The strongest answers, best first; of erased people none, and none that nobody could choose.

    The ballots in order of time, all of one prompt.
    """
    keys: dict[str, int] = {}
    firsts: dict[int, tuple[Line, GameId]] = {}
    rounds = []
    for ballot in ballots:
        numbers = {}
        for line in ballot.lines:
            number = numbers[line.response] = keys.setdefault(_key(line), len(keys))
            if line.text is not None:
                firsts.setdefault(number, (line, ballot.game))
        rounds.append(_choices(ballot, numbers))
    found = _strengths(rounds, len(keys))
    votes, voters = _counts(rounds, len(keys))
    # Equal ones by how many could choose them, then by who came first.
    order = sorted(
        (number for number in firsts if voters[number]),
        key=lambda each: (-found[each], -voters[each], each),
    )
    return [
        Ranked(
            text=firsts[number][0].text or "",
            author=firsts[number][0].author,
            name=firsts[number][0].name,
            is_ai=firsts[number][0].is_ai,
            game=firsts[number][1],
            chance=found[number] / (found[number] + 1),
            votes=votes[number],
            voters=voters[number],
        )
        for number in order[: max(0, most)]
    ]


def _key(line: Line) -> str:
    """What answers that say the same share: their words. Erased ones share nothing."""
    if line.text is None:
        return f"\0{line.response}"
    return " ".join(_WORD.findall(line.text.casefold())) or line.text


def _choices(ballot: Ballot, numbers: dict[ResponseId, int]) -> _Choices:
    """The round's choices; a voter's three votes are one opinion, weighed as in the points."""
    own = {line.author: numbers[line.response] for line in ballot.lines}
    chosen: dict[Actor, list[tuple[int, float]]] = {}
    for vote in ballot.votes:
        mine = chosen.setdefault(vote.voter, [])
        mine.append((numbers[vote.response], VOTE_SHARES[vote.vote_type]))
    lines = tuple(numbers.values())
    return _Choices(
        lines,
        tuple(
            (own.get(voter), sum([weight for _, weight in made]), tuple(made))
            for voter, made in chosen.items()
            # Who has but one answer before them chooses nothing by taking it.
            if len(lines) - (voter in own) > 1
        ),
    )


def _strengths(rounds: Sequence[_Choices], count: int) -> list[float]:
    """The strength of each answer, 1 for a middling one; the likeliest under the common opponent.

    Choices among several by Luce's rule: answer i is taken with chance s_i over the sum of those
    that lie open. Found by the MM steps of Hunter, "MM algorithms for generalized Bradley-Terry
    models" (Annals of Statistics 32, 2004), sections 3 and 5; the opponent is a prior as in Caron
    and Doucet, "Efficient Bayesian inference for generalized Bradley-Terry models" (2012). The
    penalised likelihood is strictly concave in log s, so that there is one answer.
    """
    won = [DUELS / 2] * count
    for each in rounds:
        for *_, made in each.voters:
            for number, weight in made:
                won[number] += weight
    found, islands = [1.0] * count, _islands(rounds, count)
    for _ in range(TURNS_MAX):
        met = [DUELS / (strength + 1) for strength in found]
        for each in rounds:
            _add_meetings(each, found, met)
        after = [one / other for one, other in zip(won, met, strict=True)]
        for island in islands:
            _level(after, island)
        moved = max((abs(a - b) / b for a, b in zip(after, found, strict=True)), default=0.0)
        found = after
        if moved < STILL:
            break
    return found


def _islands(rounds: Sequence[_Choices], count: int) -> list[list[int]]:
    """The answers, those together that are tied by having met, through others too."""
    island_of = {number: [number] for number in range(count)}
    for each in rounds:
        for number in each.lines[1:]:
            large, small = island_of[each.lines[0]], island_of[number]
            if large is not small:
                if len(large) < len(small):
                    large, small = small, large
                large += small
                island_of.update(dict.fromkeys(small, large))
    return [island for number, island in island_of.items() if island[0] == number]


def _level(found: list[float], island: Sequence[int]) -> None:
    """Bring the answers to the level that the common opponent wants, by a step of Newton's.

    Votes say nothing of the level of all answers that met, so that plain MM steps crawl there.
    """
    chances = [found[number] / (found[number] + 1) for number in island]
    slope = sum([each * (1 - each) for each in chances])
    factor = math.exp(max(-1.0, min(1.0, (len(island) / 2 - sum(chances)) / slope)))
    for number in island:
        found[number] *= factor


def _add_meetings(choices: _Choices, found: Sequence[float], met: list[float]) -> None:
    """Add to each answer the weight of the votes it stood for, over the strength of all open."""
    total = sum([found[number] for number in choices.lines])
    all_ = 0.0
    for own, weight, _ in choices.voters:
        share = weight / (total if own is None else total - found[own])
        all_ += share
        if own is not None:
            met[own] -= share
    for number in choices.lines:
        met[number] += all_


def _counts(rounds: Iterable[_Choices], count: int) -> tuple[list[int], list[int]]:
    """How many votes each answer got, and of how many voters who had a choice it could have."""
    votes, voters = [0] * count, [0] * count
    for each in rounds:
        for own, _, made in each.voters:
            open_ = list(each.lines)
            if own is not None:
                open_.remove(own)
            for number in dict.fromkeys(open_):
                voters[number] += 1
            for number, _ in made:
                votes[number] += 1
    return votes, voters
