"""The signals of the last minutes, for whoever looks into a mind; and those still to be stored.

Bounded: of each agent the last few, and of those not yet stored the oldest are lost and counted.
"""

from collections import deque
from collections.abc import Iterable
from typing import Final

from agents.neurons.signals import Sent, Signal
from game.ids import GameId, mint

SHOWN_MS: Final = 10 * 60_000
KEPT_MAX: Final = 200
UNSTORED_MAX: Final = 20_000


class SignalBook:
    """Who may not know what goes on in a game that is still played is shown nothing of it."""

    def __init__(self) -> None:
        self._by_agent: dict[str, deque[Sent]] = {}
        self._live: set[GameId] = set()
        self.unstored: deque[Sent] = deque()
        self.lost = 0

    def note(self, agent: str, game: GameId | None, first: int, signals: Iterable[Signal]) -> None:
        """These were sent; `first` is the number of the first of them in its game."""
        kept = self._by_agent.setdefault(agent, deque(maxlen=KEPT_MAX))
        for number, each in enumerate(signals, start=first):
            id = mint(each.at, "signal", agent, game or "", number)
            sent = Sent(id, agent, game, each)
            kept.append(sent)
            self.unstored.append(sent)
            if game is not None:
                self._live.add(game)
        while len(self.unstored) > UNSTORED_MAX:
            self.unstored.popleft()
            self.lost += 1

    def over(self, game: GameId) -> None:
        """The game is over: what went on in it is no secret any more."""
        self._live.discard(game)

    def gone(self, game: GameId) -> None:
        """It is played elsewhere now, or later: what is still a secret is not kept here."""
        if game in self._live:
            for agent, kept in self._by_agent.items():
                left = (each for each in kept if each.game != game)
                self._by_agent[agent] = deque(left, maxlen=KEPT_MAX)
            self._live.discard(game)

    def seen(self, agent: str, now_ms: int, *, may_see_all: bool) -> list[Sent]:
        """The last minutes of an agent, newest first."""
        kept = self._by_agent.get(agent, ())
        found = [
            each
            for each in kept
            if now_ms - each.signal.at <= SHOWN_MS and (may_see_all or each.game not in self._live)
        ]
        # Of one moment the later ones first too.
        found.reverse()
        return sorted(found, key=lambda each: -each.signal.at)
