"""Who lives, by the clock of the one Redis that they all tell it to. Must not know any room.

All keys lie in one slot of a cluster: a beat is one script, its cost grows only with who lapsed.
"""

from typing import Any, Final

import msgspec

from persistence.ports import Beat, Member
from persistence.redis.client import Client
from persistence.redis.connect import Link

LAPSE_MS: Final = 1_800
# So long is it remembered of whom it was said that they are dead; who sleeps longer is new.
BURIED_MS: Final = 3_600_000
TTL_MS: Final = 86_400_000

# The beats by time; the members, each behind a mark whether it is open; the count of changes, which
# begins at the time so that it never goes back; the dead by time; whether nobody can lapse.
# A Redis that is full of snapshots must go on hearing who lives.
COMMON: Final = """#!lua flags=allow-oom
local beats, members, changes, buried, grace = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local time = redis.call('time')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local function changed()
    if redis.call('exists', changes) == 0 then redis.call('set', changes, now) end
    redis.call('incr', changes)
    redis.call('pexpire', changes, ARGV[2])
end
"""
# Was nobody heard for half a term, then Redis was away from them all, and whoever is back first
# must not take the others for dead: they have one more term. A new run says nothing of the others.
BEAT: Final = """
local node, ttl, lapse, member, rejoin = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
if rejoin == '1' then
    redis.call('zrem', buried, node)
elseif redis.call('zscore', buried, node) then
    return {1, 0, tonumber(redis.call('get', changes) or 0), {}}
end
local before = redis.call('hget', members, node)
local latest = redis.call('zrange', beats, -1, -1, 'withscores')[2]
if before and now - latest > lapse / 2 then redis.call('set', grace, 1, 'px', lapse) end
redis.call('zadd', beats, now, node)
redis.call('hset', members, node, member)
if not before or before:sub(1, 1) ~= member:sub(1, 1) then changed() end
for _, key in ipairs({beats, members, changes}) do redis.call('pexpire', key, ttl) end
local lapsed = {}
if redis.call('exists', grace) == 0 then
    lapsed = redis.call('zrangebyscore', beats, '-inf', now - lapse)
end
return {0, before and 0 or 1, tonumber(redis.call('get', changes) or 0), lapsed}"""
LIVING: Final = """
local since = '(' .. (now - ARGV[3])
if redis.call('exists', grace) == 1 then since = '-inf' end
local found = redis.call('zrangebyscore', beats, since, '+inf')
if #found == 0 then return {} end
return redis.call('hmget', members, unpack(found))"""
BURY: Final = """
local beaten = redis.call('zscore', beats, ARGV[1])
if beaten and tonumber(beaten) > now - ARGV[3] then return {0} end
if redis.call('exists', grace) == 1 then return {0} end
redis.call('hdel', members, ARGV[1])
if redis.call('zrem', beats, ARGV[1]) == 1 then changed() end
redis.call('zadd', buried, now, ARGV[1])
redis.call('zremrangebyscore', buried, '-inf', now - ARGV[4])
redis.call('pexpire', buried, ARGV[4])
return {1}"""
LEAVE: Final = """
redis.call('hdel', members, ARGV[1])
if redis.call('zrem', beats, ARGV[1]) == 1 then changed() end
return {1}"""

encode = msgspec.msgpack.Encoder().encode
decode = msgspec.msgpack.Decoder(Member).decode


class RedisMembers:
    """The Members port. It asks even while Redis rests: whether it is back is seen here first."""

    def __init__(self, client: Client, *, lapse_ms: int = LAPSE_MS) -> None:
        self._client, self._lapse_ms = client, lapse_ms
        kinds = ("beats", "members", "changes", "buried", "grace")
        self._keys = [client.key("{nodes}", each) for each in kinds]

    async def beat(self, me: Member, *, rejoin: bool = False) -> Beat | None:
        """Say that I live; None while Redis is away."""
        member = (b"1" if me.is_open else b"0") + encode(me)
        told = await self._run(BEAT, me.node, member, int(rejoin))
        if told is None:
            return None
        is_buried, is_new, change, lapsed = told
        runs = tuple(sorted(each.decode() for each in lapsed))
        return Beat(bool(is_buried), bool(is_new), int(change), runs)

    async def living(self) -> tuple[Member, ...] | None:
        """Everyone whose lease has not lapsed, by name; None while Redis is away."""
        told = await self._run(LIVING, "")
        if told is None:
            return None
        found = [_read(each) for each in told if each is not None]
        known = [each for each in found if each is not None]
        return tuple(sorted(known, key=lambda each: (each.name, each.node)))

    async def bury(self, node: str) -> bool:
        """Declare a lapsed run dead; whether that is so now."""
        told = await self._run(BURY, node, BURIED_MS)
        return told is not None and bool(told[0])

    async def leave(self, node: str) -> None:
        """I am going."""
        await self._run(LEAVE, node)

    async def _run(self, script: str, node: str, *more: str | bytes | int) -> list[Any] | None:
        words = (COMMON + script, len(self._keys), *self._keys, node, TTL_MS, self._lapse_ms, *more)

        async def run(link: Link) -> list[Any] | None:
            told: list[Any] = await link.execute_command("EVAL", *words)
            return told

        return await self._client.ask(run, None, key=self._keys[0], insist=True)


def _read(value: bytes) -> Member | None:
    """None of what a program of another version has written in a way that can't be read."""
    try:
        return decode(value[1:])
    except msgspec.MsgspecError:
        return None
