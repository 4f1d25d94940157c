"""Questions that come at the same time are asked as one."""

import asyncio
from collections.abc import Sequence

import pytest

from persistence.ports import StorageUnavailable
from persistence.postgres.together import Together
from tests.server.fake_clock import until


class Asked:
    """Doubles numbers, as soon as it is let; remembers what it was asked at once."""

    def __init__(self, most: int = 3) -> None:
        self.parts: list[list[int]] = []
        self.error: Exception | None = None
        self.let = asyncio.Event()
        self.together = Together(self.double, most)

    async def double(self, numbers: Sequence[int]) -> list[int]:
        self.parts.append(list(numbers))
        await self.let.wait()
        if self.error is not None:
            raise self.error
        return [2 * number for number in numbers]

    async def begun(self, *numbers: int) -> list["asyncio.Task[int]"]:
        """The first of them is under way, the others wait."""
        tasks = [asyncio.create_task(self.together.ask(number)) for number in numbers[:1]]
        await until(lambda: self.parts)
        tasks += [asyncio.create_task(self.together.ask(number)) for number in numbers[1:]]
        await asyncio.sleep(0)
        return tasks


async def test_what_comes_meanwhile_goes_together_a_part_at_a_time() -> None:
    asked = Asked()
    tasks = await asked.begun(*range(6))
    asked.let.set()
    assert await asyncio.gather(*tasks) == [0, 2, 4, 6, 8, 10]
    assert asked.parts == [[0], [1, 2, 3], [4, 5]]
    assert await asked.together.ask(7) == 14, "and again, later"


async def test_whoever_goes_is_not_asked_for_and_takes_nobody_along() -> None:
    """Method: the one who came first, for whom the question is under way, goes, and another."""
    asked = Asked()
    tasks = await asked.begun(1, 2, 3)
    tasks[0].cancel()
    tasks[1].cancel()
    await asyncio.wait(tasks[:2])
    asked.let.set()
    assert await tasks[2] == 6
    assert asked.parts == [[1], [3]]


async def test_without_a_database_all_who_wait_are_told_each_on_its_own() -> None:
    asked = Asked(most=1)
    tasks = await asked.begun(1, 2, 3)
    asked.error = StorageUnavailable("away")
    asked.let.set()
    errors = await asyncio.gather(*tasks, return_exceptions=True)
    assert [str(each) for each in errors] == ["away"] * 3
    assert len({id(each) for each in errors}) == 3
    assert asked.parts == [[1]]
    asked.error = None
    assert await asked.together.ask(4) == 8


async def test_an_error_of_our_own_is_told_to_those_who_were_asked_for() -> None:
    asked = Asked()
    tasks = await asked.begun(1, 2)
    asked.error = ValueError("a bug")
    asked.let.set()
    with pytest.raises(ValueError, match="a bug"):
        await tasks[0]
    asked.error = None
    with pytest.raises(ValueError, match="a bug"):
        await tasks[1]
    assert await asked.together.ask(4) == 8
