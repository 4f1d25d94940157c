"""Groups that come to tables together and vote there as one, against all others. Pure."""

from collections.abc import Sequence
from itertools import combinations
from typing import Final

from game.ballots import Ballot
from game.ids import Actor, GameId
from game.mutual import Signal
from game.opinions import Opinions, expected, opinions
from game.wagers import ALARM, Wager, tasteful

# Who comes to a game within so long of the one before came together.
TOGETHER_MS: Final = 20_000
# So many times the odds of strangers are still taste, and what friends have to laugh about: more
# than for two, since what a group shares adds up over its members.
TASTE: Final = 6.0
# So often they must have come together to be a group, which begins at three people.
GAMES_MIN: Final = 2
SIZE_MIN: Final = 3
# So many others must have voted: nobody can be told from a table that agrees with them.
OTHERS_MIN: Final = 2


def flocks(ballots: Sequence[Ballot], people: Sequence[Actor]) -> list[Signal]:
    """Those groups among these people whose agreement chance and taste don't explain.

    Who belongs together is decided by their coming alone, never by their votes. Then a wager is
    held, member by member, on each choosing what most of those before chose, against what those
    outside the group thought of that answer.
    """
    found = []
    for group in _groups(ballots, people):
        wager, games = _wager(ballots, group)
        if wager.won >= ALARM and len(games) >= GAMES_MIN:
            signal = Signal(
                kind="flock", people=group, won=wager.won, rounds=wager.rounds, games=len(games)
            )
            found.append(signal)
    return found


def _groups(ballots: Sequence[Ballot], people: Sequence[Actor]) -> list[tuple[Actor, ...]]:
    """People tied to each other by having come together often enough, through others too."""
    often: dict[tuple[Actor, Actor], int] = {}
    arrivals = {each.game: each.arrivals for each in ballots}
    for came in arrivals.values():
        for pair in _together({user: came[user] for user in people if user in came}):
            often[pair] = often.get(pair, 0) + 1
    group_of: dict[Actor, tuple[Actor, ...]] = {user: (user,) for user in sorted(people)}
    for (one, other), times in often.items():
        if times >= GAMES_MIN and group_of[one] != group_of[other]:
            joined = tuple(sorted((*group_of[one], *group_of[other])))
            group_of.update(dict.fromkeys(joined, joined))
    return [each for each in dict.fromkeys(group_of.values()) if len(each) >= SIZE_MIN]


def _together(came: dict[Actor, int]) -> list[tuple[Actor, Actor]]:
    """The pairs of people between whom nobody waited long."""
    flocks: list[list[Actor]] = []
    last = 0
    for user, at_ms in sorted(came.items(), key=lambda each: (each[1], each[0])):
        if not flocks or at_ms - last > TOGETHER_MS:
            flocks.append([])
        flocks[-1].append(user)
        last = at_ms
    return [pair for flock in flocks for pair in combinations(sorted(flock), 2)]


def _wager(ballots: Sequence[Ballot], group: tuple[Actor, ...]) -> tuple[Wager, dict[GameId, None]]:
    """A wager on the group's agreeing; and the games in which it could."""
    wager = Wager()
    games: dict[GameId, None] = {}
    for each in ballots:
        authors = [line.author for line in each.lines]
        seen = opinions(each, authors)
        inside = [user for user in group if user in seen]
        if len(inside) < SIZE_MIN or len(seen) - len(inside) < OTHERS_MIN:
            continue
        for n, member in enumerate(inside[1:], start=1):
            _bet(wager, seen, authors, inside[:n], member, group)
        games[each.game] = None
    return wager, games


def _bet(
    wager: Wager,
    seen: Opinions,
    authors: Sequence[Actor],
    before: Sequence[Actor],
    member: Actor,
    group: tuple[Actor, ...],
) -> None:
    """Bet that this member chooses what those before chose most, if it is open to them."""
    sums = dict.fromkeys(authors, 0.0)
    for user in before:
        for author, part in seen[user].items():
            sums[author] += part
    leader = max(sums, key=lambda author: sums[author])
    open_ = [author for author in authors if author != member]
    if leader == member or len(open_) < 2:
        return
    chance = expected(seen, group, open_, dict.fromkeys(open_, 1.0))[leader]
    mine = seen[member]
    wager.bet(mine.get(leader, 0.0) / sum(mine.values()), tasteful(chance, TASTE))
