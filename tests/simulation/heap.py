"""Time and tasks of the simulation: a heap of (time, n, action), and no event loop anywhere.

What a server starts belongs to a life, which can be killed or frozen between any two of its
steps. Knows no game.
"""

import heapq
from asyncio import CancelledError
from collections.abc import Callable, Coroutine, Generator
from functools import partial
from typing import Any

START_MS = 1_764_000_000_000

Action = Callable[[], object]


class Call:
    """An action that is to come; a Timer."""

    __slots__ = ("action",)

    def __init__(self, action: Action | None) -> None:
        self.action = action

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
        # How tasks ended that did not end well, each with the name of its life.
        self.broken: list[tuple[str, BaseException]] = []
        # What happened, line by line, for whoever wants to read it.
        self.story: list[str] | None = None

    def tell(self, *words: object) -> None:
        """Note what happens, if anybody wants to read it."""
        if self.story is not None:
            self.story.append(" ".join((f"{self.now - START_MS:>7}", *map(str, words))))

    def at(self, at_ms: int, action: Action) -> Call:
        """Do it at this moment, or now if that has passed."""
        call = Call(action)
        self.put(call, at_ms)
        return call

    def put(self, call: Call, at_ms: int) -> None:
        """Do this at that moment, unless it is cancelled until then."""
        self._n += 1
        heapq.heappush(self._queue, (at_ms if at_ms > self.now else self.now, self._n, call))

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
        # What was due while it stood still, in that order; None while it runs.
        self._held: list[Call] | None = None
        self._tasks: dict[Task, None] = {}

    def now_ms(self) -> int:
        """The Clock port."""
        return self.heap.now

    def call_at(self, at_ms: int, callback: Action) -> Call:
        """The Clock port."""
        call = Call(None)

        def due() -> None:
            if self._held is not None:
                self._held.append(call)
            elif self.alive:
                heap = self.heap
                before, heap.life = heap.life, self
                try:
                    callback()
                finally:
                    heap.life = before

        call.action = due
        self.heap.put(call, at_ms)
        return call

    def soon(self, action: Action) -> Call:
        """After what is due now already."""
        return self.call_at(self.heap.now, action)

    def enter(self, action: Action) -> None:
        """Let it run inside this life: later if that stands still, never if it is dead."""
        if not self.alive:
            return
        if self._held is not None:
            self.soon(action)
            return
        before, self.heap.life = self.heap.life, self
        try:
            action()
        finally:
            self.heap.life = before

    @property
    def is_frozen(self) -> bool:
        """Whether it stands still."""
        return self._held is not None

    def freeze(self) -> None:
        """SIGSTOP: nothing of it moves until `thaw`, while time passes for all others."""
        self._held = []

    def thaw(self) -> None:
        """SIGCONT: all that was due meanwhile is done now, in its order."""
        held, self._held = self._held, None
        for call in held or ():
            if call.action is not None:
                call.action()

    def spawn(self, coroutine: Coroutine[Any, Any, Any]) -> "Task":
        """Start a task, from the next step on."""
        task = Task(self, coroutine)
        self._tasks[task] = None
        return task

    def ended(self, task: "Task", error: BaseException | None) -> None:
        """A task is over."""
        self._tasks.pop(task, None)
        if error is not None:
            self.heap.broken.append((self.name, error))

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
        self._is_cancelled = False
        self._gate = Gate()
        self._callbacks: list[Callable[[Task], object]] = []
        self.wake(0)

    def wake(self, turn: int) -> None:
        """Go on soon, if still at this turn."""
        self.life.soon(lambda: self.go_on(turn))

    def go_on(self, turn: int) -> None:
        """Go on now, if still at this turn."""
        if turn == self._turn:
            self._step()

    def _step(self) -> None:
        if self.over:
            return
        self._turn += 1
        error = CancelledError() if self._is_cancelled else None
        self._is_cancelled = False
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
        self._is_cancelled = True
        self.wake(self._turn)

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


def pause(life: Life, delay_ms: int) -> Gate:
    """Something to await that takes so long."""
    gate = Gate()

    def over() -> None:
        for task, turn in gate.waiters:
            task.go_on(turn)

    life.call_at(life.now_ms() + delay_ms, over)
    return gate
