"""Credits: who has how many left; pure, the moment is an argument.

Each account is one number, the moment when it will be full again (GCRA, a token bucket without
its clock): whoever speaks moves it on, and may not move it further ahead than the burst.
"""

from collections.abc import Callable, Iterable
from typing import Generic, Protocol, TypeVar

from msgspec import Struct

from server.census import is_loopback
from server.limits import PURSES_MAX
from server.tariffs import (
    ARRIVALS,
    ARRIVALS_LOOPBACK,
    DRAWINGS,
    DRAWINGS_LOOPBACK,
    KINDS,
    LOOPBACK_FACTOR,
    REQUESTS,
    REQUESTS_LOOPBACK,
    TARIFFS,
    Rate,
)


class Allowance:
    """One account on its own."""

    __slots__ = ("_full_at", "_rate", "holders")

    def __init__(self, rate: Rate) -> None:
        self._rate = rate
        self._full_at = 0.0
        self.holders = 0

    def spend(self, now_ms: int) -> int:
        """0 if there was one and it is spent; else the milliseconds until there will be one."""
        full_at = self._full_at
        if full_at <= now_ms:
            self._full_at = now_ms + self._rate.interval_ms
            return 0
        wait_ms = full_at - self._rate.slack_ms - now_ms
        if wait_ms > self._rate.interval_ms:
            # Further ahead than anyone may be: the wall clock was set back.
            self._full_at, wait_ms = now_ms, 0.0
        if wait_ms > 0:
            return int(wait_ms) + 1
        self._full_at += self._rate.interval_ms
        return 0

    def owe(self, now_ms: int, amount: int) -> int:
        """Spend so many in any case; the milliseconds until that is made up for, 0 if it was."""
        start = self._full_at
        if not now_ms < start <= now_ms + self._rate.slack_ms + 60_000:
            start = now_ms
        self._full_at = start + amount * self._rate.interval_ms
        return max(0, int(self._full_at - self._rate.slack_ms) - now_ms)

    def full(self, now_ms: int) -> bool:
        """Whether nothing is known about it that a new one would not know."""
        return self._full_at <= now_ms


class Rates(Struct, frozen=True):
    """Rates of all kinds as a purse reckons: a credit's time, and how far one may run ahead."""

    interval_ms: tuple[float, ...]
    slack_ms: tuple[float, ...]

    @classmethod
    def of(cls, rates: Iterable[Rate], factor: float) -> "Rates":
        """These, multiplied."""
        found = [each.times(factor) for each in rates]
        return cls(
            tuple(each.interval_ms for each in found),
            tuple(each.slack_ms for each in found),
        )


class Purse:
    """The accounts of one connection, user or address: a number for each kind."""

    __slots__ = ("full_at", "holders", "rates")

    def __init__(self, rates: Rates) -> None:
        self.full_at = [0.0] * len(KINDS)
        self.rates = rates
        self.holders = 0

    def wait_ms(self, kind: int, now_ms: int) -> int:
        """Milliseconds until there is a credit where there seemed to be none; 0 if there is."""
        wait_ms = self.full_at[kind] - self.rates.slack_ms[kind] - now_ms
        if wait_ms > self.rates.interval_ms[kind]:
            # Further ahead than anyone may be: the wall clock was set back.
            self.full_at[kind], wait_ms = now_ms, 0.0
        return int(wait_ms) + 1 if wait_ms > 0 else 0

    def full(self, now_ms: int) -> bool:
        """Whether nothing is known about it that a new one would not know."""
        return max(self.full_at) <= now_ms


# For each kind, the slacks of several purses and then their intervals.
LaidOut = tuple[tuple[float, ...], ...]


class Held(Protocol):
    """What a shelf keeps."""

    holders: int

    def full(self, now_ms: int) -> bool:
        """Whether it may be forgotten."""


T = TypeVar("T", bound=Held)


class Shelf(Generic[T]):
    """What several connections share, by name.

    It is forgotten when no connection holds it and it is full again. Where PURSES_MAX are kept
    all the same, newcomers share one until some are forgotten: they get less, and nobody can
    buy memory with names.
    """

    def __init__(self) -> None:
        self._kept: dict[str, T] = {}
        self._shared: T | None = None

    def __len__(self) -> int:
        return len(self._kept)

    def hold(self, name: str, make: Callable[[], T]) -> T:
        """The one of this name, until it is released."""
        found = self._kept.get(name)
        if found is None:
            if len(self._kept) >= PURSES_MAX:
                self._shared = found = self._shared or make()
            else:
                self._kept[name] = found = make()
        found.holders += 1
        return found

    def sweep(self, now_ms: int) -> None:
        """Forget what need not be known."""
        gone = [n for n, each in self._kept.items() if not each.holders and each.full(now_ms)]
        for name in gone:
            del self._kept[name]


