"""`genius console`: its arguments, and the three ways to use it: by hand, one line, many lines.

Exit status: 0 done, 1 a line was refused, 2 no connection or not let in.
"""

import argparse
import asyncio
import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TextIO

import msgspec

from clients.console.line import Line
from clients.console.screen import Screen, plain
from clients.console.signing import KEY, PASSWORD, credentials
from clients.failures import ClientError, Refused
from server.wire import ExecuteReply


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what can be said."""
    host = os.environ.get("GENIUS_HOST", "127.0.0.1")
    port = os.environ.get("GENIUS_PORT", "8765")
    parser.add_argument("-c", dest="line", metavar="LINE", help="carry out one line, and end")
    parser.add_argument("--url", default=f"ws://{host}:{port}", help="the server (%(default)s)")
    parser.add_argument("--user", help=f"an admin; the password is asked for, or in {PASSWORD}")
    parser.add_argument("--key-file", type=Path, help=f"a file with an API key; or it is in {KEY}")
    parser.add_argument("--text", action="store_true", help="results for people, not as JSON")


def run(arguments: argparse.Namespace) -> int:
    """Use the console; the exit status."""
    return asyncio.run(_run(arguments, sys.stdin, sys.stdout, sys.stderr))


async def _run(arguments: argparse.Namespace, stdin: TextIO, stdout: TextIO, stderr: TextIO) -> int:
    by_hand = arguments.line is None and stdin.isatty()
    screen = Screen(stdout)
    try:
        asked = {} if stdin.isatty() else {"ask": None}
        auth = credentials(arguments.user, arguments.key_file, os.environ, **asked)
        async with Line(arguments.url, auth, screen.signal) as line:
            if by_hand:
                from clients.console.terminal import converse

                return await converse(line, screen)
            shown = _as_text if arguments.text else _as_json
            if arguments.line is not None:
                return await one(line, arguments.line, shown, stdout, stderr)
            return await many(line, stdin, shown, stdout)
    except ClientError as error:
        stderr.write(f"genius: {plain(str(error))}\n")
        return 2


def _as_json(reply: ExecuteReply) -> str:
    return written(reply.result)


def written(value: object) -> str:
    """JSON in which whatever could move a terminal's cursor, or turn a line around, is escaped."""
    text = msgspec.json.encode(value).decode()
    return "".join(sign if sign.isprintable() else _escaped(sign) for sign in text)


def _escaped(sign: str) -> str:
    # Beyond 16 bits JSON writes two halves.
    halves = sign.encode("utf-16-be").hex()
    return "".join(f"\\u{halves[at : at + 4]}" for at in range(0, len(halves), 4))


def _as_text(reply: ExecuteReply) -> str:
    return plain(reply.text)


Shown = Callable[[ExecuteReply], str]


async def one(line: Line, said: str, shown: Shown, stdout: TextIO, stderr: TextIO) -> int:
    """Carry out one line: its result on standard output, a refusal on standard error."""
    try:
        reply = await line.execute(said)
    except Refused as error:
        stderr.write(f"genius: {plain(error.message)}\n")
        return 1
    stdout.write(shown(reply) + "\n")
    return 0


async def many(line: Line, lines: Iterable[str], shown: Shown, stdout: TextIO) -> int:
    """Carry out every line, one after the other: for each exactly one JSON line, or its text."""
    status = 0
    for said in lines:
        if not said.strip():
            continue
        try:
            reply = await line.execute(said.rstrip("\n"))
        except Refused as error:
            status = 1
            refusal = {"ok": False, "error": {"code": error.code, "message": error.message}}
            told = written(refusal)
            stdout.write((told if shown is _as_json else plain(error.message)) + "\n")
        else:
            done = {"ok": True, "result": reply.result}
            told = written(done)
            stdout.write((told if shown is _as_json else shown(reply)) + "\n")
        stdout.flush()
    return status
