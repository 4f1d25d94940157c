"""Who serves which room, as keys that expire. A guess about time: the journal's key is the fact."""

from collections.abc import Mapping, Sequence
from typing import Final

from game.ids import GameId
from persistence.redis.client import Client
from persistence.redis.pipelines import AWAY, Script

TTL_MS: Final = 120_000
ASK_MAX: Final = 500  # rooms per question

# Gives the holder afterwards: me, if it was nobody's, mine, or as expected.
CLAIM: Final = Script("""#!lua flags=allow-oom
local holder = redis.call('get', KEYS[1])
if not holder or holder == ARGV[1] or holder == ARGV[2] then
    redis.call('set', KEYS[1], ARGV[1], 'px', ARGV[3])
    return ARGV[1]
end
return holder""")
RELEASE: Final = Script("""#!lua flags=allow-oom
if redis.call('get', KEYS[1]) == ARGV[1] then redis.call('del', KEYS[1]) end
return 1""")


class RedisLeases:
    """The Leases port. In a cluster each game may lie with another master.

    Where one of those asked is away, all counts as away, although the others have answered.
    """

    def __init__(self, client: Client, *, ttl_ms: int = TTL_MS) -> None:
        self._client, self._ttl_ms = client, ttl_ms

    async def holders(self, games: Sequence[GameId]) -> dict[GameId, str] | None:
        """The holder of each that has one; None while Redis is away."""
        found: dict[GameId, str] = {}
        for first in range(0, len(games), ASK_MAX):
            part = games[first : first + ASK_MAX]
            told = await self._client.many([("GET", self._key(game)) for game in part])
            if AWAY in told:
                return None
            for game, holder in zip(part, told, strict=True):
                if holder is not None:
                    found[game] = holder.decode()
        return found

    async def claim(
        self, games: Mapping[GameId, str | None], node: str
    ) -> dict[GameId, str] | None:
        """Take what is free, mine, or as expected, for a term; the holder of each afterwards."""
        holders: dict[GameId, str] = {}
        wanted = list(games.items())
        for first in range(0, len(wanted), ASK_MAX):
            part = wanted[first : first + ASK_MAX]
            runs = [(self._key(game), node, was or "", self._ttl_ms) for game, was in part]
            told = await self._client.evaluate(CLAIM, runs)
            if AWAY in told:
                return None
            for (game, _), holder in zip(part, told, strict=True):
                holders[game] = holder.decode()
        return holders

    async def release(self, games: Sequence[GameId], node: str) -> None:
        """Let mine go."""
        for first in range(0, len(games), ASK_MAX):
            part = games[first : first + ASK_MAX]
            await self._client.evaluate(RELEASE, [(self._key(game), node) for game in part])

    def _key(self, game: GameId) -> str:
        return self._client.key("lease", game)
