"""Signals of one game that wait to be handed on to other nodes. Pure."""

from itertools import count
from typing import Final

from msgspec import Struct

from server.wire import AnySignal

# Of more, the oldest without a key are dropped, and if there are none, the oldest.
WAITING_MAX: Final = 256


class Passed(Struct, frozen=True):
    """Something signalled in passing, at the node that it came from."""

    node: str
    key: str | None
    said: AnySignal


class Passing:
    """In order; of each key only the newest."""

    def __init__(self) -> None:
        self._waiting: dict[str | int, Passed] = {}
        self._numbers = count()

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, passed: Passed) -> None:
        """Let one more wait."""
        if passed.key is not None:
            self._waiting.pop(passed.key, None)
        self._waiting[next(self._numbers) if passed.key is None else passed.key] = passed
        if len(self._waiting) > WAITING_MAX:
            unkeyed = (name for name in self._waiting if isinstance(name, int))
            del self._waiting[next(unkeyed, next(iter(self._waiting)))]

    def take(self) -> list[Passed]:
        """All that waits."""
        waiting, self._waiting = self._waiting, {}
        return list(waiting.values())
