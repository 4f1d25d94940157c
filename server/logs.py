"""Log lines for people or as JSON, each with what it is about: command, game, user, connection.

What players write never belongs in a log line, nor does a password, a token or a key.
"""

import logging
import sys
import time
from collections.abc import Awaitable, Callable
from contextvars import ContextVar, Token
from typing import Final, Literal, TextIO

import msgspec

LogFormat = Literal["text", "json"]
ABOUT_LENGTH_MAX: Final = 64
# Libraries that, told to say all, would say what went over the wire.
DISCREET: Final = ("websockets", "server.websocket", "asyncio", "redis", "prompt_toolkit")
# Its pool tells of every attempt in an outage, with a traceback; we tell once.
SILENCED: Final = ("asyncpg",)


class About(msgspec.Struct, frozen=True):
    """What the running code is at work for; empty where that is not known."""

    connection: str = ""
    user: str = ""
    game: str = ""
    command: str = ""


NOTHING: Final = About()
_about: ContextVar[About] = ContextVar("about", default=NOTHING)


def enter(
    *, connection: str = "", user: str = "", game: str | None = None, command: str | None = None
) -> Token[About]:
    """From here to `leave`, and in tasks begun meanwhile, lines are about this."""
    return _about.set(About(connection, user, game or "", command or ""))


def leave(token: Token[About]) -> None:
    """Lines are about what they were about before."""
    _about.reset(token)


async def of_game(game: str, work: Callable[[], Awaitable[None]]) -> None:
    """Do the work of a game in a task of its own, with lines that are about it."""
    _about.set(About(game=game))
    await work()


def set_up(level: str, form: LogFormat, stream: TextIO | None = None, *, node: str = "") -> None:
    """Send all lines to the stream (standard error); replaces what was set up before.

    `node` is said in every line, for where several write to one stream.
    """
    lines = logging.StreamHandler(stream or sys.stderr)
    lines.setFormatter(JsonLines(node) if form == "json" else TextLines(node))
    root = logging.getLogger()
    for former in root.handlers[:]:
        root.removeHandler(former)
    root.addHandler(lines)
    root.setLevel(level.upper())
    for name in DISCREET:
        logging.getLogger(name).setLevel(logging.WARNING)
    for name in SILENCED:
        logging.getLogger(name).setLevel(logging.ERROR)


def _known(node: str) -> dict[str, str]:
    """What the line is about; ids come from clients, so their length and signs are bounded."""
    about = _about.get()
    ours = {"node": node} if node else {}
    if about is NOTHING:
        return ours
    return ours | {
        name: "".join(sign if sign.isprintable() else "?" for sign in value[:ABOUT_LENGTH_MAX])
        for name, value in msgspec.structs.asdict(about).items()
        if value
    }


def _moment(created_s: float) -> str:
    second = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(created_s))
    return f"{second}.{int(created_s % 1 * 1000):03}Z"


class Lines(logging.Formatter):
    """What both have in common: whose lines these are, if that has to be said."""

    def __init__(self, node: str = "") -> None:
        super().__init__()
        self._node = node


class TextLines(Lines):
    """For a terminal: moment, level, logger, message, and in brackets what it is about."""

    def format(self, record: logging.LogRecord) -> str:
        """One line, and a traceback below it if there is one."""
        known = " ".join(f"{name}={value}" for name, value in _known(self._node).items())
        line = (
            f"{_moment(record.created)} {record.levelname:<7} {record.name}: {record.getMessage()}"
            f"{f' [{known}]' if known else ''}"
        )
        trace = self.formatException(record.exc_info) if record.exc_info else ""
        return f"{line}\n{trace}" if trace else line


class JsonLines(Lines):
    """For a collector: one JSON object per line, the traceback in `trace`."""

    def format(self, record: logging.LogRecord) -> str:
        """One line, whatever the message holds."""
        line = {
            "ts": _moment(record.created),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **_known(self._node),
        }
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return msgspec.json.encode(line).decode()
