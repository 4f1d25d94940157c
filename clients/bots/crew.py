"""Who plays: new guests in every game, or a number of regulars who meet again and again."""

import asyncio
import random
from typing import Final

from clients.auth import AnyAuth, Guest, Token
from clients.bots.options import Options
from clients.sdk import Client

SIGN_INS_MAX: Final = 16


class Crew:
    """Hands out who sits where; regulars may sit in several games at once, never twice in one."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._tokens: list[str] = []

    async def enlist(self) -> None:
        """Sign the regulars in, each once; raises ClientError."""
        limit = asyncio.Semaphore(SIGN_INS_MAX)
        async with asyncio.TaskGroup() as group:
            signing = [
                group.create_task(self._enlisted(limit, n)) for n in range(self._options.regulars)
            ]
        self._tokens = [each.result() for each in signing]

    async def _enlisted(self, limit: asyncio.Semaphore, number: int) -> str:
        options = self._options
        async with (
            limit,
            Client(
                options.addresses,
                first=number,
                auth=Guest(f"Regular {number}"),
                codec=options.codec,
            ) as client,
        ):
            assert client.token is not None
            return client.token

    def at_table(self, game: int) -> list[AnyAuth]:
        """Who plays this game, by seat; the same for the same seed."""
        options = self._options
        if not self._tokens:
            return [Guest(f"Bot {game}-{seat}") for seat in range(options.players)]
        drawn = random.Random(f"{options.seed}.{game}").sample(self._tokens, options.players)
        return [Token(each) for each in drawn]
