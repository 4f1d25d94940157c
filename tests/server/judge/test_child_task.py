"""The judge's process: begun when needed; one that hangs, dies or talks nonsense is replaced.

Method: small programs of our own, as bad as a judge can be.
"""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable

import pytest

from server.judge.child_task import AHEAD_MAX, Child, JudgeAway
from server.judge.words import Task, Word
from tests.server.fake_clock import until

TASK = Task(prompt="Why?", answers=("because",))
# Answers with a fault that tells what it was asked; what it is told decides how badly.
PROGRAM = """
import json, os, sys, time
ONE = {"creativity": 1, "humor": 1, "relevance": 1, "grounds": {}}
print('{"n":0}', flush=True)
heard = []
for line in sys.stdin:
    task = json.loads(line)
    n, prompt, count = task["n"], task.get("prompt", ""), len(task.get("answers", ()))
    heard.append(prompt)
    if prompt == "die":
        os._exit(1)
    if prompt == "hang":
        time.sleep(60)
    said = {
        "nonsense": "not even JSON",
        "null": json.dumps({"n": n, "opinions": [dict(zip(
            ("creativity", "humor", "relevance"), (float("nan"),) * 3), grounds={})]}),
        "eleven": json.dumps({"n": n, "opinions": [dict(zip(
            ("creativity", "humor", "relevance"), (11, 1, 1)), grounds={})]}),
        "fault": json.dumps({"n": n, "fault": "too deep for me"}),
        "endless": "x" * 3_000_000,
        "heard": json.dumps({"n": n, "fault": " ".join(heard)}),
        "one too many": json.dumps({"n": n, "opinions": [ONE] * (count + 1)}),
        "one too few": json.dumps({"n": n}),
    }.get(prompt, json.dumps({"n": n, "opinions": [ONE] * count}))
    print(said, flush=True)
"""


def program(source: str = PROGRAM) -> tuple[str, ...]:
    return (sys.executable, "-I", "-c", source)


@pytest.fixture
async def child() -> AsyncIterator[Child]:
    made = Child(program(), hang_s=5.0)
    yield made
    made.close()


async def ask(child: Child, prompt: str = "Why?") -> Word:
    return await child.ask(Task(prompt=prompt, answers=("because",)))


async def test_it_is_begun_with_the_first_task_and_kept(child: Child) -> None:
    assert child.pid is None
    assert (await ask(child)).n == 1
    first = child.pid
    assert first is not None
    assert (await ask(child)).n == 2
    assert child.pid == first
    child.close()
    with pytest.raises(ProcessLookupError):
        await until_gone(first)


async def until_gone(pid: int) -> None:
    for _ in range(500):
        os.kill(pid, 0)
        await asyncio.sleep(0.01)


async def test_many_ask_at_once_and_each_gets_its_own_answer(child: Child) -> None:
    words = await asyncio.gather(*(ask(child) for _ in range(20)))
    assert sorted(word.n for word in words) == list(range(1, 21))


async def test_whoever_no_longer_waits_takes_nobody_elses_answer(child: Child) -> None:
    await ask(child)
    assert child.pid is not None
    os.kill(child.pid, signal.SIGSTOP)
    given_up = asyncio.create_task(ask(child, "fault"))
    await asyncio.sleep(0.02)
    given_up.cancel()
    waits = asyncio.create_task(ask(child))
    await asyncio.sleep(0)
    os.kill(child.pid, signal.SIGCONT)
    assert (await waits).fault is None


NONSENSE = ("nonsense", "null", "eleven", "endless", "one too many", "one too few")


@pytest.mark.parametrize("how", ["die", *NONSENSE])
async def test_what_is_no_answer_is_told_and_another_process_is_begun(
    child: Child, how: str
) -> None:
    await ask(child)
    first = child.pid
    with pytest.raises(JudgeAway):
        await ask(child, how)
    assert (await ask(child)).n == 1
    assert child.pid != first


async def test_one_that_hangs_is_replaced() -> None:
    child = Child(program(), hang_s=0.3)
    await ask(child)
    first = child.pid
    with pytest.raises(JudgeAway, match="it hangs"):
        await ask(child, "hang")
    child._hang_s = 5.0
    assert (await ask(child)).n == 1
    assert child.pid != first
    child.close()


async def test_a_task_that_it_can_not_do_is_not_its_end(child: Child) -> None:
    await ask(child)
    first = child.pid
    with pytest.raises(JudgeAway, match="too deep for me"):
        await ask(child, "fault")
    await ask(child)
    assert child.pid == first


async def test_one_that_died_meanwhile_costs_nobody_an_answer(child: Child) -> None:
    await ask(child)
    program = child._program
    assert program is not None
    program.running.kill()
    program.running.wait()
    assert (await ask(child)).n == 1


