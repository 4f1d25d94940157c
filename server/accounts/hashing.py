"""The program that computes bcrypt, in a process of its own: one request a line, one answer a line.

Must know nothing of the server. It ends when its input does, so it never outlives whoever began it.
"""

import contextlib
import os
import signal
import sys

import bcrypt

NICENESS = 5


def answer(request: bytes) -> bytes:
    """`hash COST PASSWORD` gives a new hash, `check HASH PASSWORD` 1 or 0; the password in hex."""
    kind, against, password = request.split(b" ")
    secret = bytes.fromhex(password.decode("ascii"))
    if kind == b"hash":
        return bcrypt.hashpw(secret, bcrypt.gensalt(int(against)))
    return b"1" if bcrypt.checkpw(secret, against) else b"0"


def be_nice(*, idle: bool) -> None:
    """Where the system allows it: the node, which serves the games, goes first.

    Idle is better than nice, which still keeps whoever wakes up waiting for some milliseconds; but
    on a machine that is busy with other things, the idle get no turn at all.
    """
    with contextlib.suppress(AttributeError, OSError):
        os.nice(NICENESS)
    if idle:
        with contextlib.suppress(AttributeError, OSError):
            os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))


if __name__ == "__main__":
    be_nice(idle=sys.argv[1:] == ["idle"])
    # Ctrl-C is for whoever began it, who ends it in time.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for line in sys.stdin.buffer:
        sys.stdout.buffer.write(answer(line.strip(b"\n")) + b"\n")
        sys.stdout.buffer.flush()
