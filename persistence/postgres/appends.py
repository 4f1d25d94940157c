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
from persistence.postgres.statements import (
    ENDINGS,
    EVENTS,
    FREED,
    GUESSES,
    LINES,
    LOST_LINES,
    ORDER,
    PARTS,
    RESPONSES,
    ROUNDS,
    SCORES,
    VOTES,
    together,
)

# A number that another node is writing in this moment is not waited for: nor would all other rooms.
# And a commit of ten kinds of rows takes longer to plan than to write: it is planned once.
SESSION: Final = (
    "set lock_timeout = '500ms'; set idle_in_transaction_session_timeout = '1500ms';"
    " set plan_cache_mode = 'force_generic_plan'"
)
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
    come round, which under load takes longer; so a commit is one question. Only where a room needs
    an order among its rows is it as many as there are kinds of rows.
    """
    events = _json([row for append in batch for row in append.events])
    hints = chunks([append.hint for append in batch])
    kinds = {statement: None for append in batch for statement in append.rows}
    if not any(needs_order(append.rows) for append in batch):
        parts = tuple(each for each in PARTS if each in kinds)
        columns = [column for each in parts for column in _columns(batch, each)]
        await link.execute(together(parts), events, hints, *columns)
        return
    async with link.transaction():
        await link.execute(EVENTS, events, hints)
        for statement in ORDER:
            if statement in kinds:
                await link.execute(statement, *_columns(batch, statement))


def needs_order(rows: Rows) -> bool:
    """Whether one statement can't write these rows of a room.

    That is when somebody leaves the lobby, for a freed seat may be taken again in the same breath;
    and when a round is played faster than the disk can follow.
    """
    if FREED in rows or LOST_LINES in rows:
        return True
    if RESPONSES in rows and (VOTES in rows or SCORES in rows or GUESSES in rows):
        return True
    return not rows.get(ROUNDS, {}).keys().isdisjoint(rows.get(ENDINGS, {}))


def _columns(batch: Sequence[Append], statement: str) -> Sequence[object]:
    """The statement's parameters."""
    rows = [row for append in batch for row in append.rows.get(statement, {}).values()]
    return [_lines(rows)] if statement is LINES else list(zip(*rows, strict=True))


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
