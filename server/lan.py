"""Where the game is found: this machine's address in its own network; nothing is sent for it."""

import socket
from ipaddress import ip_address

from server.doors import Doors
from server.settings import Settings
from server.site import Links
from server.site.links import is_loopback

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


def opened(settings: Settings) -> list[str]:
    """Where the game is to be found: from this machine, and from the phones around it."""
    scheme, port = "https" if settings.tls_cert else "http", settings.port
    here = settings.host in (*ANYWHERE, "127.0.0.1")
    shown = "localhost" if here else settings.host
    lines = [f"AI Genius is open: {scheme}://{shown}:{port}/"]
    near = nearby(settings.host)
    if settings.public_url is not None:
        lines.append(f"Links lead to: {settings.public_url}/")
    elif settings.host in ANYWHERE and near is not None:
        lines.append(f"Phones in this network: {scheme}://{near}:{port}/")
    elif is_loopback(settings.host):
        lines.append("Only this machine gets there; for phones: genius serve --host 0.0.0.0")
    return lines


def links(settings: Settings) -> Links:
    """The addresses that pages and QR codes lead to."""
    address = nearby(settings.host)
    return Links(settings.public_url, f"{address}:{settings.port}" if address else None)


def doors(settings: Settings) -> Doors:
    """From where this node may be reached."""
    return Doors(
        hosts=settings.hosts,
        origins=settings.origins,
        trusted_proxies=settings.trusted_proxies,
        tls=settings.tls_cert is not None,
    )
