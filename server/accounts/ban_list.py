"""Who is kept out, at hand: the doors ask it for every connection, so it must not ask a table.

Sans I/O but for its port; whoever owns it refreshes it every few seconds, and after each change.
"""

import ipaddress
from collections.abc import Iterable, Sequence
from typing import Final

from game.ids import Actor
from persistence.ports import Ban, Bans
from server.visitor import Visitor
from server.wire import Close

# Older bans than these would no longer hold; the console refuses to add one beyond.
BANS_MAX: Final = 10_000
# So long may a ban made on another node go unnoticed.
REFRESH_EVERY_S: Final = 3.0

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class BanList:
    """The bans that hold, as last read: with the tables away, the last known ones go on."""

    def __init__(self, bans: Bans) -> None:
        self._bans = bans
        self._held: dict[str, Ban] = {}
        self._users: dict[Actor, Ban] = {}
        self._addresses: dict[Address, Ban] = {}
        self._networks: tuple[tuple[Network, Ban], ...] = ()

    @property
    def count(self) -> int:
        """How many hold, as far as is known here."""
        return len(self._held)

    async def refresh(self, now_ms: int) -> None:
        """Read the list again; raises StorageUnavailable."""
        self._hold(await self._bans.lasting(now_ms, BANS_MAX))

    def note(self, ban: Ban) -> None:
        """A ban that was just made here holds at once."""
        self._hold([*self._held.values(), ban])

    def forget(self, id: str) -> None:
        """A ban that was just lifted here."""
        self._hold([ban for ban in self._held.values() if ban.id != id])

    def _hold(self, bans: Sequence[Ban]) -> None:
        self._held = {ban.id: ban for ban in bans}
        self._users = {ban.user: ban for ban in bans if ban.user is not None}
        self._addresses, networks = {}, []
        for ban in bans:
            network = network_of(ban.address or "")
            if network is not None and network.num_addresses == 1:
                self._addresses[network.network_address] = ban
            elif network is not None:
                networks.append((network, ban))
        self._networks = tuple(networks)

    def refuses(self, address: str | None, user: Actor | None, now_ms: int) -> str | None:
        """Why this address or person is kept out; None where they aren't."""
        ban = self._users.get(user) if user is not None else None
        if (ban is None or _over(ban, now_ms)) and (self._addresses or self._networks):
            found = network_of(address or "")
            ban = self._at(found.network_address, now_ms) if found is not None else None
        if ban is None or _over(ban, now_ms):
            return None
        return f"banned: {ban.reason}" if ban.reason else "banned"

    def _at(self, address: Address, now_ms: int) -> Ban | None:
        ban = self._addresses.get(address)
        if ban is not None and not _over(ban, now_ms):
            return ban
        for network, each in self._networks:
            if address in network and not _over(each, now_ms):
                return each
        return None


def put_out(bans: BanList, visitors: Iterable[Visitor], now_ms: int) -> int:
    """Hang up on those who are kept out, wherever that was decided; how many."""
    ended = 0
    for visitor in tuple(visitors):
        refused = bans.refuses(visitor.address, visitor.actor, now_ms)
        if refused is not None and not visitor.gone:
            visitor.hang_up(Close.FORBIDDEN, refused)
            ended += 1
    return ended


def network_of(written: str) -> Network | None:
    """An address or a network; None for what is neither. IPv4 within IPv6 counts as IPv4."""
    try:
        network = ipaddress.ip_network(written.partition("%")[0], strict=False)
    except ValueError:
        return None
    if isinstance(network, ipaddress.IPv6Network) and network.prefixlen >= 96:
        inner = network.network_address.ipv4_mapped
        if inner is not None:
            return ipaddress.ip_network(f"{inner}/{network.prefixlen - 96}", strict=False)
    return network


def _over(ban: Ban, now_ms: int) -> bool:
    return ban.expires_at is not None and ban.expires_at <= now_ms
