"""What the wire consists of, and what its structs can't say about themselves.

A new operation, close code or rule is printed only once this file knows about it; tests see to it.
"""

from typing import Final, NamedTuple, get_args

from msgspec import Struct

from game.commands import CancelGame, JoinGame, SendChat, SubmitResponse
from game.rules import RULES
from game.views import EventView, Skipped
from server.wire.accounts import AccountCommand, GuestAuth
from server.wire.codes import BAD_FRAMES_MAX, FRAME_BYTES_MAX, Close
from server.wire.console import ConsoleCommand, ConsoleSignal
from server.wire.envelope import ErrorReply, Reply
from server.wire.inbound import (
    CreateGame,
    FromClient,
    GameHistory,
    Hello,
    ListGames,
    ProposePrompt,
    ResumeGame,
)
from server.wire.outbound import AnySignal
from server.wire.replies import ANSWERS

Shape = type[Struct]

_asked: tuple[Shape, ...] = get_args(FromClient)
# In the order of an evening: sign in, find a game, sit down, play, come back, look back.
_FIRST: Final = (Hello, CreateGame, ListGames, JoinGame, ResumeGame)
_LAST: Final = (CancelGame, GameHistory, ProposePrompt, *get_args(AccountCommand))
# Said at the operators' door, /console, where of the others only hello is known.
CONSOLE_OPERATIONS: Final[tuple[Shape, ...]] = get_args(ConsoleCommand)
OPERATIONS: Final[tuple[Shape, ...]] = (
    *_FIRST,
    *(each for each in _asked if each not in (*_FIRST, *_LAST)),
    *_LAST,
    *CONSOLE_OPERATIONS,
)
EVENTS: Final[tuple[Shape, ...]] = (*get_args(EventView), Skipped)
SIGNALS: Final[tuple[Shape, ...]] = (*get_args(AnySignal), ConsoleSignal)

REPLIES: Final[tuple[Shape, ...]] = (Reply, *dict.fromkeys(ANSWERS.values()), ErrorReply)

# Limits that the rules check and not the decoder, so that each has an error of its own.
_NAME: Final = f"1 to {RULES.name_length_max} visible characters, else `name.invalid`"
CHECKED_LATER: Final[dict[tuple[Shape, str], str]] = {
    (GuestAuth, "name"): _NAME,
    (JoinGame, "name"): f"{_NAME}; null: the name I signed in with",
    (JoinGame, "avatar_url"): f"at most {RULES.avatar_length_max} characters",
    (SubmitResponse, "text"): (
        f"1 to {RULES.text_length_max} characters between the spaces, "
        "else `response.empty` or `response.too_long`"
    ),
    (SendChat, "text"): f"1 to {RULES.chat_length_max} characters between the spaces",
}


class Limit(NamedTuple):
    """A fixed number of the wire or the game; its unit is in its name or its meaning."""

    name: str
    value: int
    meaning: str


_RULES_MEAN: Final = {
    "seats_min": "players needed to start",
    "text_length_max": "characters of an answer",
    "chat_length_max": "characters of a line of chat",
    "name_length_max": "characters of a player's name",
    "avatar_length_max": "characters of an avatar's address",
    "chat_kept": "lines of chat that a snapshot holds, the newest ones",
    "lobby_ms": "milliseconds until a lobby that nobody starts is cancelled",
    "points_per_round": "points that a round hands out",
}
LIMITS: Final = (
    Limit("frame_bytes_max", FRAME_BYTES_MAX, "bytes of a frame from a client"),
    Limit("bad_frames_max", BAD_FRAMES_MAX, "unreadable frames, with which a connection ends"),
    *(Limit(rule, getattr(RULES, rule), meaning) for rule, meaning in _RULES_MEAN.items()),
)

CLOSES_MEAN: Final[dict[Close, str]] = {
    Close.DONE: "Done.",
    Close.GOING_AWAY: (
        "The server or the game's node goes away: come back and resume, "
        "after `retry_after_ms` where a `goodbye` named it."
    ),
    Close.PROTOCOL_ERROR: "Too many frames that can't be read.",
    Close.NOT_SIGNED_IN: "No `hello` within 10 s, or it was refused.",
    Close.FORBIDDEN: "Banned, or not allowed here.",
    Close.HEARTBEAT_LOST: "Nothing was heard for 45 s, not even an answer to a ping.",
    Close.SEAT_TAKEN: "Signed in elsewhere: the newest connection holds the seat.",
    Close.FLOODING: "Too many commands; come back more slowly.",
    Close.TOO_SLOW: "What was sent piled up unread: reconnect and resume.",
}


def name(shape: Shape) -> str:
    """How the wire calls an operation, an event or a signal."""
    tag = shape.__struct_config__.tag
    assert isinstance(tag, str)
    return tag


def summary(shape: Shape) -> str:
    """The struct's docstring, on one line."""
    return " ".join((shape.__doc__ or "").split())
