"""Evidence by betting: what somebody would have won who bet against chance, round by round."""

import math
from typing import Final

# What part of the money is put on each round; some bet of each, since none is best for all.
STAKES: Final = (0.1, 0.3, 0.6, 0.9)
# The capital at which chance is no longer believed. Who bets against what is true holds it at any
# time of their life with a chance of at most one in so many.
ALARM: Final = 10_000.0


class Wager:
    """Bets that something happens more often than `chance` says; `won` is the most ever held.

    Each round multiplies the money put in by 1 + stake * (seen - chance) / chance. If `seen` is on
    the mean no more than `chance`, the money is a supermartingale, and by Ville's inequality (1939)
    it ever reaches c with probability 1/c at most: so it may be looked at after every round.
    Waudby-Smith and Ramdas, "Estimating means of bounded random variables by betting" (2023).
    """

    def __init__(self) -> None:
        self._logs = [0.0] * len(STAKES)
        self.rounds = 0
        self.won = 1.0

    def bet(self, seen: float, chance: float) -> None:
        """One round: what happened, and what was expected, both 0 to 1; a sure thing is no bet."""
        if not 0 < chance < 1:
            return
        self.rounds += 1
        for n, stake in enumerate(STAKES):
            self._logs[n] += math.log(1 + stake * (seen - chance) / chance)
        most = max(self._logs)
        capital = math.exp(min(most, 500)) * sum(math.exp(each - most) for each in self._logs)
        self.won = max(self.won, capital / len(STAKES))


def tasteful(chance: float, times: float) -> float:
    """This chance among friends, who laugh at the same things: with so many times the odds."""
    return times * chance / (1 + (times - 1) * chance)
