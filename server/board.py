"""Answers `leaderboard.get`: a page of a board, and where the asker stands. Sans I/O."""

import base64
import binascii
from collections.abc import Callable

from game.ids import Actor
from game.periods import BoardKey, board
from persistence.ports import BoardLine, Boards, Place
from server import wire
from server.visitor import Visitor


class Board:
    """The boards of the present moment; past seasons and weeks are kept, but not shown."""

    def __init__(self, boards: Boards, now_ms: Callable[[], int]) -> None:
        self._boards, self._now_ms = boards, now_ms

    async def serve(self, visitor: Visitor, command: wire.GetLeaderboard) -> None:
        """Answer; raises StorageUnavailable.

        An unreadable cursor, or one of a season or week that has ended since, ends the list.
        """
        key = board(command.scope, self._now_ms())
        after = _place(key, command.cursor) if command.cursor is not None else None
        lines: list[BoardLine] = []
        if after is not None or command.cursor is None:
            # One more than asked for tells whether there is a next page.
            lines = await self._boards.page(key, after, command.limit + 1)
        page = lines[: command.limit]
        mine = await self._boards.standing(key, visitor.actor)
        visitor.reply(
            wire.BoardReply(
                re=command.id,
                scope=command.scope,
                rows=[_row(line) for line in page],
                me=_row(mine) if mine is not None else None,
                next=_cursor(key, page[-1]) if len(lines) > len(page) else None,
            )
        )


def _row(line: BoardLine) -> wire.BoardRow:
    return wire.BoardRow(
        rank=line.rank,
        user=line.user,
        name=line.name,
        is_guest=line.is_guest,
        total_score=line.line.score,
        games_played=line.line.games,
        wins=line.line.wins,
        rating=line.rating,
        is_rated=line.is_rated,
    )


def _cursor(key: BoardKey, last: BoardLine) -> str:
    text = f"{key.period} {last.line.score} {last.user}"
    return base64.urlsafe_b64encode(text.encode()).decode()


def _place(key: BoardKey, cursor: str) -> Place | None:
    try:
        text = base64.urlsafe_b64decode(cursor.encode()).decode()
    except (binascii.Error, ValueError):
        return None
    period, _, place = text.partition(" ")
    score, _, user = place.partition(" ")
    if period != key.period or not (score.isascii() and score.isdigit()):
        return None
    return Place(int(score), Actor(user))
