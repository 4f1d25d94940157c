"""What any Inboxes promises: letters come in order to whom they were sent, or not at all."""

import asyncio
from collections.abc import Callable

from persistence.ports import Inboxes
from persistence.redis.inboxes import BUNDLE_MAX
from tests.contracts.conftest import Hot


class Desk:
    """A node that keeps all letters it gets."""

    def __init__(self, inboxes: Inboxes) -> None:
        self.inboxes = inboxes
        self.letters: list[bytes] = []
        self.came = asyncio.Event()

    def hear(self, letter: bytes) -> None:
        self.letters.append(letter)
        self.came.set()

    async def until(self, is_so: Callable[[list[bytes]], bool]) -> None:
        async with asyncio.timeout(20):
            while not is_so(self.letters):
                self.came.clear()
                await self.came.wait()

    async def has(self, *letters: bytes) -> None:
        await self.until(lambda held: len(held) >= len(letters))
        assert self.letters == list(letters)


async def desk(hot: Hot, node: str) -> Desk:
    made = Desk(await hot.inbox())
    await made.inboxes.open(node, made.hear)
    return made


async def test_a_letter_comes_to_whom_it_was_sent_and_nobody_else(hot: Hot) -> None:
    one, two = await desk(hot, "one"), await desk(hot, "two")
    assert await one.inboxes.send([("two", b"a"), ("nobody", b"b"), ("one", b"c")]) == [1, 0, 1]
    await two.has(b"a")
    await one.has(b"c")


async def test_a_letter_to_everyone_comes_to_the_sender_too(hot: Hot) -> None:
    one, two = await desk(hot, "one"), await desk(hot, "two")
    assert await one.inboxes.send([(None, b"all")]) == [2]
    await one.has(b"all")
    await two.has(b"all")


async def test_any_bytes_come_as_they_were(hot: Hot) -> None:
    one = await desk(hot, "one")
    letters = [b"", bytes(range(256)), b"\r\n", b"x" * 100_000]
    assert await one.inboxes.send([("one", each) for each in letters]) == [1, 1, 1, 1]
    await one.has(*letters)


async def test_many_letters_keep_their_order(hot: Hot) -> None:
    one, two = await desk(hot, "one"), await desk(hot, "two")
    letters = [str(n).encode() for n in range(3 * BUNDLE_MAX + 7)]
    heard = await one.inboxes.send([("two", each) for each in letters])
    assert heard == [1] * len(letters)
    assert await one.inboxes.send([("two", b"last")]) == [1]
    await two.has(*letters, b"last")


async def test_nothing_is_sent_where_there_is_nothing(hot: Hot) -> None:
    one = await desk(hot, "one")
    assert await one.inboxes.send([]) == []


async def test_who_sends_need_not_listen(hot: Hot) -> None:
    one, sender = await desk(hot, "one"), await hot.inbox()
    assert await sender.send([("one", b"a"), (None, b"b")]) == [1, 1]
    await one.until(lambda held: sorted(held) == [b"a", b"b"])


async def test_who_has_closed_hears_no_more(hot: Hot) -> None:
    one, two = await desk(hot, "one"), await desk(hot, "two")
    await two.inboxes.close()
    async with asyncio.timeout(20):
        while await one.inboxes.send([("two", b"late"), (None, b"late")]) != [0, 1]:
            pass
    assert two.letters == []


async def test_it_outlives_the_loss_of_its_connections(hot: Hot) -> None:
    one, two = await desk(hot, "one"), await desk(hot, "two")
    await hot.cut()
    async with asyncio.timeout(20):
        while await one.inboxes.send([("two", b"a"), (None, b"b")]) != [1, 2]:
            pass
    await two.until(lambda held: b"a" in held and b"b" in held)


async def test_a_flush_changes_nothing(hot: Hot) -> None:
    one = await desk(hot, "one")
    await hot.flush()
    assert await one.inboxes.send([("one", b"a")]) == [1]
    await one.has(b"a")


async def test_without_redis_nothing_is_sent_and_opening_waits_for_nobody(hot: Hot) -> None:
    await hot.lose()
    async with asyncio.timeout(20):
        one = await desk(hot, "one")
        assert await one.inboxes.send([("one", b"a"), (None, b"b")]) is None
        await one.inboxes.close()
