"""Names for the strings that identify things, and the one way to mint them.

Knows no clock and no dice: whoever mints brings the time and the parts.
"""

from hashlib import blake2b
from typing import NewType

GameId = NewType("GameId", str)
PlayerId = NewType("PlayerId", str)
ResponseId = NewType("ResponseId", str)
MessageId = NewType("MessageId", str)
# A person's user id, `agent:<slug>` for a machine player, or SYSTEM for the room's own acts.
Actor = NewType("Actor", str)

SYSTEM = Actor("system")
AGENT_PREFIX = "agent:"


def mint(at_ms: int, *parts: object) -> str:
    """A UUID of version 7: `at_ms` (Unix milliseconds) in front, 74 bits drawn from `parts`.

    The same parts give the same id, so a replayed game mints the ids it had (RFC 9562, 5.7).
    """
    digest = blake2b("\x1f".join(map(str, parts)).encode(), digest_size=10).hexdigest()
    variant, moment = "89ab"[int(digest[3], 16) & 3], f"{at_ms:012x}"
    return f"{moment[:8]}-{moment[8:]}-7{digest[:3]}-{variant}{digest[4:7]}-{digest[7:19]}"


def agent_actor(slug: str) -> Actor:
    """The actor under which the machine player `slug` posts."""
    return Actor(AGENT_PREFIX + slug)
