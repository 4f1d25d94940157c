"""What the server's shells find in the simulation where they look for asyncio and secrets.

`stage` lends them these names: our time, our tasks, and dice that the seed decides.
"""

import contextlib
import logging
from asyncio import CancelledError, Transport
from collections import deque
from collections.abc import Awaitable, Generator, Iterator, Sequence
from random import Random
from types import ModuleType, SimpleNamespace
from typing import Any

from tests.simulation.heap import Gate, Heap, Life, Task, pause


class Event:
    """asyncio.Event."""

    def __init__(self) -> None:
        self._is_set = False
        self._gate = Gate()

    def set(self) -> None:
        self._is_set = True
        self._gate.release()

    def clear(self) -> None:
        self._is_set = False

    async def wait(self) -> None:
        if not self._is_set:
            await self._gate


class Future:
    """asyncio.Future, as far as somebody waits for it: None, once."""

    def __init__(self) -> None:
        self._event = Event()

    def done(self) -> bool:
        return self._event._is_set

    def set_result(self, _: None) -> None:
        assert not self.done()
        self._event.set()

    def __await__(self) -> Generator[Any, None, None]:
        return self._event.wait().__await__()


class Lock:
    """asyncio.Lock, as a context."""

    def __init__(self) -> None:
        self._gates: deque[Gate] = deque()
        self._held = False

    async def __aenter__(self) -> None:
        while self._held:
            self._gates.append(Gate())
            await self._gates[-1]
        self._held = True

    async def __aexit__(self, *_: object) -> None:
        self._held = False
        if self._gates:
            self._gates.popleft().release()


class Limit:
    """asyncio.timeout."""

    def __init__(self, heap: Heap, limit_s: float) -> None:
        self._heap, self._limit_s = heap, limit_s
        self._expired = False

    async def __aenter__(self) -> None:
        task, life = Task.running, self._heap.life
        assert task is not None
        assert life is not None

        def expire() -> None:
            self._expired = True
            task.cancel()

        self._call = life.call_at(self._heap.now + int(self._limit_s * 1000), expire)

    async def __aexit__(self, kind: object, error: BaseException | None, _: object) -> None:
        self._call.cancel()
        if self._expired and isinstance(error, CancelledError):
            raise TimeoutError from error


async def gather(*coroutines: Awaitable[Any], return_exceptions: bool = False) -> list[Any]:
    """asyncio.gather; one after the other, which is one of the orders there are."""
    results: list[Any] = []
    for each in coroutines:
        try:
            results.append(await each)
        except Exception as error:
            if not return_exceptions:
                raise
            results.append(error)
    return results


async def wait(
    life: Life,
    tasks: Sequence[Task],
    timeout: float | None = None,
) -> tuple[list[Task], list[Task]]:
    """asyncio.wait, with lists for sets."""
    gate, ends = Gate(), life.now_ms() + int((timeout or 3_600.0) * 1000)
    timer = life.call_at(ends, gate.release)
    for task in tasks:
        task.add_done_callback(lambda _task: gate.release())
    while life.now_ms() < ends and not all(task.over for task in tasks):
        await gate
    timer.cancel()
    return [task for task in tasks if task.over], [task for task in tasks if not task.over]


@contextlib.contextmanager
def stage(
    heap: Heap, draw: Random, modules: list[ModuleType], *, loud: bool = False
) -> Iterator[None]:
    """Lend the modules our time, our tasks and dice that the seed decides; silence their logs."""

    def life() -> Life:
        assert heap.life is not None, "a shell ran outside of every node"
        return heap.life

    loop = SimpleNamespace(call_soon=lambda action: life().soon(action), create_future=Future)
    stand_in = SimpleNamespace(
        CancelledError=CancelledError,
        Transport=Transport,
        Event=Event,
        Lock=Lock,
        create_task=lambda coroutine, name="": life().spawn(coroutine),
        gather=gather,
        shield=lambda task: task,
        sleep=lambda pause_s: pause(life(), int(pause_s * 1000)),
        wait=lambda tasks, timeout=None: wait(life(), tasks, timeout),
        timeout=lambda limit_s: Limit(heap, limit_s),
        get_running_loop=lambda: loop,
    )

    def token(count: int) -> str:
        return f"{draw.getrandbits(8 * count):0{2 * count}x}"

    secrets = SimpleNamespace(
        token_hex=token, token_urlsafe=token, choice=draw.choice, randbelow=draw.randrange
    )
    lent = {"asyncio": stand_in, "secrets": secrets, "token_hex": token}
    kept = [
        (each, name, vars(each)[name]) for each in modules for name in lent if name in vars(each)
    ]
    logging.disable(logging.NOTSET if loud else logging.CRITICAL)
    try:
        for module, name, _ in kept:
            setattr(module, name, lent[name])
        yield
    finally:
        for module, name, original in kept:
            setattr(module, name, original)
        logging.disable(logging.NOTSET)
