"""A connection, as far as those who tell it things need it."""

from typing import Protocol

from server.wire import Close, Codec


class Listener(Protocol):
    """Told what was committed, and what passes."""

    codec: Codec

    @property
    def lagging(self) -> bool:
        """Whether what was sent still waits for its reader."""
        ...

    def must(self, frames: bytes) -> None:
        """Send without fail."""

    def newest(self, key: str, frames: bytes) -> None:
        """Send in place of an older one of this key."""

    def best_effort(self, frames: bytes) -> None:
        """Send if there is room."""

    def hang_up(self, code: Close, reason: str) -> None:
        """End the connection."""
