"""Made-up evenings: people of some wit and some taste, honest, in a pact, or come to vote as one.

`python -m tests.game.parlour 1000` measures how often honest ones would be reported, and others.
"""

import math
import sys
from collections.abc import Sequence
from random import Random
from typing import Any

from msgspec import Struct

from game.ballots import Ballot, Line, Vote
from game.flocks import flocks
from game.ids import Actor, GameId, ResponseId
from game.mutual import mutual
from game.rules import VOTE_TYPES

HOUR_MS = 3_600_000


class Evening(Struct, frozen=True, kw_only=True):
    """Who plays and how; `friends` times are the odds of choosing a friend, `tilt` what friends
    find funny that others don't, as the deviation of log odds. `obeys` is how often a member of
    the group does what it agreed on, in place of choosing."""

    group: int
    others: int
    pool: int
    games: int
    rounds: int = 6
    friends: float = 1.0
    tilt: float = 0.0
    obeys: float = 0.0
    comes_together: bool = True


def played(evening: Evening, seed: int) -> tuple[list[Ballot], list[Actor]]:
    """The ballots of all its games, and the group."""
    draw = Random(f"{seed} {evening}")
    group = [Actor(f"a{n}") for n in range(evening.group)]
    pool = [Actor(f"b{n}") for n in range(evening.pool)]
    wit = {user: draw.gauss(0, 0.8) for user in (*group, *pool)}
    ballots = []
    for game in range(evening.games):
        people = [*group, *draw.sample(pool, evening.others)]
        came = {
            user: game * HOUR_MS + (n if evening.comes_together else draw.randrange(600)) * 1_000
            for n, user in enumerate(group)
        }
        came.update(
            (user, game * HOUR_MS + 60_000 * (n + 1))
            for n, user in enumerate(people[-evening.others :])
        )
        for number in range(evening.rounds):
            ballots.append(
                _round(draw, evening, GameId(f"g{game}"), number, people, group, wit, came)
            )
    return ballots, group


def _round(
    draw: Random,
    evening: Evening,
    game: GameId,
    number: int,
    people: Sequence[Actor],
    group: Sequence[Actor],
    wit: dict[Actor, float],
    came: dict[Actor, int],
) -> Ballot:
    worth = {user: wit[user] + draw.gauss(0, 0.7) for user in people}
    ours = {user: draw.gauss(0, evening.tilt) for user in people}
    agreed = draw.choice(list(group))
    votes = []
    for voter in people:
        odds = {each: math.exp(worth[each]) for each in people if each != voter}
        if voter in group:
            for each in odds:
                odds[each] *= math.exp(ours[each]) * (evening.friends if each in group else 1)
        last: Actor | None = None
        for vote_type in VOTE_TYPES:
            # Half of the time who is funny is also the best.
            if last is None or draw.random() < 0.5:
                last = draw.choices(list(odds), list(odds.values()))[0]
            chosen = last
            if voter in group and draw.random() < evening.obeys:
                target = _target(group, voter, agreed)
                chosen = target if target != voter else last
            votes.append(Vote(voter, vote_type, _answer(game, number, chosen)))
    lines = tuple(Line(_answer(game, number, user), user, False, f"{user}") for user in people)
    return Ballot(
        game=game,
        round=number,
        at_ms=came[people[0]] + number,
        lines=lines,
        votes=tuple(votes),
        arrivals=came,
    )


def _target(group: Sequence[Actor], voter: Actor, agreed: Actor) -> Actor:
    """Two are in a pact with each other; more agree on one of them each round."""
    return group[1 - group.index(voter)] if len(group) == 2 else agreed


def _answer(game: GameId, number: int, user: Actor) -> ResponseId:
    return ResponseId(f"{game} {number} {user}")


def reported(evening: Evening, seeds: int) -> float:
    """The share of evenings after which somebody of the group is reported."""
    find = mutual if evening.group == 2 else flocks
    found = 0
    for seed in range(seeds):
        ballots, group = played(evening, seed)
        found += bool(find(ballots, group))
    return found / seeds


PAIRS = ((1, 1), (1, 20), (2, 2), (3, 12), (6, 30))
GROUPS = ((3, 3), (3, 5), (4, 4), (6, 6))


def main() -> None:
    """Print both rates over many kinds of evenings."""
    seeds = int(sys.argv[1])
    kinds: list[dict[str, Any]] = [
        *({"group": 2, "others": n, "pool": pool, "games": 30} for n, pool in PAIRS),
        *({"group": k, "others": n, "pool": 30, "games": 12} for k, n in GROUPS),
    ]
    for kind in kinds:
        for honest in ({}, {"friends": 3.0}, {"friends": 3.0, "tilt": 1.0}):
            evening = Evening(**kind, **honest)
            sys.stdout.write(f"honest {reported(evening, seeds):7.4f}  {evening}\n")
        for games in (3, 5, 8):
            evening = Evening(**{**kind, "games": games}, obeys=1.0)
            sys.stdout.write(f"guilty {reported(evening, max(1, seeds // 5)):7.4f}  {evening}\n")


if __name__ == "__main__":
    main()
