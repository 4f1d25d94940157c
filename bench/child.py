"""A child process of a bench, for whoever gives it orders: lines of JSON out and in.

Its own end of the line is clients/bots/orders.py. Must not know what is ordered.
"""

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from pathlib import Path
from typing import Final, Self, TypeVar

import msgspec
from msgspec import Struct

ROOT: Final = Path(__file__).parents[1]
# The longest answer; a longer one raises ValueError.
LINE_BYTES_MAX: Final = 64 * 1024 * 1024

Answer = TypeVar("Answer", bound=Struct)


class Child:
    """A module that runs as a program and waits for orders."""

    def __init__(self, program: Process) -> None:
        assert program.stdin is not None
        assert program.stdout is not None
        self._program, self._orders, self._answers = program, program.stdin, program.stdout
        self.pid = program.pid

    @classmethod
    async def start(cls, module: str, *arguments: str) -> Self:
        """Start it, as `python -m` would."""
        return cls(
            await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", module, *arguments),
                stdin=PIPE,
                stdout=PIPE,
                cwd=ROOT,
                limit=LINE_BYTES_MAX,
            )
        )

    def tell(self, order: Struct) -> None:
        """Give an order that is not answered."""
        self._orders.write(msgspec.json.encode(order) + b"\n")

    async def ask(self, order: Struct, kind: type[Answer], within_s: float) -> Answer:
        """Give an order and wait for its answer; raises TimeoutError, and DecodeError where none
        comes any more."""
        self.tell(order)
        async with asyncio.timeout(within_s):
            return msgspec.json.decode(await self._answers.readline(), type=kind)

    async def finish(self, kind: type[Answer], within_s: float) -> Answer:
        """Close its input and wait for its last word and its end; raises as `ask` does."""
        self._orders.close()
        async with asyncio.timeout(within_s):
            said = await self._answers.readline()
            await self._program.wait()
        return msgspec.json.decode(said, type=kind)

    async def end(self) -> None:
        """Kill it, unless it has ended."""
        if self._program.returncode is None:
            self._program.kill()
        await self._program.wait()
