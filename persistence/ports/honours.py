"""Honours: what finished games amount to, for each person and on each board."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct

from game.careers import Career, Line
from game.ids import Actor, GameId
from game.outcomes import Outcome
from game.periods import BoardKey
from game.results import Unlocked

if TYPE_CHECKING:
    from persistence.ledger import Ledger

# The honours tables as values: table -> key -> the other columns, for comparing and for making.
Tables = Mapping[str, Mapping[tuple[str, ...], tuple[object, ...]]]


class Counted(Struct, frozen=True):
    """A counted game: its place in the order of counting, and what it unlocked."""

    number: int
    unlocked: tuple[Unlocked, ...]


class Earned(Struct, frozen=True):
    """An achievement somebody holds; `game` is None for what no game brought."""

    code: str
    at_ms: int
    game: GameId | None


class Profile(Struct, frozen=True):
    """A person's career; `rating` is the one shown, `rank` that of all time, None before a game."""

    career: Career
    points: int
    rating: float
    is_rated: bool
    rank: int | None
    earned: tuple[Earned, ...]


class Place(Struct, frozen=True):
    """Where somebody stands on a board: the higher score first, then the lower id."""

    score: int
    user: Actor


class BoardLine(Struct, frozen=True):
    """A person on a board, with the rank they share with all who have their score."""

    rank: int
    user: Actor
    name: str
    is_guest: bool
    line: Line
    points: int
    rating: float
    is_rated: bool

    @property
    def place(self) -> Place:
        """Where the line stands: a page goes on after it."""
        return Place(self.line.score, self.user)


class Honours(Protocol):
    """Careers, statistics and achievements; written game by game."""

    async def start(self) -> None:
        """Write the catalogue down; before anything is counted."""

    async def count(self, outcome: Outcome) -> Counted:
        """Count a game once, all of it or nothing; asked again, the answer is the same.

        Games of the same people are counted one after the other, whoever asks.
        """

    async def grant(self, user: Actor, now_ms: int) -> tuple[str, ...]:
        """An account was made: give what that brings and what the career has earned; the codes."""

    async def profile(self, user: Actor) -> Profile:
        """What somebody has gathered; an empty career for who is unknown."""

    async def uncounted(self) -> list[GameId]:
        """Games that are over, were played to their last reveal and never counted, by its time."""


class Boards(Protocol):
    """The leaderboards, read side; people who were erased stand on none."""

    async def page(self, key: BoardKey, after: Place | None, limit: int) -> list[BoardLine]:
        """The board in order, from behind this place on; equal scores by user id."""

    async def standing(self, key: BoardKey, user: Actor) -> BoardLine | None:
        """One person's line; None for who has no game on this board."""

    async def lines(self, key: BoardKey, users: Sequence[Actor]) -> dict[Actor, BoardLine]:
        """The lines of these people, unranked (rank 0)."""

    async def places(self, key: BoardKey, limit: int) -> list[Place]:
        """The first so many places, in order."""


class Ranking(Protocol):
    """The order of boards in Redis: may be lost at any time, and then says None."""

    async def page(
        self, key: BoardKey, after: Place | None, limit: int
    ) -> list[tuple[int, Place]] | None:
        """Ranks and places from behind this place on; None where it doesn't know them all."""

    async def rank(self, key: BoardKey, score: int) -> int | None:
        """The rank that a score has."""

    async def fill(
        self, key: BoardKey, limit: int, read: Callable[[], Awaitable[list[Place]]]
    ) -> None:
        """Make a board again from the first `limit` places that `read` gives."""

    async def rise(self, key: BoardKey, places: Sequence[Place]) -> None:
        """These people have come to these scores; scores never fall."""


class Known(Struct, frozen=True):
    """A game played to its last reveal; `number` as its journal or its row has it."""

    game: GameId
    number: int | None
    is_over: bool


class Books(Protocol):
    """All honours at once, for those who check them or make them again."""

    async def games(self) -> list[Known]:
        """Every game played to its last reveal: the numbered in order, then by its time."""

    async def erased(self) -> list[Actor]:
        """People who were erased: what they had gathered is nobody's business any more."""

    async def tables(self) -> Tables:
        """All that is kept."""

    async def replace(self, make: Callable[[], Awaitable["Ledger"]]) -> None:
        """Put what `make` gives in the place of everything, in one transaction.

        While it runs nothing is counted, and `make` may read.
        """
