"""The node's post: letters gathered per turn and sent in one go, and what comes, by its kind.

A shell around the Inboxes port, which alone knows how many letters travel in one message. A lost
letter is its sender's to notice; none is ever repeated.
"""

import asyncio
import contextlib
import logging
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar

import msgspec

from persistence.ports import Inboxes
from server.cluster.letters import AnyLetter, decode, encode

# Letters that wait for Redis; while so many do, further ones are lost, as any may be.
WAITING_MAX: Final = 20_000
# What a letter is that holds more than a message can, such as a number of 30 digits.
UNWRITABLE: Final = (OverflowError, ValueError, TypeError)
# A node that goes waits so long for its last letters to be carried out.
FAREWELL_S: Final = 0.2

L = TypeVar("L")
Unheard = Callable[[str, Sequence[AnyLetter]], None]
log = logging.getLogger(__name__)


class Mail:
    """Sends and receives for one node."""

    def __init__(self, inboxes: Inboxes, node: str) -> None:
        self.node = node
        self._inboxes = inboxes
        self._hears: dict[type, Callable[[Any], None]] = {}
        self._waiting: list[tuple[str | None, AnyLetter]] = []
        self._wake = asyncio.Event()
        # Told of letters that certainly nobody received.
        self.unheard: Unheard = lambda _to, _letters: None
        # Addressees of all lots, each counted once a lot, and the letters to them by their kind.
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
        """Send what still waits, as far as that can be done soon, and receive no more."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(FAREWELL_S):
                await self.flush()
        # Beyond that bound: an inbox that is given up halfway leaves its connections open.
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
        sent: list[tuple[str | None, AnyLetter]] = []
        written: list[tuple[str | None, bytes]] = []
        for to, letter in waiting:
            try:
                written.append((to, encode(letter)))
            except UNWRITABLE as error:
                # It must not take those down that wait beside it.
                kind = type(letter).__name__
                log.warning("a letter of kind %s can't be written: %s", kind, error)
                if to is not None:
                    self.unheard(to, (letter,))
            else:
                sent.append((to, letter))
        if not written:
            return
        heard = await self._inboxes.send(written)
        self.sent += len(dict(written))
        for tagged, count in Counter(type(letter) for _, letter in sent).items():
            self.letters[str(tagged.__struct_config__.tag)] += count
        lost: dict[str, list[AnyLetter]] = {}
        for n, (to, letter) in enumerate(sent):
            if to is not None and (heard is None or heard[n] == 0):
                lost.setdefault(to, []).append(letter)
        for addressee, letters in lost.items():
            self.unheard(addressee, letters)

    def receive(self, payload: bytes) -> None:
        """A letter has come; what can't be read is left, as any letter may be lost."""
        try:
            letter = decode(payload)
        except msgspec.ValidationError:
            # From a node of another version, which may write many of these.
            return
        except msgspec.MsgspecError as error:
            log.warning("a letter can't be read: %s", error)
            return
        hear = self._hears.get(type(letter))
        if hear is None or letter.sender == self.node:
            return
        try:
            hear(letter)
        except Exception:
            log.exception("a letter of kind %s broke its reader", type(letter).__name__)
