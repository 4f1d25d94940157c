"""What a round's votes say of its answers, one voter's three votes being one opinion. Pure."""

from collections.abc import Collection, Mapping
from typing import Final

from game.ballots import Ballot
from game.ids import Actor
from game.rules import VOTE_TYPES

# So many voters the expectation from elsewhere is worth beside those who voted in the round.
BEFORE: Final = 2.0

# By voter: how their opinion is spread over the authors, in votes of any kind.
Opinions = Mapping[Actor, Mapping[Actor, float]]


def opinions(ballot: Ballot, authors: Collection[Actor]) -> Opinions:
    """What people gave to these authors; a voter who gave them nothing is left out."""
    author_of = {line.response: line.author for line in ballot.lines}
    machines = {line.author: None for line in ballot.lines if line.is_ai}
    found: dict[Actor, dict[Actor, float]] = {}
    for vote in ballot.votes:
        author = author_of[vote.response]
        if author in authors and vote.voter not in machines:
            mine = found.setdefault(vote.voter, {})
            mine[author] = mine.get(author, 0.0) + 1 / len(VOTE_TYPES)
    return found


def expected(
    seen: Opinions,
    without: Collection[Actor],
    open_: Collection[Actor],
    prior: Mapping[Actor, float],
) -> dict[Actor, float]:
    """The chance of each open author to be chosen, by what all but some voters chose here.

    `prior` is what is expected of each before anybody votes, in any unit.
    """
    whole = sum(prior[author] for author in open_)
    got = {author: BEFORE * prior[author] / whole for author in open_}
    for voter, given in seen.items():
        if voter not in without:
            for author, part in given.items():
                if author in got:
                    got[author] += part
    total = sum(got.values())
    return {author: part / total for author, part in got.items()}
