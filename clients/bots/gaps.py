"""When one player could not act, and for how long. Pure: the time is told."""

from collections.abc import Callable
from typing import Final

# Without an answer for so long, a player would call the game stuck.
UNANSWERED_S: Final = 0.5


class Gaps:
    """One player's interruptions: sockets lost, goodbyes, commands put off or left unanswered.

    A gap begins with the loss, or when the command was sent that nobody answered, whichever is
    earlier. It ends with that command's answer; with none under way, once the stream is resumed.
    """

    def __init__(self, told: Callable[[float], None]) -> None:
        self._told = told
        self._since_s: float | None = None
        self._asked_s: float | None = None

    def asked(self, now_s: float) -> None:
        """A command is under way."""
        self._asked_s = now_s

    def lost(self, now_s: float) -> None:
        """The connection ended."""
        if self._since_s is None:
            self._since_s = now_s if self._asked_s is None else self._asked_s

    def resumed(self, now_s: float) -> None:
        """All that was missed has been shown."""
        if self._asked_s is None:
            self._close(now_s)

    def answered(self, now_s: float, *, put_off: bool) -> None:
        """The command has its outcome; `put_off` if it was told to wait in between."""
        assert self._asked_s is not None
        if self._since_s is None and (put_off or now_s - self._asked_s >= UNANSWERED_S):
            self._since_s = self._asked_s
        self._asked_s = None
        self._close(now_s)

    def _close(self, now_s: float) -> None:
        if self._since_s is not None:
            self._told(now_s - self._since_s)
            self._since_s = None
