"""Who waits for which command while its outcome is not known. Knows no room, clock or database.

A command that is sent again meanwhile waits beside its first copy, and takes no place of its own.
"""

from collections.abc import Iterator
from typing import Final

from server.place import Told
from server.room import Post

# Copies of one command that wait; more are refused, which a client answers by asking later.
COPIES_MAX: Final = 1_024


class UnderWay:
    """The commands of one room that are posted and not answered yet."""

    def __init__(self) -> None:
        self._waiting: dict[str | int, tuple[Post, list[Told]]] = {}

    def __contains__(self, posted: Post) -> bool:
        return _key(posted) in self._waiting

    def add(self, posted: Post, told: Told) -> bool:
        """Let somebody wait for this command or its first copy; False when too many do."""
        waiting = self._waiting.setdefault(_key(posted), (posted, []))[1]
        if len(waiting) >= COPIES_MAX:
            return False
        waiting.append(told)
        return True

    def done(self, posted: Post) -> list[Told]:
        """Everybody who waited for this command; nobody does from here on."""
        _, waiting = self._waiting.pop(_key(posted), (posted, []))
        if not self._waiting:
            self._waiting = {}  # what was emptied keeps the size of the fullest turn
        return waiting

    def rest(self) -> Iterator[Told]:
        """Everybody who still waits, for whatever."""
        for _, waiting in list(self._waiting.values()):
            yield from waiting


def _key(posted: Post) -> str | int:
    """Equal for copies; a nameless command, or one of the room's own, has none."""
    # `/` is in every name of a person's command, and in nothing else's.
    return posted.cause if "/" in posted.cause else id(posted)
