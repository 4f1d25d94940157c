"""The order of boards as sorted sets that expire: places and ranks in a few steps, however deep.

A set holds a board's first places, the score negated so that equal scores go by user id. Behind
them stands END: at a score of 1 where the board is complete, else at the last score held, from
which on nothing is known. It comes and goes with the set, so no board is half there.
"""

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any, Final
from uuid import uuid4

from game.ids import Actor
from game.periods import BoardKey
from persistence.ports.honours import Place
from persistence.ranks import ranks
from persistence.redis.client import Client
from persistence.redis.connect import Link
from persistence.redis.pipelines import Words

# So old may a board be that missed something: a count while Redis was away, someone erased.
TTL_MS: Final = 60_000
FILLING_MS: Final = 10_000
END: Final = "~"
COMPLETE: Final = 1

# Finds by halves the first member behind a place, which itself may be gone by now.
PAGE: Final = """
local key = KEYS[1]
local last = redis.call('zscore', key, '~')
if not last then return {} end
local low, high = 0, 0
if ARGV[1] ~= '' then
    local score = tonumber(ARGV[1])
    high = redis.call('zcard', key)
    while low < high do
        local middle = math.floor((low + high) / 2)
        local found = redis.call('zrange', key, middle, middle, 'withscores')
        local there = tonumber(found[2])
        if there < score or (there == score and found[1] <= ARGV[2]) then
            low = middle + 1
        else
            high = middle
        end
    end
end
local page = redis.call('zrange', key, low, low + tonumber(ARGV[3]) - 1, 'withscores')
local better = 0
if page[2] then better = redis.call('zcount', key, '-inf', '(' .. page[2]) end
return {last, better, low, page}"""
RANK: Final = """
local last = redis.call('zscore', KEYS[1], '~')
if not last then return {} end
return {last, redis.call('zcount', KEYS[1], '-inf', '(' .. ARGV[1])}"""
# A board that is being filled just now from older rows must not appear without this.
RISE: Final = """
local last = redis.call('zscore', KEYS[1], '~')
if not last then
    redis.call('del', KEYS[2])
    return {}
end
for place = 1, #ARGV, 2 do
    if tonumber(ARGV[place]) < tonumber(last) then
        redis.call('zadd', KEYS[1], 'LT', ARGV[place], ARGV[place + 1])
    end
end
return {}"""
BEGIN: Final = """
if redis.call('exists', KEYS[1]) == 1 then return {} end
if not redis.call('set', KEYS[2], ARGV[1], 'nx', 'px', ARGV[2]) then return {} end
return {1}"""
FILL: Final = """
if redis.call('get', KEYS[2]) ~= ARGV[1] then return {} end
redis.call('del', KEYS[1], KEYS[2])
for place = 3, #ARGV, 2 do redis.call('zadd', KEYS[1], ARGV[place], ARGV[place + 1]) end
redis.call('pexpire', KEYS[1], ARGV[2])
return {}"""


class RedisRanking:
    """The Ranking port."""

    def __init__(self, client: Client, *, ttl_ms: int = TTL_MS) -> None:
        self._client = client
        self._ttl_ms = ttl_ms

    async def page(
        self, key: BoardKey, after: Place | None, limit: int
    ) -> list[tuple[int, Place]] | None:
        """Ranks and places from behind this place on; None where it doesn't know them all."""
        score, user = (str(-after.score), after.user) if after else ("", "")
        told = await self._run(PAGE, key, score, user, str(limit))
        if not told:
            return None
        last, better, before, flat = told
        places = _places(flat)
        is_complete = int(float(last)) == COMPLETE
        known = [each for each in places if each.user != END and -each.score < float(last)]
        if len(known) < limit and not is_complete:
            return None
        found = ranks(better, before, [each.score for each in known])
        return list(zip(found, known, strict=True))

    async def rank(self, key: BoardKey, score: int) -> int | None:
        """The rank that a score has."""
        told = await self._run(RANK, key, str(-score))
        return int(told[1]) + 1 if told and -score < float(told[0]) else None

    async def fill(
        self, key: BoardKey, limit: int, read: Callable[[], Awaitable[list[Place]]]
    ) -> None:
        """Make a board that is missing, unless somebody else is at it."""
        token = uuid4().hex
        if not await self._run(BEGIN, key, token, str(FILLING_MS)):
            return
        places = await read()
        is_complete = len(places) < limit
        end = COMPLETE if is_complete else -places[-1].score
        words = [word for each in places for word in (str(-each.score), each.user)]
        await self._run(FILL, key, token, str(self._ttl_ms), str(end), END, *words)

    async def rise(self, key: BoardKey, places: Sequence[Place]) -> None:
        """These people have come to these scores; an older word never lowers one."""
        words = [word for each in places for word in (str(-each.score), each.user)]
        await self._run(RISE, key, *words)

    async def _run(self, script: str, key: BoardKey, *words: str) -> list[Any]:
        # In a cluster what stands in braces decides where a key lies: both in the same place.
        board = f"{{{key.scope}:{key.period}}}"
        keys = [self._client.key("board", board), self._client.key("board-filling", board)]
        away: list[Any] = []
        question = partial(_eval, script=script, keys=keys, words=words)
        return await self._client.ask(question, away, key=keys[0])


def _places(flat: Sequence[bytes]) -> list[Place]:
    pairs = zip(flat[::2], flat[1::2], strict=True)
    return [Place(-int(float(score)), Actor(user.decode())) for user, score in pairs]


async def _eval(link: Link, script: str, keys: list[str], words: Sequence[str]) -> list[Any]:
    asked: Words = ("EVAL", script, len(keys), *keys, *words)
    told: list[Any] = await link.execute_command(*asked)
    return told