async def test_one_that_fails_again_and_again_is_begun_later_and_later(
    child: Child, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Method: a clock of our own, which only tells the time."""
    now_s = 1_000.0
    monkeypatch.setattr("server.judge.child_task._now_s", lambda: now_s)
    child._start_s = 1e9
    for _ in range(2):
        with pytest.raises(JudgeAway):
            await ask(child, "die")
    for pause_s in (1.0, 2.0, 4.0):
        with pytest.raises(JudgeAway, match="again in"):
            await ask(child)
        assert child.pid is None, "nothing is begun in between"
        now_s += pause_s
        with pytest.raises(JudgeAway):
            await ask(child, "die")
    now_s += 8.0
    await ask(child)
    # One that has proven itself is begun again at once.
    now_s += 61.0
    with pytest.raises(JudgeAway):
        await ask(child, "die")
    await ask(child)


async def test_one_that_does_not_begin_is_not_waited_for() -> None:
    child = Child(program("import time; time.sleep(60)"), start_s=0.2)
    with pytest.raises(JudgeAway, match="did not begin"):
        await child.ask(TASK)
    assert child.pid is None


async def test_who_stops_waiting_for_the_beginning_leaves_it_to_the_next() -> None:
    child = Child(program("import time; time.sleep(0.3)\n" + PROGRAM))
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01):
            await child.ask(TASK)
    first = child.pid
    assert first is not None
    await child.ask(TASK)
    assert child.pid == first
    child.close()


async def test_what_it_needs_is_missing_and_it_is_never_begun_again() -> None:
    child = Child(program('print(\'{"n":0,"fault":"no model"}\')'))
    for _ in range(2):
        with pytest.raises(JudgeAway, match="no model"):
            await child.ask(TASK)
        assert child.pid is None
    assert child.missing == "no model"


async def test_who_would_wait_in_vain_is_told_so_at_once(child: Child) -> None:
    await ask(child)
    assert child.pid is not None
    # Held, or one that gets the processor with every task answers each before the next is asked.
    os.kill(child.pid, signal.SIGSTOP)
    child._takes_s = 0.3
    asked = [asyncio.create_task(ask(child)) for _ in range(40)]
    await asyncio.sleep(0)
    os.kill(child.pid, signal.SIGCONT)
    said = await asyncio.gather(*asked, return_exceptions=True)
    # Two seconds are time for six; for more once a heartbeat has shown that it is quicker.
    assert [isinstance(each, Word) for each in said[:6]] == [True] * 6
    refused = [each for each in said if not isinstance(each, Word)]
    assert refused
    assert all("rounds wait already" in str(each) for each in refused)
    assert child._takes_s < 0.3, "it was quicker this time"
    child._takes_s = 9.0
    assert (await ask(child)).fault is None, "who is alone is never refused"


async def test_it_reads_ahead_in_order_and_forgets_what_is_too_much(child: Child) -> None:
    for n in range(AHEAD_MAX + 5):
        child.read_ahead(Task(prompt=f"p{n}"))
    await until(lambda: child._reading is None)
    with pytest.raises(JudgeAway) as told:
        await ask(child, "heard")
    expected = [f"p{n}" for n in range(5, AHEAD_MAX + 5)]
    assert str(told.value).split() == [*expected, "heard"]


async def test_reading_ahead_troubles_nobody_when_the_judge_is_away(child: Child) -> None:
    child.read_ahead(Task(prompt="die"))
    child.read_ahead(Task(prompt="p"))
    await until(lambda: child._reading is None)
    assert (await ask(child)).n == 1


async def test_a_program_that_is_not_there_is_not_looked_for_all_the_time() -> None:
    child = Child(("no-such-program-anywhere",))
    for _ in range(2):
        with pytest.raises(JudgeAway, match="no-such-program"):
            await child.ask(TASK)
    with pytest.raises(JudgeAway, match="again in"):
        await child.ask(TASK)


async def test_whoever_asks_when_it_is_closed_hears_of_it(child: Child) -> None:
    await ask(child)
    asked = asyncio.create_task(ask(child, "hang"))
    await asyncio.sleep(0.02)
    asked.cancel()
    child.close()
    with pytest.raises(asyncio.CancelledError):
        await asked
    assert (await ask(child)).n == 1


@pytest.fixture
async def watched() -> AsyncIterator[Callable[..., Child]]:
    """A child that is looked after, until the test is over."""
    tasks: list[asyncio.Task[None]] = []

    def begin(**limits: float) -> Child:
        made = Child(program(), **limits)
        tasks.append(asyncio.create_task(made.run()))
        return made

    yield begin
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def test_a_heartbeat_finds_one_that_stands_still(watched: Callable[..., Child]) -> None:
    child = watched(beat_s=0.02, hang_s=0.3)
    await asyncio.sleep(0.05)
    assert child.pid is None, "a heartbeat begins nothing"
    await ask(child)
    first = child.pid
    assert first is not None
    os.kill(first, signal.SIGSTOP)
    await until(lambda: child.pid != first)
    child._hang_s = 5.0
    await ask(child)


async def test_one_that_nobody_asks_is_ended_and_begun_again(
    watched: Callable[..., Child],
) -> None:
    child = watched(beat_s=0.02, idle_s=0.1)
    await ask(child)
    await until(lambda: child.pid is None)
    await ask(child)


async def test_it_ends_with_whoever_looked_after_it() -> None:
    child = Child(program())
    looking = asyncio.create_task(child.run())
    await ask(child)
    looking.cancel()
    await asyncio.gather(looking, return_exceptions=True)
    assert child.pid is None
