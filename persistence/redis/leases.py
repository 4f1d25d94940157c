"""Who serves which room, as keys that expire. A guess about time: the journal's key is the fact."""

from collections.abc import Sequence

from redis.asyncio import Redis

from game.ids import GameId
from persistence.redis.client import Client

TTL_MS = 5_000
ASK_MAX = 500  # rooms per question

# Returns the holder of each: me for what was free or mine, else the other.
ACQUIRE = """
local holders = {}
for place, key in ipairs(KEYS) do
    local holder = redis.call('get', key)
    if not holder or holder == ARGV[1] then
        redis.call('set', key, ARGV[1], 'px', ARGV[2])
        holder = ARGV[1]
    end
    holders[place] = holder
end
return holders"""
RELEASE = """
for _, key in ipairs(KEYS) do
    if redis.call('get', key) == ARGV[1] then redis.call('del', key) end
end
return {}"""


class RedisLeases:
    """The Leases port. While Redis is away everything is granted."""

    def __init__(self, client: Client, *, ttl_ms: int = TTL_MS) -> None:
        self._client = client
        self._ttl_ms = ttl_ms

    async def acquire(self, games: Sequence[GameId], node: str) -> dict[GameId, str]:
        """Take what is free or mine already; the holder of each, mine or another's."""
        holders = dict.fromkeys(games, node)
        for first in range(0, len(games), ASK_MAX):
            part = games[first : first + ASK_MAX]
            told = await self._run(ACQUIRE, part, node)
            holders.update(zip(part, told, strict=False))
        return holders

    async def renew(self, games: Sequence[GameId], node: str) -> None:
        """Hold on to mine for another term; what was lost meanwhile and is free is taken again."""
        await self.acquire(games, node)

    async def release(self, games: Sequence[GameId], node: str) -> None:
        """Let mine go."""
        for first in range(0, len(games), ASK_MAX):
            await self._run(RELEASE, games[first : first + ASK_MAX], node)

    async def _run(self, script: str, games: Sequence[GameId], node: str) -> list[str]:
        keys = [self._client.key("lease", game) for game in games]
        arguments = (node, str(self._ttl_ms))
        return await self._client.ask(lambda redis: _eval(redis, script, keys, arguments), [])


async def _eval(
    redis: Redis, script: str, keys: list[str], arguments: tuple[str, ...]
) -> list[str]:
    words = ("EVAL", script, len(keys), *keys, *arguments)
    told = await redis.execute_command(*words)  # type: ignore[no-untyped-call]
    return [each.decode() for each in told]
