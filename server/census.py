"""How many connections there are, in all and from each address; pure."""

from collections import Counter
from ipaddress import IPv6Address, ip_address

from server.limits import MARGIN, MARGIN_MIN, Limits


def place_of(address: str) -> str:
    """What counts as one address: an IPv4 address, or an IPv6 network of 64 bits.

    Whatever else is no address counts as it is written.
    """
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if not isinstance(found, IPv6Address) or found.is_loopback:
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return f"{found.exploded[:19]}::/64"


def is_loopback(place: str) -> bool:
    """Whether this is the machine itself."""
    return place.startswith("127.") or place == "::1"


class Census:
    """Counts connections from when they are accepted until they are gone."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._places: Counter[str] = Counter()
        self.total = 0

    def most(self, place: str) -> int:
        """How many may come from here."""
        if is_loopback(place):
            return self._limits.connections_loopback
        return self._limits.connections_per_address

    def of(self, place: str) -> int:
        """How many there are from here."""
        return self._places[place]

    def lets_in(self, place: str | None) -> bool:
        """Whether one more is accepted, be it only to be told that there is no room."""
        if self.total >= with_margin(self._limits.connections):
            return False
        return place is None or self._places[place] < with_margin(self.most(place))

    def is_full(self) -> bool:
        """Whether the node has more than it takes, the one who asks included."""
        return self.total > self._limits.connections

    def is_crowded(self, place: str) -> bool:
        """Whether too many are from here, the one who asks included."""
        return self._places[place] > self.most(place)

    def enter(self, place: str | None) -> "Ticket":
        """Count one more; None is an address shared by people we don't know yet."""
        return Ticket(self, place)

    def add(self, place: str | None, count: int) -> None:
        """Count this many more, or fewer."""
        self.total += count
        if place is not None:
            self._places[place] += count
            if not self._places[place]:
                # A counter keeps its zeros, and addresses are many.
                del self._places[place]


class Ticket:
    """One connection's place in the census."""

    __slots__ = ("_census", "_is_over", "place")

    def __init__(self, census: Census, place: str | None) -> None:
        self._census, self.place, self._is_over = census, place, False
        census.add(place, 1)

    def move(self, place: str) -> None:
        """They turn out to come from here."""
        if not self._is_over:
            self._census.add(self.place, -1)
            self._census.add(place, 1)
        self.place = place

    def leave(self) -> None:
        """The connection is gone; twice is as good as once."""
        if not self._is_over:
            self._is_over = True
            self._census.add(self.place, -1)


def with_margin(most: int) -> int:
    """The limit, and some more for those who only fetch pages or are to be told of it."""
    return most + max(MARGIN_MIN, int(most * MARGIN))
