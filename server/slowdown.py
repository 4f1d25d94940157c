"""Brute force made slow: how long a name and an address wait before the next password is tried.

Knows neither names nor passwords to be right; whoever asks says what became of a try.
"""

from collections import OrderedDict
from collections.abc import Hashable
from typing import Final

from msgspec import Struct

from server.census import place_of

# Failures that are free; those further back than this count no more.
WINDOW_MS: Final = 15 * 60_000
PAIR_FREE: Final = 5
ADDRESS_FREE: Final = 20
# So many failures on one account, from wherever, and each address has one free try only.
UNDER_ATTACK: Final = 100
PAIR_FREE_UNDER_ATTACK: Final = 1
FIRST_WAIT_MS: Final = 1_000
WAIT_MS_MAX: Final = WINDOW_MS
ENTRIES_MAX: Final = 100_000


class Failures(Struct):
    """So many, the newest then (Unix ms)."""

    count: int
    last_ms: int


class Slowdown:
    """Counts tries per account and address, per address, and per account.

    What makes somebody wait is only ever their own address: a stranger who guesses at an account
    from afar can't lock its owner out. An account that is guessed at from everywhere leaves each
    address one free try instead of five. Beyond `entries_max` counters the one longest untouched
    is forgotten: whoever has so many addresses gets their tries back, and memory stays bounded.
    """

    def __init__(self, entries_max: int = ENTRIES_MAX) -> None:
        self._entries_max = entries_max
        self._failures: OrderedDict[Hashable, Failures] = OrderedDict()

    def __len__(self) -> int:
        return len(self._failures)

    def charge(self, account: str, address: str | None, now_ms: int) -> int:
        """Count a try as failed, as it is until told otherwise: 0, or the ms to wait before it.

        A try that has to wait does not count.
        """
        place = place_of(address or "")
        attacked = self._count(account, now_ms) >= UNDER_ATTACK
        pair_free = PAIR_FREE_UNDER_ATTACK if attacked else PAIR_FREE
        wait_ms = max(
            self._wait_ms((account, place), pair_free, now_ms),
            self._wait_ms((place,), ADDRESS_FREE, now_ms),
        )
        if wait_ms > 0:
            return wait_ms
        for key in self._keys(account, place):
            entry = self._entry(key, now_ms)
            entry.count, entry.last_ms = entry.count + 1, now_ms
        return 0

    def forgive(self, account: str, address: str | None) -> None:
        """The try came to no verdict: it does not count."""
        for key in self._keys(account, place_of(address or "")):
            entry = self._failures.get(key)
            if entry is not None:
                entry.count -= 1
                if entry.count <= 0:
                    del self._failures[key]

    def passed(self, account: str, address: str | None) -> None:
        """The password was right: this address begins anew with this account."""
        self.forgive(account, address)
        self._failures.pop((account, place_of(address or "")), None)

    def _keys(self, account: str, place: str) -> tuple[Hashable, ...]:
        return (account, place), (place,), account

    def _count(self, key: Hashable, now_ms: int) -> int:
        entry = self._failures.get(key)
        return entry.count if entry is not None and now_ms - entry.last_ms < WINDOW_MS else 0

    def _wait_ms(self, key: Hashable, free: int, now_ms: int) -> int:
        """Doubles with each failure beyond the free ones, counted from the newest."""
        beyond = self._count(key, now_ms) - free
        if beyond < 0:
            return 0
        wait_ms = min(FIRST_WAIT_MS << min(beyond, 32), WAIT_MS_MAX)
        return max(0, self._failures[key].last_ms + wait_ms - now_ms)

    def _entry(self, key: Hashable, now_ms: int) -> Failures:
        if self._count(key, now_ms) == 0:
            self._failures[key] = Failures(0, now_ms)
        self._failures.move_to_end(key)
        while len(self._failures) > self._entries_max:
            self._failures.popitem(last=False)
        return self._failures[key]
