"""Letters between nodes by sharded pub/sub: whoever listens now hears them, nothing is kept.

Must not know what a letter says. In a cluster each inbox lies with the master of its slot.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import Any, Final

import msgspec
from redis.asyncio.connection import AbstractConnection
from redis.exceptions import ConnectionError as LostError

from persistence.redis.client import Client
from persistence.redis.connect import AWAY_ERRORS
from persistence.redis.pipelines import AWAY, Words

# So often a connection is asked whether it is still there, and the right one.
LOOK_S: Final = 1.0
PAUSE_FIRST_S, PAUSE_MAX_S = 0.05, 0.5
# All letters to one inbox go in one message, unless they are more than this.
BUNDLE_MAX: Final = 256

Hear = Callable[[bytes], None]
log = logging.getLogger(__name__)
encode = msgspec.msgpack.Encoder().encode
decode = msgspec.msgpack.Decoder(list[bytes]).decode


class RedisInboxes:
    """The Inboxes port.

    Letters to one node keep their order, and so do those to everyone; one kind may overtake the
    other. Who reads so slowly that Redis cuts it off loses what was waiting, and listens again.
    """

    def __init__(self, client: Client) -> None:
        self._client = client
        # Its own connection, and no second try: what may have been heard is not said again.
        self._sender = client.sibling(retries=0)
        self._doubt_after, self._demotions = 0.0, client.demotions
        self._tasks: list[asyncio.Task[None]] = []

    async def open(self, node: str, hear: Hear) -> None:
        """Return once it is subscribed, or it is clear that Redis is away just now."""
        assert not self._tasks
        ears = [Ear(self._client, self._channel(to), hear) for to in (node, None)]
        self._tasks = [asyncio.create_task(ear.listen(), name="inbox.listen") for ear in ears]
        for ear in ears:
            await ear.tried.wait()

    async def send(self, letters: Sequence[tuple[str | None, bytes]]) -> list[int] | None:
        """How many heard each; 0 also where one master of a cluster is away, None if all are."""
        bundles: list[tuple[str, list[bytes]]] = []
        latest: dict[str | None, int] = {}
        place_of: list[int] = []
        for to, letter in letters:
            place = latest.get(to)
            if place is None or len(bundles[place][1]) == BUNDLE_MAX:
                place = latest[to] = len(bundles)
                bundles.append((self._channel(to), []))
            bundles[place][1].append(letter)
            place_of.append(place)
        if self._client.demotions != self._demotions:
            # A replica takes letters too, but only its own listeners hear them.
            self._demotions = self._client.demotions
            await self._sender.part()
        commands: list[Words] = [("SPUBLISH", to, encode(bundle)) for to, bundle in bundles]
        told = await self._sender.many(commands)
        if told and all(each is AWAY for each in told):
            return None
        heard = [0 if each is AWAY else int(each) for each in told]
        if 0 in heard:
            self._doubt()
        return [heard[place] for place in place_of]

    def _doubt(self) -> None:
        """Perhaps nobody is there; or this master is a replica now, which counts nobody."""
        now = asyncio.get_running_loop().time()
        if now >= self._doubt_after:
            self._doubt_after = now + LOOK_S / 2
            self._sender.doubt()

    async def close(self) -> None:
        """Receive no more, and let the connections go."""
        tasks, self._tasks = self._tasks, []
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._sender.close()

    def _channel(self, to: str | None) -> str:
        return self._client.key("everyone") if to is None else self._client.key("inbox", to)


class Ear:
    """Listens on one channel, on a connection of its own, through every outage."""

    def __init__(self, client: Client, channel: str, hear: Hear) -> None:
        self._client, self._channel, self._hear = client, channel, hear
        # It listens, or has failed to for the first time.
        self.tried = asyncio.Event()
        self._pause_s = PAUSE_FIRST_S

    async def listen(self) -> None:
        """For ever."""
        while True:
            try:
                link = await self._client.solo(self._channel)
                try:
                    await self._listen(link)
                finally:
                    await link.disconnect(nowait=True)
            except AWAY_ERRORS as error:
                # Once per outage, for the first pause is the shortest.
                if self._pause_s == PAUSE_FIRST_S:
                    log.info("an inbox is not heard just now: %s", str(error) or repr(error))
                # The slot may have moved to another master.
                self._client.doubt()
            self.tried.set()
            await asyncio.sleep(self._pause_s)
            self._pause_s = min(2 * self._pause_s, PAUSE_MAX_S)

    async def _listen(self, link: AbstractConnection) -> None:
        """Until the connection is lost or the slot or master has moved, which is raised."""
        await link.send_command("SSUBSCRIBE", self._channel)
        now, demotions = asyncio.get_running_loop().time, self._client.demotions
        until, is_asked = now() + self._client.answer_within_s, True
        while True:
            if self._client.demotions != demotions:
                raise LostError("it is a replica now")
            told = await _read(link, max(until - now(), 0.0))
            if told is None and is_asked:
                raise TimeoutError("no answer")
            if told is None:
                # A master that has become a replica hears on, but nobody is told that we do:
                # asked for a key of the same name, it says MOVED.
                await link.send_command("EXISTS", self._channel)
                until, is_asked = now() + self._client.answer_within_s, True
            elif isinstance(told, list) and told[0] == b"smessage":
                self._deliver(told[2])
                # Letters that stand before the answer are a sign of life too.
                until = now() + self._client.answer_within_s if is_asked else until
            elif isinstance(told, list) and told[0] == b"sunsubscribe":
                raise LostError("the slot has moved")
            else:
                until, is_asked = now() + LOOK_S, False
                self._pause_s = PAUSE_FIRST_S
                self.tried.set()

    def _deliver(self, bundle: bytes) -> None:
        try:
            letters = decode(bundle)
        except msgspec.MsgspecError as error:
            log.warning("an inbox got what is no bundle of letters: %s", error)
            return
        for letter in letters:
            self._hear(letter)


async def _read(link: AbstractConnection, limit_s: float) -> Any:
    """The next that comes; None if nothing does for so long."""
    return await link.read_response(timeout=limit_s, push_request=True, disconnect_on_error=False)
