"""Work that goes on beside everything else: held until it is done, and one at a time per key."""

import asyncio
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any, Generic, TypeVar

K = TypeVar("K")
T = TypeVar("T")


class Background(Generic[K, T]):
    """Tasks that nobody waits for, or that several wait for at once."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()
        self._once: dict[K, asyncio.Task[T]] = {}

    def __contains__(self, key: K) -> bool:
        """Whether work for this key is under way."""
        return key in self._once

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Do this; nobody waits for it."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def once(self, key: K, begin: Callable[[], Coroutine[Any, Any, T]]) -> "asyncio.Task[T]":
        """The one work under way for a key, begun if there is none."""
        task = self._once.get(key)
        if task is None:
            task = self._once[key] = asyncio.create_task(begin())
            task.add_done_callback(partial(self._done, key))
        return task

    def _done(self, key: K, task: "asyncio.Task[T]") -> None:
        del self._once[key]
        if not task.cancelled():
            # Looked at here, since whoever asked may have gone.
            task.exception()
