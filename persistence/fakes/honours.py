"""Twins of honours: the tables as a ledger in memory, the boards read from it, their ranking."""

from collections.abc import Awaitable, Callable, Sequence

from game.careers import Career
from game.events import HonoursRecorded
from game.ids import Actor, GameId
from game.outcomes import Outcome, outcome
from game.periods import BoardKey, board
from game.state import OVER
from persistence.fakes.hot import Memory
from persistence.fakes.store import OnStore
from persistence.ledger import Ledger
from persistence.ports.honours import (
    BoardLine,
    Counted,
    Known,
    Place,
    Profile,
    Tables,
)
from persistence.ranks import ranks
from persistence.ratings import is_rated, shown


class TwinHonours(OnStore):
    """The Honours port."""

    async def start(self) -> None:
        self.store.check()

    async def count(self, outcome: Outcome) -> Counted:
        self.store.check()
        return self.store.ledger.count(outcome)

    async def grant(self, user: Actor, now_ms: int) -> tuple[str, ...]:
        self.store.check()
        return self.store.ledger.grant(user, now_ms)

    async def profile(self, user: Actor) -> Profile:
        ledger = self.store.ledger
        line = await TwinBoards(self.store).standing(board("all", 0), user)
        earned = ledger.earned.get(user, {}).values()
        return Profile(
            career=ledger.careers.get(user, Career()),
            points=ledger.points(user),
            rating=line.rating if line else 0.0,
            is_rated=line is not None and line.is_rated,
            rank=line.rank if line else None,
            earned=tuple(sorted(earned, key=lambda each: (each.at_ms, each.code))),
        )

    async def uncounted(self) -> list[GameId]:
        known = await TwinBooks(self.store).games()
        return [each.game for each in known if each.is_over and each.number is None]


class TwinBoards(OnStore):
    """The Boards port."""

    async def page(self, key: BoardKey, after: Place | None, limit: int) -> list[BoardLine]:
        lines = self._board(key)
        if after is not None:
            asked = (-after.score, after.user)
            lines = [each for each in lines if (-each.line.score, each.user) > asked]
        return lines[: max(0, limit)]

    async def standing(self, key: BoardKey, user: Actor) -> BoardLine | None:
        return next((each for each in self._board(key) if each.user == user), None)

    async def lines(self, key: BoardKey, users: Sequence[Actor]) -> dict[Actor, BoardLine]:
        found = {each.user: each for each in self._board(key, is_ranked=False)}
        return {user: found[user] for user in users if user in found}

    async def places(self, key: BoardKey, limit: int) -> list[Place]:
        return [each.place for each in self._board(key)[:limit]]

    def _board(self, key: BoardKey, *, is_ranked: bool = True) -> list[BoardLine]:
        store = self.store
        store.check()
        here = [
            (user, entry)
            for (where, user), entry in store.ledger.entries.items()
            if where == key and (user not in store.users or store.users[user].status != "deleted")
        ]
        here.sort(key=lambda each: (-each[1].line.score, each[0]))
        places = ranks(0, 0, [entry.line.score for _, entry in here])
        found = []
        for rank, (user, entry) in zip(places, here, strict=True):
            row = store.users.get(user)
            name, is_guest = (row.display_name, row.is_guest) if row else (user, True)
            found.append(
                BoardLine(
                    rank=rank if is_ranked else 0,
                    user=user,
                    name=name,
                    is_guest=is_guest,
                    line=entry.line,
                    points=entry.points,
                    rating=shown(entry.rating),
                    is_rated=is_rated(entry.rating, entry.line.games),
                )
            )
        return found


class TwinBooks(OnStore):
    """The Books port."""

    async def games(self) -> list[Known]:
        store = self.store
        store.check()
        found: list[tuple[int | float, int, Known]] = []
        for game, entries in store.entries.items():
            played = outcome(game, entries)
            if played is None:
                continue
            told = [e.event.number for e in entries if isinstance(e.event, HonoursRecorded)]
            kept = store.ledger.games.get(game)
            number = (told and told[0]) or (kept.number if kept else None)
            is_over = store.states[game].phase in OVER
            order = number if number is not None else float("inf")
            found.append((order, played.ended_ms, Known(game, number, is_over)))
        found.sort(key=lambda each: (each[0], each[1], each[2].game))
        return [known for _, _, known in found]

    async def erased(self) -> list[Actor]:
        self.store.check()
        return [user for user, row in self.store.users.items() if row.status == "deleted"]

    async def tables(self) -> Tables:
        self.store.check()
        return self.store.ledger.tables()

    async def replace(self, make: Callable[[], Awaitable[Ledger]]) -> None:
        self.store.check()
        self.store.ledger = await make()


class TwinRanking:
    """The Ranking port: what it holds is complete or missing, unless `fill` was cut short."""

    def __init__(self, memory: Memory) -> None:
        self.memory = memory

    async def page(
        self, key: BoardKey, after: Place | None, limit: int
    ) -> list[tuple[int, Place]] | None:
        held = self.memory.reach().boards.get(key)
        if held is None:
            return None
        scores, end = held
        known = sorted((-score, user) for user, score in scores.items() if score > end)
        first = 0
        if after is not None:
            first = sum(each <= (-after.score, after.user) for each in known)
        page = known[first : first + limit]
        if len(page) < limit and end >= 0:
            return None
        better = sum(each[0] < page[0][0] for each in known) if page else 0
        found = ranks(better, first, [-score for score, _ in page])
        places = [Place(-score, user) for score, user in page]
        return list(zip(found, places, strict=True))

    async def rank(self, key: BoardKey, score: int) -> int | None:
        held = self.memory.reach().boards.get(key)
        if held is None or score <= held[1]:
            return None
        return 1 + sum(each > score for each in held[0].values())

    async def fill(
        self, key: BoardKey, limit: int, read: Callable[[], Awaitable[list[Place]]]
    ) -> None:
        memory = self.memory
        if memory.away or key in memory.boards or key in memory.filling:
            return
        memory.filling[key] = None
        places = await read()
        if key not in memory.filling:
            return
        del memory.filling[key]
        end = -1 if len(places) < limit else places[-1].score
        memory.boards[key] = ({each.user: each.score for each in places}, end)

    async def rise(self, key: BoardKey, places: Sequence[Place]) -> None:
        memory = self.memory.reach()
        held = memory.boards.get(key)
        if held is None:
            memory.filling.pop(key, None)
            return
        for each in places:
            if each.score > held[1]:
                held[0][each.user] = max(each.score, held[0].get(each.user, 0))
