"""Which of several addresses to try next, and after which pause.

Pure: the time and the draws come from outside.
"""

from collections.abc import Callable, Sequence
from typing import Final

# Before another address: enough that a crowd does not arrive there in one instant.
JITTER_S: Final = 0.1
PAUSE_S: Final = 0.1
PAUSE_S_MAX: Final = 5.0


def backoff_s(rounds: int, draw: float) -> float:
    """The pause once every address failed `rounds` times in a row: doubling, bounded, all luck.

    The luck keeps a thousand clients from returning to a restarted server in one instant.
    """
    return float(min(PAUSE_S_MAX, PAUSE_S * 2 ** min(rounds - 1, 30)) * draw)


class Addresses:
    """One client's order of addresses, drawn so that a crowd spreads, also when one is lost."""

    def __init__(
        self, urls: Sequence[str], draw: Callable[[], float], first: int | None = None
    ) -> None:
        assert urls, "a client needs an address"
        self._draw = draw
        start = int(draw() * len(urls)) if first is None else first % len(urls)
        others = [url for place, url in enumerate(urls) if place != start]
        self._order = (urls[start], *sorted(others, key=lambda _: draw()))
        self._rests_until_s = [0.0] * len(urls)
        self._at = 0
        self._failures = 0

    def __len__(self) -> int:
        return len(self._order)

    @property
    def url(self) -> str:
        """The one to use now."""
        return self._order[self._at]

    def failed(self) -> None:
        """No connection could be made, or it did not last."""
        self._failures += 1

    def lost(self) -> None:
        """A good connection ended: all that failed before it is forgotten."""
        self._failures = 1

    def flooded(self) -> None:
        """We were too loud: another address is no way around the pause."""
        self._failures += len(self) - self._failures % len(self)

    def rest(self, wait_s: float, now_s: float) -> None:
        """A goodbye: not this address before so long, and a little luck; bounded."""
        pause_s = min(wait_s, PAUSE_S_MAX) * (1 + self._draw() / 4)
        self._rests_until_s[self._at] = now_s + pause_s

    def turn(self, now_s: float) -> float:
        """Choose the address to try next; how many seconds to wait before."""
        if self._failures == 0:
            return 0.0
        count = len(self)
        turns = [(self._at + step) % count for step in range(1, count + 1)]
        self._at = min(turns, key=lambda place: max(0.0, self._rests_until_s[place] - now_s))
        rest_s = self._rests_until_s[self._at] - now_s
        rounds, within = divmod(self._failures, count)
        pause_s = self._draw() * JITTER_S if within else backoff_s(rounds, self._draw())
        return max(pause_s, rest_s)
