"""What is freed goes back to the system, whichever thread had it."""

import ctypes
import gc
import subprocess
import sys
from typing import cast

import pytest

from server import bootstrap
from server.settings import Settings

# Threads that hold something at the same time, and what the allocator says of itself then.
PROGRAM = """
import ctypes, sys, threading
from server.heap import spare

assert sys.argv[1] == "as it comes" or spare()
met = threading.Barrier(9)

def work():
    held = [ctypes.create_string_buffer(60_000) for _ in range(20)]
    met.wait()
    met.wait()

threads = [threading.Thread(target=work) for _ in range(8)]
for each in threads:
    each.start()
met.wait()
libc = ctypes.CDLL(None)
out = ctypes.c_void_p.in_dll(libc, "stdout")
libc.malloc_info(0, out)
libc.fflush(out)
met.wait()
"""


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "mallopt"), reason="another C library")
def test_all_threads_share_one_heap() -> None:
    def heaps(how: str) -> int:
        command = [sys.executable, "-c", PROGRAM, how]
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
        return done.stdout.count("<heap nr=")

    assert heaps("as it comes") > 1
    assert heaps("spare") == 1


class Asked(Exception):
    """Instead of a start."""


def ask() -> bool:
    raise Asked


async def test_a_node_asks_for_it_before_anything_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap.heap, "spare", ask)
    with pytest.raises(Asked):
        await bootstrap.serve(cast(Settings, None), lambda: None)


async def test_the_loop_waits_for_no_thread_longer_than_a_moment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before, threshold = sys.getswitchinterval(), gc.get_threshold()
    monkeypatch.setattr(bootstrap, "Stopping", ask)
    monkeypatch.setattr(bootstrap.heap, "spare", lambda: True)
    try:
        with pytest.raises(Asked):
            await bootstrap.serve(cast(Settings, None), lambda: None)
        assert sys.getswitchinterval() == pytest.approx(bootstrap.TURN_S)
    finally:
        sys.setswitchinterval(before)
        gc.set_threshold(*threshold)