class Credits:
    """The accounts of a node: wallets of connections, which share those of users and addresses."""

    def __init__(self, factor: float = 1.0) -> None:
        self._factor = factor
        self._own = Rates.of((each.connection for each in TARIFFS), factor)
        self._user = Rates.of((each.user for each in TARIFFS), factor)
        self._address = Rates.of((each.address for each in TARIFFS), factor)
        self._loopback = Rates.of((each.address for each in TARIFFS), factor * LOOPBACK_FACTOR)
        self._free = Rates((0.0,) * len(KINDS), (0.0,) * len(KINDS))
        self.users: Shelf[Purse] = Shelf()
        self.addresses: Shelf[Purse] = Shelf()
        self.keys: Shelf[Allowance] = Shelf()
        self.arrivals: Shelf[Allowance] = Shelf()
        self.requests: Shelf[Allowance] = Shelf()
        self.drawings: Shelf[Allowance] = Shelf()
        # The same few for all connections, which only point to them.
        self._laid_out: dict[tuple[Rates, ...], LaidOut] = {}
        self._times: dict[Rate, Rate] = {}

    def sweep(self, now_ms: int) -> None:
        """Forget what need not be known."""
        self.users.sweep(now_ms)
        self.addresses.sweep(now_ms)
        self.keys.sweep(now_ms)
        self.arrivals.sweep(now_ms)
        self.requests.sweep(now_ms)
        self.drawings.sweep(now_ms)

    def arrive(self, place: str, now_ms: int) -> int:
        """A connection is opened from there: 0, or the milliseconds until it may be."""
        rate = ARRIVALS_LOOPBACK if is_loopback(place) else ARRIVALS
        return self._once(self.arrivals, rate, place, now_ms)

    def request(self, place: str, now_ms: int) -> int:
        """One more page is asked for on a connection from there: 0, or milliseconds to wait."""
        rate = REQUESTS_LOOPBACK if is_loopback(place) else REQUESTS
        return self._once(self.requests, rate, place, now_ms)

    def draw(self, place: str, now_ms: int) -> int:
        """A picture has to be drawn for somebody there: 0, or how long to wait."""
        rate = DRAWINGS_LOOPBACK if is_loopback(place) else DRAWINGS
        return self._once(self.drawings, rate, place, now_ms)

    def _once(self, shelf: Shelf[Allowance], rate: Rate, place: str, now_ms: int) -> int:
        account = shelf.hold(place, lambda: self.apart(rate))
        # Nobody holds it longer: it is kept until it is full again.
        account.holders -= 1
        return account.spend(now_ms)

    def own(self) -> Purse:
        """One connection's."""
        return Purse(self._own)

    def user(self, name: str) -> Purse:
        """One person's, on all their connections."""
        return self.users.hold(name, lambda: Purse(self._user))

    def address(self, place: str) -> Purse:
        """One neighbourhood's."""
        rates = self._loopback if is_loopback(place) else self._address
        return self.addresses.hold(place, lambda: Purse(rates))

    def nobody(self) -> Purse:
        """Of somebody who isn't known: it never runs out."""
        return Purse(self._free)

    def key(self, name: str, per_minute: int) -> Allowance:
        """One API key's; its own limit is not multiplied."""
        rate = Rate(float(per_minute), per_minute / 60)
        return self.keys.hold(name, lambda: Allowance(rate))

    def apart(self, rate: Rate) -> Allowance:
        """An account beside the kinds, of a rate that is one of few."""
        if rate not in self._times:
            self._times[rate] = rate.times(self._factor)
        return Allowance(self._times[rate])

    def laid_out(self, *purses: Purse) -> LaidOut:
        """For each kind the slacks of these purses, and then their intervals."""
        rates = tuple(each.rates for each in purses)
        found = self._laid_out.get(rates)
        if found is None:
            found = self._laid_out[rates] = tuple(
                zip(
                    *(each.slack_ms for each in rates),
                    *(each.interval_ms for each in rates),
                    strict=True,
                )
            )
        return found
