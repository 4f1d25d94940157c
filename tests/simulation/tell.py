"""`make sim`: one evening told in full (SEED=n), or fresh ones, two minutes long."""

import secrets
import sys
import time
import traceback

from tests.simulation.evening import Evening

FRESH_S = 120.0


def tell(seed: int) -> int:
    """Play one evening and say everything that happened in it."""
    evening = Evening(seed, loud=True)
    evening.heap.story = []
    status = 0
    try:
        evening.heap.tell("told:", evening.play())
    except Exception:
        status = 1
        evening.heap.tell(traceback.format_exc())
    sys.stdout.write("\n".join(evening.heap.story) + "\n")
    return status


def explore() -> int:
    """Play seeds that nobody has played, until the time is up or one fails."""
    first, ends, count = secrets.randbelow(1 << 32), time.monotonic() + FRESH_S, 0
    while time.monotonic() < ends:
        try:
            Evening(first + count).play()
        except Exception:
            traceback.print_exc()
            sys.stdout.write(f"after {count} good ones; again: make sim SEED={first + count}\n")
            return 1
        count += 1
    sys.stdout.write(f"{count} fresh evenings from seed {first} on: none broke a promise\n")
    return 0


if __name__ == "__main__":
    sys.exit(tell(int(sys.argv[1])) if len(sys.argv) > 1 else explore())
