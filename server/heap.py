"""How the C library's allocator keeps memory that is free: as little as it can.

By default each thread gets a heap of its own, and large pieces go to a heap too once one of them
was given back: a node with 125 games had 108 MiB in heaps of threads after 17 minutes, and grew.
"""

import ctypes
from typing import Final

# Of mallopt(3).
TRIM_THRESHOLD: Final = -1
MMAP_THRESHOLD: Final = -3
ARENA_MAX: Final = -8
# Its own default, which would otherwise grow with what is freed.
LARGE_BYTES: Final = 128 * 1024


def spare() -> bool:
    """One heap for all threads, and large pieces by themselves; False where that can't be said."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is None:
        return False
    wanted = ((ARENA_MAX, 1), (MMAP_THRESHOLD, LARGE_BYTES), (TRIM_THRESHOLD, LARGE_BYTES))
    return all(mallopt(name, value) for name, value in wanted)
