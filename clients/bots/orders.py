"""A child's end of the line to whoever started it: orders come as lines on standard input, answers
go out as lines of JSON. Must not know what is ordered.
"""

import asyncio
import sys
from collections.abc import AsyncIterator

import msgspec
from msgspec import Struct


async def orders() -> AsyncIterator[bytes]:
    """Each line in, until the input ends; a line of more than 64 KiB raises ValueError."""
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := await reader.readline():
        yield line


def tell(said: Struct) -> None:
    """One line out, which must be short: the loop waits until the pipe has taken it."""
    _write(msgspec.json.encode(said) + b"\n")


async def answer(said: Struct) -> None:
    """One line out, however long: encoded now, written beside the loop."""
    await asyncio.to_thread(_write, msgspec.json.encode(said) + b"\n")


def _write(line: bytes) -> None:
    sys.stdout.buffer.write(line)
    sys.stdout.buffer.flush()
