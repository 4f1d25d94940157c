"""The node's post: letters gathered per turn and sent in one go, and what comes, by its kind.

A shell around the Inboxes port. A lost letter is its sender's to notice; none is ever repeated.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Any, Final, TypeVar

import msgspec

from persistence.ports import Inboxes
from server.cluster.letters import AnyLetter, decode, encode

# Letters that wait for Redis; while so many do, further ones are lost, as any may be.
WAITING_MAX: Final = 20_000
# What one message between nodes holds at most.
GATHERED_MAX: Final = 64
# What a letter is that holds more than a message can, such as a number of 30 digits.
UNWRITABLE: Final = (OverflowError, ValueError, TypeError)

L = TypeVar("L")
Waiting = tuple[str | None, AnyLetter]
Unheard = Callable[[str, Sequence[AnyLetter]], None]
log = logging.getLogger(__name__)


class Mail:
    """Sends and receives for one node."""

    def __init__(self, inboxes: Inboxes, node: str) -> None:
        self.node = node
        self._inboxes = inboxes
        self._hears: dict[type, Callable[[Any], None]] = {}
        self._waiting: list[Waiting] = []
        self._wake = asyncio.Event()
        # Told of letters that certainly nobody received.
        self.unheard: Unheard = lambda _to, _letters: None
        # Messages to Redis, and the letters in them by their kind.
        self.sent = 0
        self.letters: Counter[str] = Counter()

    def on(self, kind: type[L], hear: Callable[[L], None]) -> None:
        """Call this with every letter of a kind."""
        self._hears[kind] = hear

    def send(self, to: str | None, letter: AnyLetter) -> None:
        """Send to a node, or to every other, after whatever was sent there before."""
        if len(self._waiting) < WAITING_MAX:
            self._waiting.append((to, letter))
            self._wake.set()
        elif to is not None:
            self.unheard(to, (letter,))

    async def open(self) -> None:
        """Receive from now on."""
        await self._inboxes.open(self.node, self.receive)

    async def close(self) -> None:
        """Send what still waits, and receive no more."""
        await self.flush()
        await self._inboxes.close()

    async def run(self) -> None:
        """Send until cancelled: whatever comes up while one lot is on its way is the next lot."""
        while True:
            await self._wake.wait()
            await self.flush()

    async def flush(self) -> None:
        """Send all that waits, in one question to Redis."""
        self._wake.clear()
        waiting, self._waiting = self._waiting, []
        if not waiting:
            return
        gathered = _gathered(waiting)
        try:
            written = [(to, encode(letters)) for to, letters in gathered]
        except UNWRITABLE:
            waiting = [each for each in waiting if self._can_be_written(*each)]
            gathered = _gathered(waiting)
            written = [(to, encode(letters)) for to, letters in gathered]
        heard = await self._inboxes.send(written)
        self.sent += len(gathered)
        self.letters.update(str(each.__struct_config__.tag) for _, each in waiting)
        for n, (to, letters) in enumerate(gathered):
            if to is not None and (heard is None or heard[n] == 0):
                self.unheard(to, letters)

    def _can_be_written(self, to: str | None, letter: AnyLetter) -> bool:
        """Whether this one can; it must not take those down that wait beside it."""
        try:
            encode([letter])
        except UNWRITABLE as error:
            log.warning("a letter of kind %s can't be written: %s", type(letter).__name__, error)
            if to is not None:
                self.unheard(to, (letter,))
            return False
        return True

    def receive(self, payload: bytes) -> None:
        """A message has come; what can't be read is left, as any letter may be lost."""
        try:
            letters = decode(payload)
        except msgspec.MsgspecError as error:
            # From a node of another version, perhaps.
            log.warning("a letter can't be read: %s", error)
            return
        for letter in letters:
            hear = self._hears.get(type(letter))
            if hear is None or letter.sender == self.node:
                continue
            try:
                hear(letter)
            except Exception:
                log.exception("a letter of kind %s broke its reader", type(letter).__name__)


def _gathered(waiting: Sequence[Waiting]) -> list[tuple[str | None, list[AnyLetter]]]:
    """What goes to the same node in one message; the order between any two nodes stays."""
    ordered = sorted(waiting, key=lambda each: each[0] or "")
    found: list[tuple[str | None, list[AnyLetter]]] = []
    for to, group in groupby(ordered, key=lambda each: each[0]):
        letters = [letter for _, letter in group]
        for first in range(0, len(letters), GATHERED_MAX):
            found.append((to, letters[first : first + GATHERED_MAX]))
    return found
