"""A worker's line to the one that started it: says that it is open, hears when nobody is there.

A shell. The line is a socket that the worker is given by number.
"""

import asyncio
import contextlib
import logging
import os
import signal
import socket
from collections.abc import Callable, MutableMapping
from typing import Final, Self

# Not a setting: only the parent writes it.
LINE: Final = "GENIUS_PARENT_LINE"
OPEN: Final = b"open\n"
# A worker that lost its parent, and maybe its databases with it, may take this long to drain.
ALONE_S_MAX: Final = 20.0

log = logging.getLogger(__name__)


class Parent:
    """The worker's end of the line."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line
        line.setblocking(False)
        # Whatever this worker starts must not keep the line.
        line.set_inheritable(False)

    @classmethod
    def of(cls, environment: MutableMapping[str, str]) -> Self | None:
        """The parent that the environment tells of, which is taken out of it; None without one."""
        number = environment.pop(LINE, "")
        return cls(socket.socket(fileno=int(number))) if number else None

    def say_open(self) -> None:
        """This worker takes games."""
        with contextlib.suppress(OSError):
            self._line.send(OPEN)

    def watch(self, lost: Callable[[], None]) -> None:
        """From now on: `lost` is called when the parent is gone, and the end comes in any case."""
        asyncio.get_running_loop().add_reader(self._line.fileno(), self._heard, lost)

    def _heard(self, lost: Callable[[], None]) -> None:
        # It never says a word, so there is only its end to be heard.
        loop = asyncio.get_running_loop()
        loop.remove_reader(self._line.fileno())
        log.warning("the parent is gone, draining")
        loop.call_later(ALONE_S_MAX, os.kill, os.getpid(), signal.SIGKILL)
        lost()
