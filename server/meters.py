"""What the node's parts tell about their work, and who listens: nobody, unless told otherwise.

Must not know how it is counted or shown. Called on the hot path: no call may wait or raise.
"""

from collections.abc import Callable, Mapping
from typing import Final

from msgspec import Struct

# Commands of one connection whose answers are still to come; beyond, the oldest isn't timed.
ASKED_MAX: Final = 256


class PoolUse(Struct, frozen=True):
    """Database connections of a pool; `waiting` are those who want one and have none."""

    size: int
    idle: int
    in_use: int
    waiting: int


class Sources(Struct, frozen=True):
    """What is asked for when the numbers are read, rather than told as it happens."""

    # (door, state) -> connections, and phase -> rooms
    connections: Callable[[], Mapping[tuple[str, str], int]]
    rooms: Callable[[], Mapping[str, int]]
    pool: Callable[[], PoolUse]
    redis_up: Callable[[], bool]
    # What went to other nodes so far: messages, and the letters in them by their kind.
    messages: Callable[[], int] = int
    letters: Callable[[], Mapping[str, int]] = dict
    # Rounds by who judged them and why it was not who was asked; how far judges agree.
    judged: Callable[[], Mapping[tuple[str, str], int]] = dict
    agreement: Callable[[], float | None] = lambda: None


class Meters:
    """Listens to nothing; what counts in earnest is a kind of it. Times in milliseconds."""

    def command(self, op: str, outcome: str, ms: float | None) -> None:
        """A command was answered, "ok" or by an error code, `ms` after its frame was heard."""

    def commit(self, rooms: int, entries: int, ms: float, written: bool) -> None:
        """A transaction of the journal ended; not `written`: refused, or nobody knows."""

    def conflated(self, kind: str, frames: int = 1) -> None:
        """Frames that won't be sent: a laggard's are "dropped", "replaced" or "too_slow"; for all
        who watch a game, a passing signal is one of "too_many"."""

    def closed(self, code: int) -> None:
        """This side closed a connection with this code."""

    def refused(self, why: str) -> None:
        """A door let a connection not in: "address", "full", "origin", "host", ..."""

    def valley_ticked(self, ms: float) -> None:
        """The valley ticked here, which took so long."""

    def valley_skipped(self, ticks: int) -> None:
        """So many ticks of the valley came too late, and were left out."""

    def loop_lag(self, ms: float) -> None:
        """The event loop came so much later than it was asked to."""


NOBODY_LISTENS: Final = Meters()


class Stopwatch:
    """Times one connection's commands, from the frame that was heard to the reply queued."""

    __slots__ = ("_asked", "_meters")

    def __init__(self, meters: Meters) -> None:
        self._meters = meters
        # None while nothing is asked: most connections are idle.
        self._asked: dict[str, tuple[str, float]] | None = None

    def heard(self, command_id: str | None, op: str, now_ms: float) -> None:
        """A command came. One without an id has no answer to wait for."""
        if command_id is None:
            self._meters.command(op, "unasked", None)
            return
        if self._asked is None:
            self._asked = {}
        asked = self._asked
        if len(asked) >= ASKED_MAX and command_id not in asked:
            del asked[next(iter(asked))]
        # The same id again is the same action: its first hearing counts.
        asked.setdefault(command_id, (op, now_ms))

    def answered(self, command_id: str | None, outcome: str, now_ms: float) -> None:
        """Its answer is queued; what answers no known command is "other", and not timed."""
        asked = self._asked or {}
        op, heard_ms = asked.pop(command_id or "", ("other", None))
        if not asked:
            self._asked = None
        self._meters.command(op, outcome, None if heard_ms is None else now_ms - heard_ms)
