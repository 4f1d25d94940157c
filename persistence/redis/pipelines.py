"""Many commands in one round trip, in a cluster one to each master. Must not know any key."""

from collections.abc import Sequence
from hashlib import sha1
from typing import Any, Final

from redis.exceptions import NoScriptError

from persistence.redis.connect import Link

Words = tuple[str | bytes | int, ...]


class Away:
    """In place of an answer: its Redis, or its part of the cluster, did not give one."""


AWAY: Final = Away()


class Script:
    """A script of one key, known by the hash of its text to the servers that have run it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.sha = sha1(text.encode(), usedforsecurity=False).hexdigest()


def key_of(words: Words) -> str:
    """The first key or channel of a command."""
    word = words[3] if words[0] in ("EVAL", "EVALSHA") else words[1]
    return word.decode() if isinstance(word, bytes) else str(word)


async def pipeline(link: Link, commands: Sequence[Words]) -> list[Any]:
    """What each answers, AWAY or a NoScriptError; raises only if there is no answer at all."""
    pipe = link.pipeline(transaction=False)
    for words in commands:
        pipe.execute_command(*words)
    told = await pipe.execute(raise_on_error=False)
    lost = [isinstance(each, Exception) and not isinstance(each, NoScriptError) for each in told]
    if all(lost):
        raise told[0]
    return [AWAY if is_lost else each for each, is_lost in zip(told, lost, strict=True)]
