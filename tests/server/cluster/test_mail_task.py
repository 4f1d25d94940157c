"""Letters: gathered, in order, read by kind; lost ones are told to whoever can know."""

import asyncio
import logging
from collections.abc import Sequence

import msgspec
import pytest

from game.ids import GameId
from persistence import fakes
from server.cluster import mail_task
from server.cluster.letters import AnyLetter, Ordered, Take, encode
from server.cluster.mail_task import Mail
from server.cluster.orders import BansChanged
from tests.server.fake_clock import FakeClock, settle


class Post:
    """Two nodes and what each has heard."""

    def __init__(self) -> None:
        self.memory = fakes.Memory(FakeClock().now_ms)
        self.sent: list[tuple[str | None, int]] = []
        self.a, self.b = self._node("a"), self._node("b")
        self.heard: list[Take] = []
        self.unheard: list[tuple[str, AnyLetter]] = []
        self.b.on(Take, self.heard.append)
        self.a.unheard = self._note

    def _node(self, name: str) -> Mail:
        inboxes = fakes.TwinInboxes(self.memory)
        real = inboxes.send

        async def send(letters: Sequence[tuple[str | None, bytes]]) -> list[int] | None:
            self.sent.append((letters[0][0], len(letters)))
            return await real(letters)

        inboxes.send = send  # type: ignore[method-assign]
        return Mail(inboxes, name)

    def _note(self, to: str, letters: Sequence[AnyLetter]) -> None:
        self.unheard += [(to, letter) for letter in letters]


@pytest.fixture
async def post() -> Post:
    found = Post()
    await found.a.open()
    await found.b.open()
    return found


def take(n: int, sender: str = "a") -> Take:
    return Take(sender=sender, game=GameId(f"g{n}"), kept_ms=n)


async def test_what_is_sent_in_one_turn_travels_together_and_in_order(post: Post) -> None:
    running = asyncio.create_task(post.a.run())
    letters = [take(n) for n in range(70)]
    for each in letters:
        post.a.send("b", each)
    await settle()
    assert post.heard == letters
    assert post.sent == [("b", 70)], "one question"
    post.a.send("b", take(99))
    await settle()
    assert post.heard[-1] == take(99)
    running.cancel()


async def test_a_lot_counts_once_for_each_of_its_addressees(post: Post) -> None:
    for n in range(70):
        for to in ("b", "nobody", None):
            post.a.send(to, take(n))
    await post.a.flush()
    assert (post.a.sent, post.a.letters) == (3, {"take": 210})
    assert [letter for _, letter in post.unheard] == [take(n) for n in range(70)]
    await post.a.flush()
    assert post.a.sent == 3, "nothing waited"


async def test_what_nobody_received_is_told(post: Post) -> None:
    post.a.send("nobody", take(1))
    await post.a.flush()
    assert post.unheard == [("nobody", take(1))]
    post.memory.away = True
    post.a.send("b", take(2))
    post.a.send(None, Ordered(sender="a", order=BansChanged()))
    await post.a.flush()
    assert post.unheard[1:] == [("b", take(2))], "what is for everyone, nobody waits for"


async def test_while_too_many_wait_more_are_lost_and_told(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail_task, "WAITING_MAX", 2)
    for n in range(3):
        post.a.send("b", take(n))
    assert post.unheard == [("b", take(2))]
    await post.a.flush()
    assert post.heard == [take(0), take(1)]


async def test_a_letter_for_all_reaches_all_others(post: Post) -> None:
    orders: list[Ordered] = []
    post.a.on(Ordered, orders.append)
    post.b.on(Ordered, orders.append)
    post.a.send(None, Ordered(sender="a", order=BansChanged()))
    await post.a.flush()
    assert orders == [Ordered(sender="a", order=BansChanged())]


async def test_what_cannot_be_read_harms_nothing(
    post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_letter: Take) -> None:
        raise ZeroDivisionError

    with caplog.at_level(logging.CRITICAL):
        post.b.receive(b"\xc1 no message")
        post.b.on(Ordered, broken)
        order = Ordered(sender="a", order=BansChanged())
        post.b.receive(encode(order))
        post.b.receive(encode(take(1)))
    assert post.heard == [take(1)]


async def test_a_letter_of_another_version_is_left_and_its_neighbours_are_read(post: Post) -> None:
    newer = {**msgspec.msgpack.decode(encode(take(1))), "later": True}
    for each in (newer, {"type": "dance", "sender": "a"}):
        post.b.receive(msgspec.msgpack.encode(each))
    post.b.receive(encode(take(2)))
    assert post.heard == [take(1), take(2)]


async def test_what_still_waits_is_sent_at_the_end(post: Post) -> None:
    post.a.send("b", take(1))
    await post.a.close()
    assert post.heard == [take(1)]
    post.b.send("a", take(2, "b"))
    await post.b.flush()
    assert "a" not in post.memory.inboxes


async def test_a_last_letter_that_is_not_carried_out_keeps_no_inbox_open(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def slow(_letters: Sequence[tuple[str | None, bytes]]) -> list[int] | None:
        await asyncio.Event().wait()
        return None

    monkeypatch.setattr(mail_task, "FAREWELL_S", 0.001)
    monkeypatch.setattr(post.a._inboxes, "send", slow)
    post.a.send("b", take(1))
    await post.a.close()
    assert "a" not in post.memory.inboxes


async def test_a_letter_that_cannot_be_written_takes_no_other_down(
    post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    """A number of 30 digits comes in as JSON, but no message between nodes can hold it."""
    endless = Take(sender="a", game=GameId("g2"), kept_ms=10**29)
    for letter in (take(1), endless, take(3)):
        post.a.send("b", letter)
    post.a.send(None, endless)
    await post.a.flush()
    assert post.heard == [take(1), take(3)]
    assert post.unheard == [("b", endless)]
    assert caplog.text.count("can't be written") == 2
