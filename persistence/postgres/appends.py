"""What one room wants to be written, and how a batch of that becomes one transaction.

Must not know whose turn it is, nor what becomes of a failure: that is the journal's.
"""

import asyncio
from collections.abc import Sequence
from typing import Final

import msgspec
from msgspec import Struct

from game.events import Entry, Event
from game.ids import GameId
from game.state import GameState
from persistence.postgres.pool import Solo
from persistence.postgres.projections import Row, Rows, project
from persistence.postgres.statements import CHAT, EVENTS, LINES, ORDER

PAYLOAD_BYTES_MAX: Final = 7_500  # the server takes less than 8,000

encode = msgspec.json.Encoder(order="deterministic").encode


class EventRow(Struct, frozen=True, gc=False):
    """An event on its way to its table."""

    game: str
    seq: int
    cause: str
    at_ms: int
    body: Event


class LineRow(Struct, frozen=True, gc=False):
    """A line of chat on its way to its table."""

    id: str
    game: str
    is_ai: bool
    speaker: str
    text: str
    at_ms: int


class Append:
    """One room's batch on its way to the disk; `done` tells its caller."""

    __slots__ = ("done", "events", "game", "hint", "rows")

    def __init__(
        self, game: GameId, entries: Sequence[Entry], state: GameState, done: asyncio.Future[None]
    ) -> None:
        self.game = game
        self.events = [
            EventRow(game, each.seq, each.cause, each.at_ms, each.event) for each in entries
        ]
        self.rows: Rows = project(game, entries, state)
        self.hint = f"{game} {entries[-1].seq}"
        self.done = done

    def settle(self, error: Exception | None) -> None:
        """Tell the caller, unless they have gone."""
        if self.done.done():
            return
        if error is None:
            self.done.set_result(None)
        else:
            self.done.set_exception(error)


async def write(link: Solo, batch: Sequence[Append]) -> None:
    """Everything that the batch adds and changes, durable when this returns.

    Each question waits until the server has answered the one before, and until the event loop has
    come round, which under load takes longer; so chat alone, a transaction by itself, is one.
    """
    events = _json([row for append in batch for row in append.events])
    hints = chunks([append.hint for append in batch])
    kinds = {statement: None for append in batch for statement in append.rows}
    if not kinds:
        await link.execute(EVENTS, events, hints)
        return
    if list(kinds) == [LINES]:
        await link.execute(CHAT, events, hints, _lines(_rows(batch, LINES)))
        return
    async with link.transaction():
        await link.execute(EVENTS, events, hints)
        for statement in ORDER:
            if statement is LINES and LINES in kinds:
                await link.execute(LINES, _lines(_rows(batch, LINES)))
            elif statement in kinds:
                rows = _rows(batch, statement)
                await link.execute(statement, *zip(*rows, strict=True))


def _rows(batch: Sequence[Append], statement: str) -> list[Row]:
    return [row for append in batch for row in append.rows.get(statement, {}).values()]


def _lines(rows: Sequence[Row]) -> str:
    return _json([LineRow(*row) for row in rows])


def _json(rows: object) -> str:
    return encode(rows).decode()


def chunks(hints: Sequence[str]) -> list[str]:
    """The hints joined by `;`, in as few payloads as the server's limit allows."""
    payloads: list[str] = []
    for hint in hints:
        if payloads and len(payloads[-1]) + 1 + len(hint) <= PAYLOAD_BYTES_MAX:
            payloads[-1] += ";" + hint
        else:
            payloads.append(hint)
    return payloads
