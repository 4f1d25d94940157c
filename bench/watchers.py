"""A crowd that watches one game for a while, in a process of its own, and what it saw.

`python -m bench.watchers URL ...` reads one Watch; at the end of the input it leaves at once.
"""

import os
import sys
from typing import Final, Self

import uvloop

from bench.child import Child
from clients.bots import crowd_child
from clients.bots.crowd import Crowd
from clients.bots.crowd_child import Here, Watch
from game.ids import GameId

ARRIVE_S: Final = 300.0
LEAVE_S: Final = 30.0


class Watchers:
    """The other end of it."""

    def __init__(self, child: Child) -> None:
        self._child = child
        self.pid = child.pid

    @classmethod
    async def send(cls, urls: tuple[str, ...]) -> Self:
        """A process that waits for its crowd."""
        return cls(await Child.start("bench.watchers", *urls))

    async def sit(self, game: GameId, count: int) -> None:
        """Return when all of them watch; raises TimeoutError."""
        await self._child.ask(Watch(game, 0, count), Here, ARRIVE_S)

    async def leave(self) -> Crowd:
        """They go, and this is what they saw; raises TimeoutError."""
        return await self._child.finish(Crowd, LEAVE_S)

    async def end(self) -> None:
        """Whatever became of them."""
        await self._child.end()


async def main(urls: list[str]) -> None:
    """Watch until the input ends."""
    await crowd_child.main(urls, to_the_end=False)
    # With all their sockets at once: nobody says goodbye.
    os._exit(0)


if __name__ == "__main__":
    uvloop.run(main(sys.argv[1:]))
