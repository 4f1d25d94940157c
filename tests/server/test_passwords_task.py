"""bcrypt behind a bounded queue: right, slow for everybody alike, and refusing when full."""

import asyncio
import threading
import time
from collections.abc import Iterator

import bcrypt
import pytest

from server.passwords_task import COST, Bcrypt, TooBusy


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


async def test_a_full_queue_refuses_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    gate = threading.Event()
    monkeypatch.setattr(bcrypt, "checkpw", lambda *_: gate.wait(10))
    hashes = Bcrypt(cost=4, threads=2, waiting_max=3)
    tries = [asyncio.create_task(hashes.matches("x", "$2b$04$hash")) for _ in range(5)]
    await asyncio.sleep(0)
    with pytest.raises(TooBusy) as refused:
        await hashes.matches("x", "$2b$04$hash")
    assert refused.value.retry_after_ms > 0
    # Whoever goes away leaves their place only when the thread is done with it.
    tries[0].cancel()
    await asyncio.sleep(0)
    with pytest.raises(TooBusy):
        await hashes.hashed("x")
    gate.set()
    assert await asyncio.gather(*tries[1:]) == [True] * 4
    assert await hashes.hashed("there is room again")
    hashes.close()


async def test_the_loop_turns_while_it_computes() -> None:
    hashes, turns = Bcrypt(cost=10), 0
    computing = asyncio.create_task(hashes.hashed("correct horse"))
    while not computing.done():
        turns += 1
        await asyncio.sleep(0)
    hashes.close()
    assert turns > 50
