"""bcrypt behind a bounded queue: right, slow for everybody alike, and refusing when full."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator

import bcrypt
import pytest

from server.accounts.hashing import NICENESS
from server.accounts.passwords_task import COST, PROGRAM, Bcrypt, TooBusy


@pytest.fixture
def hashes() -> Iterator[Bcrypt]:
    """As cheap as bcrypt goes."""
    made = Bcrypt(cost=4)
    yield made
    made.close()


async def test_a_hash_knows_its_password(hashes: Bcrypt) -> None:
    kept = await hashes.hashed("correct horse")
    assert kept.startswith("$2b$04$")
    assert "correct" not in kept
    assert await hashes.matches("correct horse", kept)
    assert not await hashes.matches("Correct horse", kept)
    assert not await hashes.matches("correct horse", None)
    assert await hashes.hashed("correct horse") != kept, "each has its salt"


async def test_what_is_too_long_for_bcrypt_never_matches(hashes: Bcrypt) -> None:
    longest = "x" * 72
    kept = await hashes.hashed(longest)
    assert await hashes.matches(longest, kept)
    assert not await hashes.matches(longest + "y", kept)
    assert not await hashes.matches("ü" * 200, kept)


async def test_accents_match_however_they_are_typed(hashes: Bcrypt) -> None:
    kept = await hashes.hashed("caf\u00e9 au lait")
    assert await hashes.matches("cafe\u0301 au lait", kept)


def test_the_cost_is_twelve_unless_a_test_says_otherwise() -> None:
    made = Bcrypt()
    assert made.cost == COST == 12
    made.close()


async def test_nobody_takes_as_long_as_somebody() -> None:
    """Method: the cheapest of a few, so that a busy machine does not matter."""
    hashes = Bcrypt(cost=8)
    kept = await hashes.hashed("correct horse")
    took: dict[str | None, float] = {}
    for against in (kept, None, kept, None, kept, None, kept, None):
        began = time.perf_counter()
        await hashes.matches("wrong horse", against)
        took[against] = min(took.get(against, 9.9), time.perf_counter() - began)
    hashes.close()
    assert took[None] > took[kept] / 2


@pytest.fixture
async def held() -> AsyncIterator[Bcrypt]:
    """Three may wait; the process stands still until `go_on`."""
    made = Bcrypt(cost=4, waiting_max=3)
    await made.hashed("begin")
    os.kill(pid(made), signal.SIGSTOP)
    yield made
    made.close()


def pid(hashes: Bcrypt) -> int:
    assert hashes._program is not None
    return hashes._program.running.pid


def go_on(hashes: Bcrypt) -> None:
    os.kill(pid(hashes), signal.SIGCONT)


def kept(password: str) -> str:
    return bcrypt.hashpw(password.encode(), bcrypt.gensalt(4)).decode()


async def test_a_full_queue_refuses_at_once(held: Bcrypt) -> None:
    right = kept("x")
    tries = [asyncio.create_task(held.matches(each, right)) for each in "yxyx"]
    await asyncio.sleep(0)
    for refused in (held.matches("x", right), held.hashed("x")):
        with pytest.raises(TooBusy) as busy:
            await refused
        assert busy.value.retry_after_ms > 0
    with pytest.raises(TooBusy):
        held.make_sure_of_room()
    # Whoever goes away leaves their place, and what was computed for them is nobody's.
    tries[0].cancel()
    await asyncio.wait(tries[:1])
    held.make_sure_of_room()
    tries.append(asyncio.create_task(held.matches("y", right)))
    go_on(held)
    assert await asyncio.gather(*tries[1:]) == [True, False, True, False]


async def test_whoever_waits_too_long_is_told_to_come_back(held: Bcrypt) -> None:
    held._wait_s = 0.02
    tries = [held.matches(each, kept("x")) for each in "xyx"]
    told = await asyncio.gather(*tries, return_exceptions=True)
    assert [type(each) for each in told] == [TooBusy] * 3
    held._wait_s = 10.0
    go_on(held)
    assert [await held.matches(each, kept("x")) for each in "yx"] == [False, True]


async def test_a_process_that_is_ended_is_begun_again(held: Bcrypt) -> None:
    before = pid(held)
    os.kill(before, signal.SIGKILL)
    with pytest.raises(TooBusy):
        await held.matches("x", kept("x"))
    assert await held.matches("x", kept("x"))
    assert pid(held) != before


async def test_one_that_gets_no_turn_is_replaced_by_one_that_does(held: Bcrypt) -> None:
    """Method: an idle process on a machine that is busy for ever stands still, as this one does."""
    held._idle_s = 0.1
    before = pid(held)
    assert os.sched_getscheduler(before) == os.SCHED_IDLE
    assert await held.matches("x", kept("x"))
    assert os.sched_getscheduler(pid(held)) == os.SCHED_OTHER
    held._hurried_until = 0.0
    held._idle_s = 10.0
    assert not await held.matches("y", kept("x"))
    assert os.sched_getscheduler(pid(held)) == os.SCHED_IDLE


async def test_who_has_nothing_else_to_do_need_not_yield() -> None:
    hashes = Bcrypt(cost=4, yields=False)
    assert await hashes.matches("x", kept("x"))
    assert os.sched_getscheduler(pid(hashes)) == os.SCHED_OTHER
    hashes.close()


def test_the_process_gives_way_and_ends_with_its_input() -> None:
    running = subprocess.Popen(
        [sys.executable, "-I", str(PROGRAM), "idle"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert running.stdin is not None
    assert running.stdout is not None
    running.stdin.write(f"check {kept('x')} {b'x'.hex()}\n".encode())
    running.stdin.flush()
    assert running.stdout.readline() == b"1\n"
    mine = os.getpriority(os.PRIO_PROCESS, 0)
    assert os.getpriority(os.PRIO_PROCESS, running.pid) == min(19, mine + NICENESS)
    # Ctrl-C is for the node, which ends it when it is done.
    running.send_signal(signal.SIGINT)
    running.stdin.write(f"check {kept('x')} {b'y'.hex()}\n".encode())
    running.stdin.flush()
    assert running.stdout.readline() == b"0\n"
    running.stdin.close()
    assert running.wait(10) == 0
    running.stdout.close()


async def test_the_loop_turns_while_it_computes() -> None:
    hashes, turns = Bcrypt(cost=10), 0
    computing = asyncio.create_task(hashes.hashed("correct horse"))
    while not computing.done():
        turns += 1
        await asyncio.sleep(0)
    hashes.close()
    assert turns > 50
