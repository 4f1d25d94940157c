"""Whether this node can play, and why not. Sans I/O; must not know what is done about it."""

from collections.abc import Awaitable, Callable
from typing import Final

# Without a database for so long, a node leaves its rooms to others.
DISABLED_MS: Final = 3_000
# Without a way to the other nodes for so long, it sends away whose games are played there.
CUT_OFF_MS: Final = 3_000


class Health:
    """Looks at what the node stands on."""

    def __init__(
        self,
        database_answers: Callable[[], Awaitable[bool]],
        hears_nothing: Callable[[], bool],
        cut_off: Callable[[], bool],
    ) -> None:
        self._database_answers = database_answers
        self._hears_nothing, self._cut_off = hears_nothing, cut_off
        # Why it takes nobody in; None where it does.
        self.trouble: str | None = None
        # Whether others may hand it games. Without Redis nobody can, and all nodes are alike: that
        # is no reason to take nobody in.
        self.is_open = True
        self._now_ms = 0
        self._without_database_ms: int | None = None
        self._without_others_ms: int | None = None

    @property
    def is_disabled(self) -> bool:
        """Whether the database has not answered for long."""
        return _lasts(self._without_database_ms, self._now_ms, DISABLED_MS)

    @property
    def is_cut_off(self) -> bool:
        """Whether the other nodes have not been reached for long."""
        return _lasts(self._without_others_ms, self._now_ms, CUT_OFF_MS)

    async def look(self, clock: Callable[[], int]) -> None:
        """Find out how things stand now; the answer may have been long in coming."""
        answers, cut_off = await self._database_answers(), self._cut_off()
        now_ms = self._now_ms = clock()
        self.is_open = answers and not cut_off
        self._without_database_ms = _since(self._without_database_ms, now_ms, not answers)
        self._without_others_ms = _since(self._without_others_ms, now_ms, cut_off)
        if not answers:
            self.trouble = "the database does not answer"
        elif self._hears_nothing():
            self.trouble = "the feed hears nothing"
        else:
            self.trouble = None


def _since(before_ms: int | None, now_ms: int, is_so: bool) -> int | None:
    if not is_so:
        return None
    return now_ms if before_ms is None else before_ms


def _lasts(since_ms: int | None, now_ms: int, long_ms: int) -> bool:
    return since_ms is not None and now_ms - since_ms >= long_ms
