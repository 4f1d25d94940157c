"""Reads a game's whole history back, at any address that gives it."""

from typing import Final

from clients.bots.ledger import Ledger
from clients.bots.options import Options
from clients.failures import ClientError
from clients.sdk import Client, Token
from game.views import EventView
from server.wire import GameHistory

PAGE: Final = 200


async def history_of(ledger: Ledger, options: Options) -> list[EventView]:
    """All pages, by the host's token: whoever played may read.

    An address that is down is passed over by the client; one that says no, or stays silent, is
    left here. Raises the last one's ClientError.
    """
    addresses = options.addresses
    for place in range(len(addresses)):
        try:
            return await _pages(ledger, options, ledger.number + place)
        except ClientError:
            if place == len(addresses) - 1:
                raise
    raise AssertionError("there is an address")


async def _pages(ledger: Ledger, options: Options, first: int) -> list[EventView]:
    events: list[EventView] = []
    async with Client(
        options.addresses,
        first=first,
        auth=Token(ledger.host_token),
        codec=options.codec,
        patience_s=options.limit_s,
    ) as reader:
        from_seq: int | None = 1
        while from_seq is not None:
            command = GameHistory(game=ledger.game, from_seq=from_seq, limit=PAGE)
            page = await reader.ask(command)
            events += page.events
            from_seq = page.next
    return events
