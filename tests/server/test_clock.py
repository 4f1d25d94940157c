"""The machine's clock: Unix milliseconds, and calls that come in time or are taken back."""

import asyncio
import time

from server.clock import SystemClock
from tests.server.fake_clock import until


def test_now_is_unix_milliseconds() -> None:
    before = time.time() * 1000
    now = SystemClock().now_ms()
    assert before - 1 <= now <= time.time() * 1000 + 1


async def test_a_call_comes_at_its_moment_and_not_before() -> None:
    clock, called = SystemClock(), list[int]()
    due = clock.now_ms() + 30
    clock.call_at(due, lambda: called.append(clock.now_ms()))
    await asyncio.sleep(0)
    assert not called
    await until(lambda: called)
    assert called[0] >= due - 2


async def test_what_is_past_is_called_at_once() -> None:
    clock, called = SystemClock(), list[int]()
    clock.call_at(clock.now_ms() - 60_000, lambda: called.append(1))
    clock.call_at(0, lambda: called.append(2))
    await until(lambda: len(called) == 2)
    assert sorted(called) == [1, 2]


async def test_a_cancelled_call_is_not_made() -> None:
    clock, called = SystemClock(), list[str]()
    clock.call_at(clock.now_ms(), lambda: called.append("cancelled")).cancel()
    clock.call_at(clock.now_ms() + 5, lambda: called.append("kept"))
    await until(lambda: called)
    assert called == ["kept"]
