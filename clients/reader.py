"""What one reader of a game has not read yet: a bounded queue with an end."""

import asyncio
from collections import deque
from collections.abc import Sequence
from typing import Final

from clients.failures import ClientError, FellBehind, Left
from clients.stream import Shown

UNREAD_MAX: Final = 10_000


class Reader:
    """Filled by the connection, emptied by an iterator; when full, the reader is let go."""

    def __init__(self) -> None:
        self._unread: deque[Shown] = deque()
        self._end: ClientError | None = None
        self._filled = asyncio.Event()

    def put(self, shown: Sequence[Shown]) -> None:
        """Add what was shown; nothing is added behind the end."""
        if self._end is not None:
            return
        if len(self._unread) + len(shown) > UNREAD_MAX:
            self.end(FellBehind(f"{UNREAD_MAX} views were not read"))
            return
        self._unread.extend(shown)
        self._filled.set()

    def end(self, error: ClientError) -> None:
        """Nothing more will come; `Left` ends the iteration quietly, anything else is raised."""
        if self._end is None:
            self._end = error
        self._filled.set()

    async def __anext__(self) -> Shown:
        while not self._unread:
            if isinstance(self._end, Left):
                raise StopAsyncIteration
            if self._end is not None:
                raise self._end
            self._filled.clear()
            await self._filled.wait()
        return self._unread.popleft()

    def __aiter__(self) -> "Reader":
        return self
