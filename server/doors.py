"""Who may come in at the doors: the host they call, the page they come from, the proxies they
came through. Pure: header values in, verdicts out.
"""

import re
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Final
from urllib.parse import urlsplit

from msgspec import Struct

from server.settings_readers import Network

Address = IPv4Address | IPv6Address

# Nobody can buy a name below these, and so no stranger's page can be made to lead here by one.
LOCAL: Final = ("localhost", "local", "lan", "home", "internal", "home.arpa", "fritz.box")
PORTS: Final = {"http": "80", "https": "443"}
NAME: Final = re.compile(r"[a-z0-9_.-]*")
# More hops than any chain of proxies has.
HOPS_MAX: Final = 32


class Doors(Struct, frozen=True, kw_only=True):
    """The settings of the doors."""

    hosts: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    trusted_proxies: tuple[Network, ...] = ()
    # Whether our own socket speaks TLS.
    tls: bool = False

    def trusts(self, peer: str | None) -> bool:
        """Whether this is one of our proxies, whose word counts."""
        found = _parsed(peer) if peer is not None and self.trusted_proxies else None
        return found is not None and any(found in each for each in self.trusted_proxies)

    def caller(
        self, peer: str | None, forwarded_for: Sequence[str], forwarded: Sequence[str]
    ) -> str | None:
        """The right-most address that isn't a trusted proxy's: what they say further left may
        be invented. `forwarded` is the header of RFC 7239, heard where the other is missing.
        """
        if not self.trusts(peer):
            return peer
        said = [hop for line in forwarded_for for hop in line.split(",")]
        if not said:
            said = [_for(hop) for line in forwarded for hop in line.split(",")]
        nearest = peer
        for hop in reversed(said[-HOPS_MAX:]):
            found = _parsed(_bare(hop))
            if found is None:
                break  # garbage: whoever passed it on is as far as we can see
            nearest = str(found)
            if not self.trusts(nearest):
                break
        return nearest

    def is_secure(self, peer: str | None, forwarded_proto: Sequence[str]) -> bool:
        """Whether the caller speaks TLS, to us or to a trusted proxy."""
        if self.tls or not forwarded_proto or not self.trusts(peer):
            return self.tls
        return forwarded_proto[-1].rpartition(",")[2].strip().lower() == "https"

    def knows_host(self, host: str) -> bool:
        """Whether this server may be called by this name.

        By any address, by names without a dot, and by names that only exist in a local network,
        so that phones in it need no setting; by others only if they are set. A stranger's page,
        whose name was made to lead here, is thereby refused.
        """
        name = _split(host)[0]
        if not name:
            return False
        if _parsed(name) is not None or "." not in name:
            return True
        return name.endswith(tuple(f".{each}" for each in LOCAL)) or self._is_set(name)

    def _is_set(self, name: str) -> bool:
        for each in self.hosts:
            if each in ("*", name) or (each.startswith("*.") and name.endswith(each[1:])):
                return True
        return False

    def knows_origin(self, origin: str, host: str) -> bool:
        """Whether a page from there may connect: one of our own, or of a site that is set."""
        origin = origin.lower()
        if origin in self.origins:
            return True
        try:
            parts = urlsplit(origin)
        except ValueError:
            return False
        standard = PORTS.get(parts.scheme)
        name, port = _split(parts.netloc)
        if standard is None or not name or parts.path or parts.query:
            return False
        ours, our_port = _split(host)
        return (name, port or standard) == (ours, our_port or standard)


def is_name(host: str) -> bool:
    """Whether it is a name of the world's, rather than an address or the machine itself."""
    name = _split(host)[0]
    return "." in name and _parsed(name) is None and not name.endswith(".localhost")


def _split(host: str) -> tuple[str, str]:
    """Name and port; the name is empty where it is none."""
    host = host.strip().lower()
    if host.startswith("["):
        name, closed, rest = host[1:].partition("]")
        colon, port = rest[:1], rest[1:]
        if not closed or colon not in ("", ":") or _parsed(name) is None:
            return "", ""
    else:
        name, _, port = host.partition(":")
        if not NAME.fullmatch(name):
            return "", ""
    if port and not (port.isascii() and port.isdigit()):
        return "", ""
    return name.removesuffix("."), port


def _parsed(text: str) -> Address | None:
    """An address, if it is one; IPv4 in IPv6's clothes is IPv4."""
    try:
        found = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return mapped or found


def _bare(hop: str) -> str:
    """An address without quotes, brackets and port."""
    hop = hop.strip().strip('"')
    if hop.startswith("["):
        return hop[1:].partition("]")[0]
    return hop.partition(":")[0] if hop.count(":") == 1 else hop


def _for(hop: str) -> str:
    """The `for` of one element of a Forwarded header; empty where it has none."""
    for part in hop.split(";"):
        name, _, value = part.strip().partition("=")
        if name.lower() == "for":
            return value
    return ""
