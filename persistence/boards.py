"""The boards behind a ranking that may be lost: it gives the order, the database every value.

Whatever the two disagree about is answered by the database alone.
"""

import contextlib
from collections.abc import Sequence
from functools import partial
from typing import Final

from msgspec.structs import replace

from game.ids import Actor, GameId
from game.outcomes import Outcome
from game.periods import BoardKey, boards
from persistence.ports.errors import StorageUnavailable
from persistence.ports.honours import (
    BoardLine,
    Boards,
    Counted,
    Honours,
    Place,
    Profile,
    Ranking,
)

# Places held of each board; who looks further down asks the database.
PLACES_MAX: Final = 10_000


class CachedBoards:
    """The Boards port, with its order from a ranking where that knows it."""

    def __init__(self, stored: Boards, ranking: Ranking, *, places_max: int = PLACES_MAX) -> None:
        self._stored, self._ranking, self._places_max = stored, ranking, places_max

    async def page(self, key: BoardKey, after: Place | None, limit: int) -> list[BoardLine]:
        """The board in order, from behind this place on."""
        ranked = await self._ranking.page(key, after, limit)
        if ranked is None:
            await self._fill(key)
            return await self._stored.page(key, after, limit)
        lines = await self._stored.lines(key, [place.user for _, place in ranked])
        page = [
            replace(lines[place.user], rank=rank)
            for rank, place in ranked
            if place.user in lines and lines[place.user].line.score == place.score
        ]
        # Somebody has moved on, or is gone, since the ranking heard of them.
        is_stale = len(page) < len(ranked)
        return await self._stored.page(key, after, limit) if is_stale else page

    async def standing(self, key: BoardKey, user: Actor) -> BoardLine | None:
        """One person's line; None for who has no game on this board."""
        lines = await self._stored.lines(key, [user])
        if user not in lines:
            return None
        rank = await self._ranking.rank(key, lines[user].line.score)
        if rank is None:
            await self._fill(key)
            return await self._stored.standing(key, user)
        return replace(lines[user], rank=rank)

    async def lines(self, key: BoardKey, users: Sequence[Actor]) -> dict[Actor, BoardLine]:
        """The lines of these people, unranked."""
        return await self._stored.lines(key, users)

    async def places(self, key: BoardKey, limit: int) -> list[Place]:
        """The first so many places, in order."""
        return await self._stored.places(key, limit)

    async def rise(self, outcome: Outcome) -> None:
        """A game was counted: its people stand higher now."""
        users = [each.user for each in outcome.people]
        for key in boards(outcome.ended_ms):
            lines = await self._stored.lines(key, users)
            await self._ranking.rise(key, [line.place for line in lines.values()])

    async def _fill(self, key: BoardKey) -> None:
        limit = self._places_max
        await self._ranking.fill(key, limit, partial(self._stored.places, key, limit))


class CachedHonours:
    """The Honours port, which also tells the ranking of every counted game."""

    def __init__(self, stored: Honours, cached: CachedBoards) -> None:
        self._stored, self._cached = stored, cached

    async def start(self) -> None:
        """Write the catalogue down."""
        await self._stored.start()

    async def count(self, outcome: Outcome) -> Counted:
        """Count a game once, then let its people rise."""
        counted = await self._stored.count(outcome)
        # Counted it is, whatever happens now; a ranking that missed it expires soon.
        with contextlib.suppress(StorageUnavailable):
            await self._cached.rise(outcome)
        return counted

    async def grant(self, user: Actor, now_ms: int) -> tuple[str, ...]:
        """Give what an account brings."""
        return await self._stored.grant(user, now_ms)

    async def profile(self, user: Actor) -> Profile:
        """What somebody has gathered."""
        return await self._stored.profile(user)

    async def uncounted(self) -> list[GameId]:
        """Games that were never counted."""
        return await self._stored.uncounted()
