"""`genius`, on a machine whose clock is set wrong, and set again while it runs.

    python tests/faults/stepped.py FILE serve

FILE holds by how many milliseconds the clock is ahead; it is read at the start, and again at each
SIGUSR1. Timers that run already are not moved, as on a real machine.
"""

import signal
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import genius
from server.clock import SystemClock


class Stepped:
    """How far the clock is ahead."""

    def __init__(self, file: Path) -> None:
        self._file, self._ahead_ms = file, 0

    def read(self, *_: object) -> None:
        """Set the clock again."""
        self._ahead_ms = int(self._file.read_text() or "0") if self._file.exists() else 0

    def now_ms(self, *_: object) -> int:
        """In place of the real clock's."""
        return time.time_ns() // 1_000_000 + self._ahead_ms


if __name__ == "__main__":
    stepped = Stepped(Path(sys.argv.pop(1)))
    stepped.read()
    signal.signal(signal.SIGUSR1, stepped.read)
    SystemClock.now_ms = stepped.now_ms
    sys.exit(genius.main())
