"""Holds the acknowledged against the database's rows: journal, answers, votes and chat.

Reads only; the tables and columns are those of the migrations.
"""

from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any, Final, Self
from uuid import UUID

import asyncpg

from clients.bots.findings import Findings
from clients.bots.ledger import Acked, Ledger
from game.commands import CastGuess, CastVote, SendChat, SubmitResponse
from game.views import EventView

_EVENTS: Final = "select seq, body->>'t' from game_events where game_id = $1 order by seq"
# In the journal, and told to nobody.
_UNTOLD: Final = "room.moved"
_ANSWERS: Final = """
    select a.id, r.round_number, a.player_id, a.response
    from player_responses a join game_rounds r on r.id = a.round_id where r.game_id = $1"""
_VOTES: Final = """
    select r.round_number, v.voter_id, v.vote_type, v.response_id
    from votes v join game_rounds r on r.id = v.round_id where r.game_id = $1"""
_GUESSES: Final = """
    select g.player_id, g.response_id, g.is_ai
    from guesses g join game_rounds r on r.id = g.round_id where r.game_id = $1"""
_LINES: Final = "select id, message from conversation_logs where game_id = $1"

# A row by what names it: for each the content that was promised.
Found = Mapping[tuple[Any, ...], Any]


class Rows:
    """A small pool of its own; use as a context."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._pool: asyncpg.Pool[asyncpg.Record]

    async def __aenter__(self) -> Self:
        self._pool = await asyncpg.create_pool(self._url, min_size=1, max_size=4)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._pool.close()

    async def check(
        self, found: Findings, ledger: Ledger, history: Sequence[EventView] | None
    ) -> None:
        """Add what is missing from the tables, or different there, also without a history."""
        game = UUID(ledger.game)
        async with self._pool.acquire() as connection:
            events = await connection.fetch(_EVENTS, game)
            answers = await connection.fetch(_ANSWERS, game)
            votes = await connection.fetch(_VOTES, game)
            guesses = await connection.fetch(_GUESSES, game)
            lines = await connection.fetch(_LINES, game)
        there: dict[tuple[Any, ...], Any] = {}
        for id, number, player, text in answers:
            there["answer", str(id)] = (number, str(player), text)
        for number, voter, vote_type, response in votes:
            there["vote", number, str(voter), vote_type] = str(response)
        for player, response, is_ai in guesses:
            there["guess", str(player), str(response)] = is_ai
        for id, text in lines:
            there["chat", str(id)] = text
        if [seq for seq, _ in events] != list(range(1, len(events) + 1)):
            found.rows_missing += 1
            found.note(f"game {ledger.number}: game_events is not numbered 1 to {len(events)}")
        told = [seq for seq, kind in events if kind != _UNTOLD]
        if history is not None and told != [view.seq for view in history]:
            found.rows_missing += 1
            found.note(f"game {ledger.number}: game_events differs from the history")
        compare(found, ledger, there)


def compare(found: Findings, ledger: Ledger, there: Found) -> None:
    """Look for the row of everything acknowledged that leaves one; pure."""
    for acked in ledger.acked:
        promised = row_of(acked)
        if promised is None:
            continue
        key, content = promised
        found.rows_checked += 1
        if key not in there:
            found.rows_missing += 1
            found.note(f"game {ledger.number}: no row for {key}")
        elif there[key] != content:
            found.rows_altered += 1
            found.note(f"game {ledger.number}: the row of {key} is {there[key]}, not {content}")


def row_of(acked: Acked) -> tuple[tuple[Any, ...], Any] | None:
    """The key and the content of the row that this acknowledgement promised."""
    match acked.command:
        case SubmitResponse(round=number, text=text):
            return ("answer", acked.made), (number, acked.player, text.strip())
        case CastVote(round=number, response=response, vote_type=vote_type):
            return ("vote", number, acked.player, vote_type), response
        case CastGuess(response=response, is_ai=is_ai):
            return ("guess", acked.player, response), is_ai
        case SendChat(text=text):
            return ("chat", acked.made), text.strip()
        case _:
            return None
