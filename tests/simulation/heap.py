"""Time and tasks of the simulation: a heap of (time, n, action), and no event loop anywhere.

`stage` lends the server's shells a stand-in for the few asyncio names that they use. What they
start belongs to a life, which can be killed between any two of its steps. Knows no game.
"""

import contextlib
import heapq
import logging
from asyncio import CancelledError, Transport
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Generator, Iterator
from functools import partial
from random import Random
from types import ModuleType, SimpleNamespace
from typing import Any

START_MS = 1_764_000_000_000

Action = Callable[[], object]


class Call:
    """An action that is to come; a Timer."""

    __slots__ = ("action",)

    def __init__(self, action: Action) -> None:
        self.action: Action | None = action

    def cancel(self) -> None:
        """Don't."""
        self.action = None


class Heap:
    """What happens next, in order of time and then of asking. Times in Unix milliseconds."""

    def __init__(self) -> None:
        self.now = START_MS
        self.steps = 0
        self._queue: list[tuple[int, int, Call]] = []
        self._n = 0
        self.life: Life | None = None
        # What happened, line by line, for whoever wants to read it.
        self.story: list[str] | None = None

    def tell(self, *words: object) -> None:
        """Note what happens, if anybody wants to read it."""
        if self.story is not None:
            self.story.append(" ".join((f"{self.now - START_MS:>7}", *map(str, words))))

    def at(self, at_ms: int, action: Action) -> Call:
        """Do it at this moment, or now if that has passed."""
        self._n += 1
        call = Call(action)
        heapq.heappush(self._queue, (max(at_ms, self.now), self._n, call))
        return call

    def after(self, delay_ms: int, action: Action) -> Call:
        """Do it in so many milliseconds."""
        return self.at(self.now + delay_ms, action)

    def step(self) -> bool:
        """Do the next thing; False when nothing is left to do."""
        while self._queue:
            at_ms, _, call = heapq.heappop(self._queue)
            if call.action is not None:
                assert at_ms >= self.now
                self.now = at_ms
                self.steps += 1
                call.action()
                return True
        return False


class Life:
    """One run of a server: its timers and tasks end with it, without a word. A Clock."""

    def __init__(self, heap: Heap, name: str) -> None:
        self.heap, self.name = heap, name
        self.alive = True
        self.broken: list[BaseException] = []
        self._tasks: dict[Task, None] = {}

    def now_ms(self) -> int:
        """The Clock port."""
        return self.heap.now

    def call_at(self, at_ms: int, callback: Action) -> Call:
        """The Clock port."""
        return self.heap.at(at_ms, lambda: self.enter(callback))

    def soon(self, action: Action) -> Call:
        """After what is due now already."""
        return self.call_at(self.heap.now, action)

    def enter(self, action: Action) -> None:
        """Let it run inside this life, unless that is dead."""
        if not self.alive:
            return
        before, self.heap.life = self.heap.life, self
        try:
            action()
        finally:
            self.heap.life = before

    def spawn(self, coroutine: Coroutine[Any, Any, Any]) -> "Task":
        """Start a task, from the next step on."""
        task = Task(self, coroutine)
        self._tasks[task] = None
        return task

    def ended(self, task: "Task", error: BaseException | None) -> None:
        """A task is over."""
        self._tasks.pop(task, None)
        if error is not None:
            self.broken.append(error)

    def kill(self) -> None:
        """kill -9: nothing that still runs gets another word out."""
        self.alive = False
        before, self.heap.life = self.heap.life, self
        for task in list(self._tasks):
            task.coroutine.close()
        self.heap.life = before


class Gate:
    """The one thing that a coroutine may wait for."""

    def __init__(self) -> None:
        self.waiters: list[tuple[Task, int]] = []

    def __await__(self) -> Generator["Gate", None, None]:
        yield self

    def release(self) -> None:
        """Let everyone who waits go on."""
        waiters, self.waiters = self.waiters, []
        for task, turn in waiters:
            task.wake(turn)


class Task:
    """A coroutine under way, stepped by hand."""

    def __init__(self, life: Life, coroutine: Coroutine[Any, Any, Any]) -> None:
        self.life, self.coroutine = life, coroutine
        self.over = False
        self.value: Any = None
        self.error: BaseException | None = None
        self._turn = 0
        self._gate = Gate()
        self._callbacks: list[Callable[[Task], object]] = []
        self.wake(0)

    def wake(self, turn: int, error: BaseException | None = None) -> None:
        """Go on soon, if still at this turn."""
        self.life.soon(lambda: self._step(error) if turn == self._turn else None)

    def _step(self, error: BaseException | None) -> None:
        if self.over:
            return
        self._turn += 1
        stage_task, Task.running = Task.running, self
        try:
            waited = self.coroutine.throw(error) if error else self.coroutine.send(None)
        except StopIteration as stop:
            self._end(stop.value, None)
        except (Exception, CancelledError) as raised:
            self._end(None, raised)
        else:
            waited.waiters.append((self, self._turn))
        finally:
            Task.running = stage_task

    running: "Task | None" = None

    def _end(self, value: Any, error: BaseException | None) -> None:
        self.over, self.value, self.error = True, value, error
        self.life.ended(self, error)
        self._gate.release()
        for callback in self._callbacks:
            self.life.soon(partial(callback, self))

    def cancel(self) -> None:
        """Throw CancelledError in, soon."""
        self.wake(self._turn, CancelledError())

    def cancelled(self) -> bool:
        return isinstance(self.error, CancelledError)

    def exception(self) -> BaseException | None:
        return self.error

    def add_done_callback(self, callback: "Callable[[Task], object]") -> None:
        self._callbacks.append(callback)

    def __await__(self) -> Generator[Gate, None, Any]:
        while not self.over:
            yield self._gate
        if self.error is not None:
            raise self.error
        return self.value


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


def pause(life: Life, delay_ms: int) -> Gate:
    """Something to await that takes so long."""
    gate = Gate()
    life.call_at(life.now_ms() + delay_ms, gate.release)
    return gate


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


@contextlib.contextmanager
def stage(
    heap: Heap, draw: Random, modules: list[ModuleType], *, loud: bool = False
) -> Iterator[None]:
    """Lend the modules our time, our tasks and dice that the seed decides; silence their logs."""

    def life() -> Life:
        assert heap.life is not None, "a shell ran outside of every node"
        return heap.life

    loop = SimpleNamespace(call_soon=lambda action: life().soon(action))
    stand_in = SimpleNamespace(
        CancelledError=CancelledError,
        Transport=Transport,
        Event=Event,
        Lock=Lock,
        create_task=lambda coroutine, name="": life().spawn(coroutine),
        gather=gather,
        shield=lambda task: task,
        timeout=lambda limit_s: Limit(heap, limit_s),
        get_running_loop=lambda: loop,
    )
    secrets = SimpleNamespace(
        token_hex=lambda count: f"{draw.getrandbits(8 * count):0{2 * count}x}",
        token_urlsafe=lambda count: f"{draw.getrandbits(8 * count):0{2 * count}x}",
        choice=draw.choice,
    )
    lent = {"asyncio": stand_in, "secrets": secrets}
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
