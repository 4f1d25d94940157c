"""Hot copies of live rooms in Redis. Losing them all costs only longer folds."""

from collections.abc import Sequence
from hashlib import blake2b

import msgspec

from game.ids import GameId
from persistence.ports import Kept
from persistence.redis.client import Client
from persistence.redis.connect import Link
from persistence.redis.pipelines import AWAY

TTL_S = 86_400
LOAD_MAX = 200  # snapshots per question, some 20 KB each
# A copy made by a program with other shapes is worth nothing, even where it could be read.
SHAPE = blake2b(
    msgspec.json.encode(msgspec.json.schema(Kept), order="deterministic"), digest_size=8
).digest()

Values = list[bytes | None]
encode = msgspec.msgpack.Encoder().encode
decode = msgspec.msgpack.Decoder(Kept).decode


class RedisSnapshots:
    """The Snapshots port."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def save(self, *kept: Kept) -> None:
        """Keep these in place of older ones, in one round trip."""
        values = ((self._key(each.state.game), SHAPE + encode(each)) for each in kept)
        if commands := [("SET", key, value, "EX", TTL_S) for key, value in values]:
            await self._client.many(commands)

    async def load(self, games: Sequence[GameId]) -> dict[GameId, Kept]:
        """Those still there; one that can't be read counts as lost."""
        found: dict[GameId, Kept] = {}
        for first in range(0, len(games), LOAD_MAX):
            part = games[first : first + LOAD_MAX]
            values = await self._values([self._key(game) for game in part])
            for game, value in zip(part, values, strict=True):
                kept = _read(value)
                if kept is not None and kept.state.game == game:
                    found[game] = kept
        return found

    async def forget(self, game: GameId) -> None:
        """The game is over."""
        key = self._key(game)
        await self._client.ask(lambda link: _delete(link, key), None, key=key)

    async def pulse(self, node: str, now_ms: int) -> None:
        """Note that this node lives."""
        key, value = self._client.key("pulse", node), str(now_ms).encode()
        await self._client.ask(lambda link: _set(link, key, value), None, key=key)

    async def last_pulse(self, node: str) -> int | None:
        """When this node last noted that it lives, Unix ms; None if nobody remembers."""
        for value in await self._values([self._client.key("pulse", node)]):
            if value is not None and value.isdigit():
                return int(value)
        return None

    async def _values(self, keys: list[str]) -> Values:
        """What the keys hold, in their order; None also where Redis is away."""
        told = await self._client.many([("GET", key) for key in keys])
        return [None if each is AWAY else each for each in told]

    def _key(self, game: GameId) -> str:
        return self._client.key("snapshot", game)


def _read(value: bytes | None) -> Kept | None:
    if value is None or not value.startswith(SHAPE):
        return None
    try:
        return decode(value[len(SHAPE) :])
    except msgspec.MsgspecError:
        return None


async def _set(link: Link, key: str, value: bytes) -> None:
    await link.set(key, value, ex=TTL_S)


async def _delete(link: Link, key: str) -> None:
    await link.delete(key)
