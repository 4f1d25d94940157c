"""What any Leases promises: one holder at a time, for as long as they say that they live."""

import asyncio
import time

from game.ids import GameId
from tests.contracts.conftest import LEASE_MS, Hot

A, B, C = GameId("a"), GameId("b"), GameId("c")


async def test_the_first_takes_it_and_the_second_is_told_who(hot: Hot) -> None:
    assert await hot.leases.acquire([A, B], "one") == {A: "one", B: "one"}
    assert await hot.leases.acquire([B, C], "two") == {B: "one", C: "two"}
    assert await hot.leases.acquire([], "two") == {}


async def test_a_holder_acquires_again(hot: Hot) -> None:
    await hot.leases.acquire([A], "one")
    assert await hot.leases.acquire([A], "one") == {A: "one"}


async def test_what_is_released_is_free_but_only_its_holder_can(hot: Hot) -> None:
    await hot.leases.acquire([A], "one")
    await hot.leases.release([A, B], "two")
    assert await hot.leases.acquire([A], "two") == {A: "one"}
    await hot.leases.release([A], "one")
    assert await hot.leases.acquire([A], "two") == {A: "two"}


async def test_a_lease_expires_unless_renewed(hot: Hot) -> None:
    await hot.leases.acquire([A, B], "one")
    async with asyncio.timeout(20):
        while (await hot.leases.acquire([B], "two"))[B] == "one":
            await hot.leases.renew([A], "one")
    assert await hot.leases.acquire([A], "two") == {A: "one"}


async def test_renewing_outlasts_many_terms(hot: Hot) -> None:
    await hot.leases.acquire([A], "one")
    until = time.monotonic() + 3 * LEASE_MS / 1000
    for _ in range(3 * LEASE_MS):
        await hot.leases.renew([A], "one")
        assert await hot.leases.acquire([A], "two") == {A: "one"}
        if time.monotonic() > until:
            break


async def test_renewing_takes_what_was_lost_and_is_free_but_nothing_else(hot: Hot) -> None:
    await hot.leases.acquire([B], "two")
    await hot.leases.renew([A, B], "one")
    assert await hot.leases.acquire([A], "three") == {A: "one"}
    assert await hot.leases.acquire([B], "three") == {B: "two"}


async def test_without_redis_everything_is_granted(hot: Hot) -> None:
    await hot.leases.acquire([A], "one")
    await hot.lose()
    assert await hot.leases.acquire([A, B], "two") == {A: "two", B: "two"}
    await hot.leases.renew([A], "two")
    await hot.leases.release([A], "two")
