"""A server as a child of this program: started so that it dies with us, awaited, ended.

It must not know which servers there are, nor where their data lies.
"""

import asyncio
import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import msgspec

LOG_BYTES_MAX = 10 * 1024 * 1024
STOP_WITHIN_S = 10.0
START_WITHIN_S = 120.0  # a crash recovery may be long, an answer should still come one day
GLANCE_S = 0.01  # between two looks at something that cannot be awaited
PR_SET_PDEATHSIG = 1

Log = Callable[[str], None]
Child = subprocess.Popen[bytes]


class EmbeddedError(Exception):
    """A built-in server cannot run; the text is one line for the admin: what, where, what to do."""


class Account(msgspec.Struct, frozen=True):
    """Whom a child runs as: `switch` by setuid, `prefix` are words put before its command."""

    uid: int
    gid: int
    switch: bool = False
    prefix: tuple[str, ...] = ()


def spawn(
    account: Account,
    argv: Sequence[str],
    *,
    cwd: Path,
    output: int,
    death: signal.Signals,
    extra_env: Mapping[str, str] | None = None,
) -> Child:
    """Start a child that gets the signal `death` when we die. Call from the main thread only.

    The kernel sends it when the *thread* that forked ends, hence the main one. Raises OSError.
    """
    assert threading.current_thread() is threading.main_thread()
    if sys.platform != "linux":
        raise EmbeddedError("the built-in servers need Linux: set DATABASE_URL and REDIS_URL")
    prctl, parent = ctypes.CDLL(None).prctl, os.getpid()

    def die_with_parent() -> None:
        # Until exec the child still has our handlers, which would swallow the signal.
        if death != signal.SIGKILL:
            signal.signal(death, signal.SIG_DFL)
        # subprocess calls this after setuid, which would have cleared it.
        if prctl(PR_SET_PDEATHSIG, int(death)) != 0 or os.getppid() != parent:
            os._exit(1)

    # Nothing of PG* may reach the servers: PGPORT or PGDATA would move them.
    env = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", **(extra_env or {})}
    return subprocess.Popen(
        [*account.prefix, *argv],
        cwd=cwd,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        start_new_session=True,
        umask=0o077,
        user=account.uid if account.switch else None,
        group=account.gid if account.switch else None,
        extra_groups=[] if account.switch else None,
        preexec_fn=die_with_parent,  # noqa: PLW1509  it takes no lock and makes two calls
    )


async def exited(child: Child) -> int:
    """Wait for the child's end without holding up the loop; its exit status."""
    try:
        watch = os.pidfd_open(child.pid) if child.poll() is None else None
    except OSError:  # a kernel or sandbox without pidfd
        watch = None
    if watch is not None:
        loop, ended = asyncio.get_running_loop(), asyncio.Event()
        loop.add_reader(watch, ended.set)
        try:
            await ended.wait()
        finally:
            loop.remove_reader(watch)
            os.close(watch)
    while True:
        status = child.poll()
        if status is not None:
            return status
        await asyncio.sleep(10 * GLANCE_S)


async def end(child: Child, word: signal.Signals) -> None:
    """Ask the child to go, then make it."""
    if child.poll() is not None:
        return
    child.send_signal(word)
    try:
        async with asyncio.timeout(STOP_WITHIN_S):
            await exited(child)
    except TimeoutError:
        child.kill()
        await exited(child)


async def end_family(child: Child) -> None:
    """Kill a child that still runs, with all that it started: those would write on."""
    if child.poll() is None:
        os.killpg(child.pid, signal.SIGKILL)
        await exited(child)
        give_up_at = time.monotonic() + STOP_WITHIN_S / 10
        while _has_members(child.pid):
            if time.monotonic() > give_up_at:
                return
            await asyncio.sleep(GLANCE_S)


def _has_members(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def survivors(program: str, mark: str) -> list[int]:
    """Pids of running `program`s that were given the argument `mark`. Zombies do not count."""
    return [
        int(entry.name)
        for entry in Path("/proc").iterdir()
        if entry.name.isdigit() and _runs(int(entry.name), program, mark)
    ]


def _runs(pid: int, program: str, mark: str) -> bool:
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
    return os.path.basename(words[0]) == os.fsencode(program) and os.fsencode(mark) in words


async def outlive(program: str, mark: str, word: signal.Signals, log: Log) -> None:
    """Wait until what a killed owner left behind is gone, and make it go if it lingers."""
    kill_at = time.monotonic() + STOP_WITHIN_S
    told = False
    while pids := survivors(program, mark):
        late = time.monotonic() > kill_at
        if not told or late:
            log(f"waiting for an earlier {program} to end (pid {pids[0]})")
        for pid in pids:
            if not told or late:
                _signal(pid, signal.SIGKILL if late else word)
        if time.monotonic() > kill_at + STOP_WITHIN_S:
            raise EmbeddedError(f"an earlier {program} on {mark} does not end (pid {pids[0]})")
        told = True
        await asyncio.sleep((10 if late else 2) * GLANCE_S)


def _signal(pid: int, word: signal.Signals) -> None:
    try:
        os.kill(pid, word)
    except ProcessLookupError:
        pass
    except PermissionError as error:
        raise EmbeddedError(f"process {pid} of another user runs on our data folder") from error


def open_log(path: Path) -> int:
    """A descriptor that appends to the log; a log that has grown over the limit becomes `.1`."""
    if path.exists() and path.stat().st_size > LOG_BYTES_MAX:
        path.replace(path.with_name(path.name + ".1"))
    return os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW, 0o600)


def last_words(path: Path, since: int) -> str:
    """The line that best says why a server ended, from byte `since` of its log."""
    with path.open("rb") as lines:
        lines.seek(since)
        text = lines.read(65536).decode(errors="replace")
    said = [line.strip() for line in text.splitlines() if line.strip()]
    grave = [line for line in said if "FATAL" in line or "PANIC" in line]
    return (grave or said or ["no word in its log"])[-1]
