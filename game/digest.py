"""The fingerprint of a game: its events and what they fold to, in our own encoding."""

from collections.abc import Iterable
from hashlib import blake2b

import msgspec

from game.events import Entry, GameCancelled, GameCompleted
from game.evolve import evolve
from game.state import GameState

ENDINGS = (GameCompleted, GameCancelled)
_encode = msgspec.json.Encoder(order="deterministic").encode


def digest(entries: Iterable[Entry]) -> tuple[str, GameState | None]:
    """Fold a game from its first entry to its end; returns its digest (32 hex digits) and state.

    What is chatted after the end is not part of it. Over every (number, event) and the state at
    the end, so that a change in the fold shows as well as one in the log. Never over stored
    bytes: a database may reorder keys.
    """
    running = blake2b(digest_size=16)
    state: GameState | None = None
    for number, entry in enumerate(entries, start=1):
        assert entry.seq == number, f"entry {entry.seq} stands where {number} should"
        running.update(b"%d:%b\n" % (entry.seq, _encode(entry.event)))
        state = evolve(state, entry.event)
        if isinstance(entry.event, ENDINGS):
            break
    running.update(_encode(state))
    return running.hexdigest(), state
