"""This machine's address in its own network, asked of the system; nothing is sent."""

import socket
from ipaddress import ip_address

# Reserved for examples: nobody is there, and no packet goes out to learn which way it would.
ANYONE = ("192.0.2.1", 9)
ANYWHERE = ("0.0.0.0", "::")  # noqa: S104 - compared only


def nearby(host: str) -> str | None:
    """Where others in the network find a server that listens on `host`; None if they don't."""
    if host in ANYWHERE:
        return _own()
    try:
        found = ip_address(host)
    except ValueError:
        return None
    if found.is_loopback:
        return None
    return f"[{host}]" if found.version == 6 else host


def _own() -> str | None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        try:
            asking.connect(ANYONE)
            found = str(asking.getsockname()[0])
        except OSError:
            return None
    address = ip_address(found)
    return None if address.is_loopback or address.is_unspecified else found
