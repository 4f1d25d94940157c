"""How much anyone may take of this node, in one table: what is fixed, and what settings change."""

from typing import Final

from msgspec import Struct

from server.tariffs import (
    ARRIVALS,
    ARRIVALS_LOOPBACK,
    DRAWINGS,
    DRAWINGS_LOOPBACK,
    REQUESTS,
    REQUESTS_LOOPBACK,
    Rate,
)
from server.wire import BAD_FRAMES_MAX, FRAME_BYTES_MAX

# ---- one connection

# A request with all its headers.
HEAD_BYTES_MAX: Final = 32 * 1024
# Of a longer message the beginning is kept, to find its id in; the rest is thrown away as it comes.
KEPT_BYTES_MAX: Final = 64 * 1024
# Not even thrown away: the connection is closed at once.
ENDLESS_BYTES: Final = 16 * 1024 * 1024
# Bytes are parsed in pieces of this size, with a look at the credits in between.
PIECE_BYTES: Final = 4 * 1024
# Commands that wait while one needs the database.
WAITING_MAX: Final = 64
# A page's files come one after the other, and then nothing more.
KEPT_MS_MAX: Final = 10_000
# So long where others find no place: a class of pupils may open the page in the same moment.
KEPT_MS_CROWDED: Final = 1_000
REQUESTS_MAX: Final = 100
# A page that takes longer to be fetched is not for a reader's eyes.
REQUEST_MS_MAX: Final = 30_000
CLOSING_MS_MAX: Final = 5_000
OUTBOX_BYTES_MAX: Final = 1024 * 1024
OUTBOX_SIGNALS_MAX: Final = 64

# ---- one address

# Handshakes that one address may leave unfinished for more than a second.
HALF_OPEN_MAX: Final = 32
HALF_OPEN_MS: Final = 1_000
# Connections beyond the limit that are let in to be told so, and to fetch pages.
MARGIN: Final = 0.5
MARGIN_MIN: Final = 16

# ---- the node

# In one turn of the event loop; between two turns at least so much time belongs to the players.
ACCEPTS_PER_TURN: Final = 2
ACCEPT_PAUSE_S: Final = 0.002
ACCEPT_PAUSE_S_MAX: Final = 0.01
# So long after it has opened its doors, more at a time and with hardly a pause: those who were
# inside before a restart come back, and nobody plays whom they could hold up.
RETURN_S: Final = 10.0
RETURNS_PER_TURN: Final = 64
RETURN_PAUSE_S: Final = 0.0005
PURSES_MAX: Final = 100_000
# Passwords that wait to be checked, and how long each may.
PASSWORDS_WAITING_MAX: Final = 16
PASSWORD_WAIT_S_MAX: Final = 5.0
# Time enough to come back, or to send friends a code.
EMPTY_LOBBY_MS_MAX: Final = 10 * 60_000


class Limits(Struct, frozen=True, kw_only=True):
    """What settings change; durations in milliseconds."""

    rate_factor: float = 1.0
    connections: int = 20_000
    connections_per_address: int = 100
    # For 127.0.0.0/8 and ::1, the machine's own programs.
    connections_loopback: int = 1_000
    games_per_user: int = 10
    hello_ms: int = 10_000
    silent_ms: int = 45_000
    compression: bool = False

    @property
    def ping_ms(self) -> int:
        """Who is quiet this long is pinged, twice before being taken for gone."""
        return self.silent_ms * 4 // 9


class Limit(Struct, frozen=True):
    """One line for people: what, how much, the setting that changes it, what happens there."""

    what: str
    most: str
    setting: str
    reached: str


def _kib(amount: int) -> str:
    return f"{amount // 1024:,} KiB"


def _s(ms: int) -> str:
    return f"{ms / 1000:g} s"


def _rates(rate: Rate, loopback: Rate) -> str:
    return (
        f"{rate.burst:,g}, then {rate.per_s:g}/s;"
        f" loopback {loopback.burst:,g}, then {loopback.per_s:g}/s"
    )


