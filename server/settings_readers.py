"""How the written value of a setting becomes a value; a ValueError says what would do instead."""

import ipaddress
import re
from collections.abc import Callable
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from agents.neurons.layers import Layer, layers
from agents.retrieval import Weights

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def text(value: str) -> str:
    """Anything but nothing."""
    if not value:
        raise ValueError("must not be empty")
    return value


def words(value: str) -> str:
    """Plain signs in one line, or nothing: it stands in the header of a request."""
    if not (value.isascii() and value.isprintable()):
        raise ValueError("must have plain letters, digits and signs only")
    return value


def folder(value: str) -> Path:
    """A path."""
    return Path(text(value))


def seed(value: str) -> str:
    """A short word."""
    if not 1 <= len(value) <= 64:
        raise ValueError("must have 1 to 64 characters")
    return value


def whole(low: int, high: int) -> Callable[[str], int]:
    """A whole number within bounds."""

    def read(value: str) -> int:
        if not re.fullmatch(r"\d+", value) or not low <= int(value) <= high:
            raise ValueError(f"must be a whole number from {low} to {high}")
        return int(value)

    return read


def number(low: float, high: float) -> Callable[[str], float]:
    """A number within bounds."""

    def read(value: str) -> float:
        if not re.fullmatch(r"\d+(\.\d+)?", value) or not low <= float(value) <= high:
            raise ValueError(f"must be a number from {low:g} to {high:g}")
        return float(value)

    return read


def weights(value: str) -> Weights:
    """Parts of a memory's score with how much they count."""
    named = [part.partition("=") for part in value.replace(" ", "").split(",") if part]
    known = [each for each in Weights.__struct_fields__ if each != "hour_ms"]
    if any(name not in known for name, _, _ in named):
        raise ValueError(f"must name some of {', '.join(known)}, each with =, a number and a comma")
    return Weights(**{name: number(0, 100)(written) for name, _, written in named})


def layer_names(value: str) -> tuple[Layer, ...]:
    """Layers of a mind, apart by commas; an UnknownLayer is a ValueError too."""
    return layers(part for part in value.replace(" ", "").split(",") if part)


UNITS: Final = {"ms": 0.001, "": 1.0, "s": 1.0, "m": 60.0, "h": 3600.0}


def duration(value: str) -> float:
    """Seconds, from a number with its unit; a day at most."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?)(ms|s|m|h|)", value)
    seconds = float(found[1]) * UNITS[found[2]] if found else 0.0
    if not 0 < seconds <= 24 * 3600:
        raise ValueError("must be a duration such as 30s, 10m or 1h, more than zero")
    return seconds


def one_of(*choices: str) -> Callable[[str], str]:
    """One of these words."""

    def read(value: str) -> str:
        if value not in choices:
            raise ValueError(f"must be one of {', '.join(filter(None, choices))}")
        return value

    return read


def url(*schemes: str) -> Callable[[str], str]:
    """An address that begins with one of these."""

    def read(value: str) -> str:
        if not value.startswith(tuple(f"{scheme}://" for scheme in schemes)):
            raise ValueError(f"must begin with {' or '.join(f'{each}://' for each in schemes)}")
        try:
            urlsplit(value).port  # noqa: B018 - reading it checks it
        except ValueError:
            raise ValueError(
                "has no usable port; a /, : or @ in the password is written %2F, %3A, %40"
            ) from None
        return value

    return read


def listed(value: str) -> tuple[str, ...]:
    """Words between commas or spaces."""
    return tuple(value.replace(",", " ").split())


def host_names(value: str) -> tuple[str, ...]:
    """Names that a browser may call this server by; `*.` before one takes in all below it."""
    names = tuple(each.lower().rstrip(".") for each in listed(value))
    for each in names:
        if not re.fullmatch(r"\*|(\*\.)?[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?", each):
            raise ValueError("must be host names between commas, without scheme or port")
    return names


ORIGIN: Final = re.compile(r"null|https?://([a-z0-9_.-]+|\[[0-9a-f:.]+\])(:\d+)?")


def origins(value: str) -> tuple[str, ...]:
    """Addresses of other sites' pages, as browsers write them."""
    found = tuple(each.lower().rstrip("/") for each in listed(value))
    for each in found:
        if not re.fullmatch(
            r"null|https?://[a-z0-9_.-]+(:\d+)?|https?://\[[0-9a-f:.]+\](:\d+)?", each
        ):
            raise ValueError("must be addresses such as https://play.example.org between commas")
    return found


def origin(value: str) -> str:
    """One address of a server, as browsers write it; empty for none."""
    found = origins(value)
    if len(found) > 1 or found == ("null",):
        raise ValueError("must be one address such as https://play.example.org")
    return "".join(found)


def networks(value: str) -> tuple[Network, ...]:
    """Networks or single addresses, of either version."""
    try:
        return tuple(ipaddress.ip_network(each, strict=False) for each in listed(value))
    except ValueError:
        detail = "must be addresses or networks such as 10.0.0.0/8 or ::1 between commas"
        raise ValueError(detail) from None
