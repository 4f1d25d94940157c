"""The last posts of a room, kept in a bounded ring and written down if the room dies of a bug."""

import logging
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import msgspec

from game.ids import GameId
from server.ring import Ring
from server.room import Post

POSTS_KEPT: Final = 64
BYTES_KEPT: Final = 8 * 1024
FILES_MAX: Final = 100

log = logging.getLogger(__name__)
_encode = msgspec.json.Encoder().encode


class Recorder:
    """What one room was asked, with the moment each turn was decided at."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        # As the lines they would be, packed: as objects they were half of a room's memory.
        self._ring = Ring(POSTS_KEPT, BYTES_KEPT)

    def note(self, posts: Iterable[Post], at_ms: int) -> None:
        """Remember a turn's posts; the oldest fall out."""
        for posted in posts:
            self._ring.append(_encode((at_ms, posted)))

    def dump(self, game: GameId, seq: int) -> Path | None:
        """Write the ring as JSON lines; None where there is no folder or no room for it."""
        if self._folder is None:
            return None
        path = self._folder / f"{game}-{seq}.jsonl"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            if sum(1 for _ in self._folder.iterdir()) >= FILES_MAX:
                log.error("room %s: %s holds %d logs already", game, self._folder, FILES_MAX)
                return None
            path.write_bytes(b"".join(line + b"\n" for line in self._ring.last(POSTS_KEPT)))
        except OSError as error:
            log.error("room %s: its posts can't be written: %s", game, error)
            return None
        log.error("room %s: its last posts lie in %s", game, path)
        return path
