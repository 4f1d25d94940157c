"""Pairs of people who vote for each other more than taste explains, over all their games. Pure."""

from collections.abc import Sequence
from itertools import combinations
from typing import Final

from msgspec import Struct

from game.ballots import Ballot
from game.ids import Actor, GameId
from game.opinions import Opinions, expected, opinions
from game.wagers import ALARM, Wager, tasteful

# Less is too little to speak of anybody, whatever the figures say.
GAMES_MIN: Final = 3
ROUNDS_MIN: Final = 12
# So many times the odds of strangers are still a friend's taste, not a pact.
TASTE: Final = 4.0
# Who gives less of their opinion to somebody has no pact with them: most pairs need no wager.
SHARE_MIN: Final = 0.3
# A round in which fewer people answered leaves no choice among people.
ANSWERS_MIN: Final = 3
# So many opinions of others are as good as none: what is known of an author before they count.
UNKNOWN: Final = 3.0


class Signal(Struct, frozen=True, kw_only=True):
    """Something a moderator should look at: who, and how sure; `won` is what a bet on it has won.

    `rounds` and `games` are those in which it could be seen.
    """

    kind: str
    people: tuple[Actor, ...]
    won: float
    rounds: int
    games: int


class _Round(Struct, frozen=True):
    """A round as far as people are concerned."""

    game: GameId
    authors: tuple[Actor, ...]
    seen: Opinions


def mutual(ballots: Sequence[Ballot], people: Sequence[Actor]) -> list[Signal]:
    """Those pairs of these people that chance and taste don't explain; ballots in order of time.

    Each way a wager is held on how often one chooses the other, against what the others at the same
    table thought of that answer and what others ever thought of that author. The pair has won what
    the smaller of the two has: one admirer is no pact. Machines neither choose nor are chosen.
    """
    rounds = [_Round(each.game, *_people(each)) for each in ballots]
    rounds = [each for each in rounds if len(each.authors) >= ANSWERS_MIN]
    found = []
    for one, other in _fond(rounds, people):
        there, games = _wager(rounds, one, other, _known(rounds, one))
        back, _ = _wager(rounds, other, one, _known(rounds, other))
        won = min(there.won, back.won)
        seen = min(there.rounds, back.rounds)
        if won >= ALARM and len(games) >= GAMES_MIN and seen >= ROUNDS_MIN:
            signal = Signal(
                kind="mutual", people=(one, other), won=won, rounds=seen, games=len(games)
            )
            found.append(signal)
    return found


def _people(ballot: Ballot) -> tuple[tuple[Actor, ...], Opinions]:
    authors = tuple(line.author for line in ballot.lines if not line.is_ai)
    return authors, opinions(ballot, authors)


def _fond(rounds: Sequence[_Round], people: Sequence[Actor]) -> list[tuple[Actor, Actor]]:
    """The pairs of these people who give much of their opinions to each other."""
    got: dict[tuple[Actor, Actor], float] = {}
    could: dict[tuple[Actor, Actor], int] = {}
    for each in rounds:
        for voter, given in each.seen.items():
            whole = sum(given.values())
            for author in each.authors:
                pair = (voter, author)
                could[pair] = could.get(pair, 0) + 1
                got[pair] = got.get(pair, 0.0) + given.get(author, 0.0) / whole
    fond = {pair: got[pair] >= SHARE_MIN * times for pair, times in could.items()}
    return [
        (one, other)
        for one, other in combinations(sorted(people), 2)
        if fond.get((one, other)) and fond.get((other, one))
    ]


def _known(rounds: Sequence[_Round], voter: Actor) -> dict[Actor, float]:
    """How much more than chance everybody but this voter chooses each author, 1 for as much.

    The first of the MM steps of `game/ranking.py`, with a prior: enough here, and one pass.
    """
    got: dict[Actor, float] = {}
    due: dict[Actor, float] = {}
    for each in rounds:
        for other, given in each.seen.items():
            if other == voter:
                continue
            open_ = [author for author in each.authors if author != other]
            whole = sum(given.values())
            for author in open_:
                got[author] = got.get(author, 0.0) + given.get(author, 0.0)
                due[author] = due.get(author, 0.0) + whole / len(open_)
    return {author: (got[author] + UNKNOWN) / (due[author] + UNKNOWN) for author in got}


def _wager(
    rounds: Sequence[_Round], voter: Actor, author: Actor, known: dict[Actor, float]
) -> tuple[Wager, dict[GameId, None]]:
    """A wager on this voter's choosing that author; and the games in which they could."""
    wager = Wager()
    games: dict[GameId, None] = {}
    for each in rounds:
        mine = each.seen.get(voter)
        open_ = [one for one in each.authors if one != voter]
        if mine is None or author not in open_ or len(open_) < ANSWERS_MIN - 1:
            continue
        prior = {one: known.get(one, 1.0) for one in open_}
        chance = expected(each.seen, (voter, author), open_, prior)[author]
        wager.bet(mine.get(author, 0.0) / sum(mine.values()), tasteful(chance, TASTE))
        games[each.game] = None
    return wager, games
