"""Questions that come at the same time, asked as one. Must not know what they are about.

After a restart thousands ask the same kind of thing at once; a connection and a round trip for
each is most of what that costs.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from contextvars import Context
from typing import Generic, TypeVar

from persistence.ports import StorageUnavailable

Q = TypeVar("Q")
A = TypeVar("A")


class Together(Generic[Q, A]):
    """Asks at once while nothing is under way; what comes meanwhile goes together, `most` a time.

    Who waits is bounded by who may ask: each waits for one answer. Without a database all who wait
    are told so, rather than each after a time limit of their own.
    """

    def __init__(self, ask: Callable[[Sequence[Q]], Awaitable[Sequence[A]]], most: int) -> None:
        self._ask, self._most = ask, most
        self._waiting: deque[tuple[Q, asyncio.Future[A]]] = deque()
        self._asking: asyncio.Task[None] | None = None

    async def ask(self, question: Q) -> A:
        """The answer to this one; raises what the asking of it raised."""
        answer: asyncio.Future[A] = asyncio.get_running_loop().create_future()
        self._waiting.append((question, answer))
        if self._asking is None:
            # Not in the task of whoever came first, who may go before the others are answered, nor
            # in what it is about: neither its transaction nor its lines in the log are theirs.
            self._asking = asyncio.create_task(self._work(), context=Context())
        return await answer

    async def _work(self) -> None:
        try:
            while part := self._take():
                await self._ask_part(part)
        finally:
            self._asking = None

    def _take(self) -> "list[tuple[Q, asyncio.Future[A]]]":
        part: list[tuple[Q, asyncio.Future[A]]] = []
        while self._waiting and len(part) < self._most:
            each = self._waiting.popleft()
            if not each[1].done():
                part.append(each)
        return part

    async def _ask_part(self, part: "list[tuple[Q, asyncio.Future[A]]]") -> None:
        try:
            answers = await self._ask([question for question, _ in part])
        except StorageUnavailable as error:
            part += self._waiting
            self._waiting.clear()
            _fail(part, error)
        except Exception as error:
            _fail(part, error)
        else:
            for (_, future), answer in zip(part, answers, strict=True):
                if not future.done():
                    future.set_result(answer)


def _fail(part: "list[tuple[Q, asyncio.Future[A]]]", error: Exception) -> None:
    for _, future in part:
        if not future.done():
            # Each its own, since a raised one carries its traceback.
            own = StorageUnavailable(str(error)) if isinstance(error, StorageUnavailable) else error
            future.set_exception(own)
