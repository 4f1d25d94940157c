"""The address under which a game's code is handed on to phones. Pure."""

import re
from ipaddress import ip_address
from typing import Final

from msgspec import Struct

# As it is written on the screen, in a QR code and in a header: nothing else gets there.
HOST: Final = re.compile(r"([A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::(\d{1,5}))?")


class Links(Struct, frozen=True):
    """`public` is the origin that is set; `nearby` is this machine in its own network, if it
    listens there: `192.168.1.7:8765`."""

    public: str | None = None
    nearby: str | None = None

    def origin(self, host: str, *, is_secure: bool, is_near: bool = False) -> str | None:
        """Where phones find this server, asked for by this name; None where the name is odd.

        `is_near`: whoever asks sits at this machine. Nobody else learns its address, whatever name
        they call it by.
        """
        if self.public is not None:
            return self.public
        named = HOST.fullmatch(host.strip())
        if named is None:
            return None
        if is_near and is_loopback(named[1]) and self.nearby is not None:
            host = self.nearby
        return f"{'https' if is_secure else 'http'}://{host.strip().lower()}"


def join(origin: str, code: str) -> str:
    """The link into a game."""
    return f"{origin}/join/{code}"


def is_loopback(name: str) -> bool:
    """Whether only this machine is called so."""
    name = name.lower().rstrip(".")
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ip_address(name.strip("[]")).is_loopback
    except ValueError:
        return False