def limits_table(limits: Limits = Limits()) -> tuple[Limit, ...]:  # noqa: B008 - frozen
    """Every limit of connections, in the order in which one meets them."""
    return (
        Limit(
            "connections to a node",
            f"{limits.connections:,}",
            "GENIUS_MAX_CONNECTIONS",
            "handshakes get 503 and Retry-After; half as many more may fetch pages",
        ),
        Limit(
            "connections from an address (an IPv6 /64 is one)",
            f"{limits.connections_per_address:,}; loopback {limits.connections_loopback:,}",
            "GENIUS_MAX_CONNECTIONS_PER_ADDRESS",
            "handshakes get 429 and Retry-After; half as many more may fetch pages, others are cut",
        ),
        Limit(
            "connections that an address opens",
            _rates(ARRIVALS, ARRIVALS_LOOPBACK),
            "",
            "429 and Retry-After, whatever they ask for",
        ),
        Limit(
            "further requests from an address, on connections that it has",
            _rates(REQUESTS, REQUESTS_LOOPBACK),
            "",
            "429 and Retry-After, and the connection ends",
        ),
        Limit(
            "unfinished handshakes from an address",
            str(HALF_OPEN_MAX),
            "",
            f"those older than {_s(HALF_OPEN_MS)} are cut, the oldest first",
        ),
        Limit("time for a handshake", _s(limits.hello_ms), "GENIUS_HELLO_TIMEOUT", "cut"),
        Limit("time to fetch a page", _s(REQUEST_MS_MAX), "", "cut"),
        Limit(
            "QR codes drawn for an address",
            _rates(DRAWINGS, DRAWINGS_LOOPBACK),
            "",
            "429 and Retry-After, and the connection ends",
        ),
        Limit(
            "requests on a connection",
            f"{REQUESTS_MAX}, {_s(KEPT_MS_MAX)} apart, none before the last is answered",
            "",
            f"closed after the answer; where all places are taken, {_s(KEPT_MS_CROWDED)} apart",
        ),
        Limit("a line of a request", "8 KiB", "", "414 or 431"),
        Limit("a request", f"{_kib(HEAD_BYTES_MAX)}, 128 lines", "", "431"),
        *_of_guests(limits),
    )


def _of_guests(limits: Limits) -> tuple[Limit, ...]:
    """Those of whoever has shaken hands."""
    return (
        Limit("time for a hello", _s(limits.hello_ms), "GENIUS_HELLO_TIMEOUT", "closed with 4401"),
        Limit(
            "silence",
            _s(limits.silent_ms),
            "GENIUS_HEARTBEAT_TIMEOUT",
            "closed with 4408; pings ask before",
        ),
        Limit(
            "a message",
            _kib(FRAME_BYTES_MAX),
            "",
            f"`too_large`; number {BAD_FRAMES_MAX} is closed with 4400, as is one over"
            f" {_kib(ENDLESS_BYTES)} or a compressed one that unfolds to over"
            f" {_kib(KEPT_BYTES_MAX)}",
        ),
        Limit(
            "passwords that wait to be checked",
            f"{PASSWORDS_WAITING_MAX}, each {PASSWORD_WAIT_S_MAX:g} s",
            "",
            "`unavailable`",
        ),
        Limit("commands that wait for the database", str(WAITING_MAX), "", "reading pauses"),
        Limit(
            "what waits for a slow reader",
            _kib(OUTBOX_BYTES_MAX),
            "",
            f"signals are dropped first ({OUTBOX_SIGNALS_MAX} are kept); then closed with 4430",
        ),
        Limit("time to answer a close", _s(CLOSING_MS_MAX), "", "cut"),
        Limit(
            "live games that a person hosts",
            str(limits.games_per_user),
            "GENIUS_MAX_GAMES_PER_USER",
            "`conflict`",
        ),
        Limit("time that nobody is in a lobby", _s(EMPTY_LOBBY_MS_MAX), "", "it ends"),
    )
