"""Games as storage sees them: the log of each, the list of all, and the hints between nodes."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from game.events import Entry
from game.ids import Actor, GameId
from game.snapshot import GameListed
from game.state import GameState


class Journal(Protocol):
    """The room log: append-only, numbered, fenced by its key."""

    async def ready(self) -> None:
        """Return when an append begun now would be written next, or in a moment at the latest.

        Whoever decides what to append only then has more to decide at once.
        """

    async def append(
        self, game: GameId, after: int, entries: Sequence[Entry], state: GameState
    ) -> None:
        """Write entries `after`+1, … with their rows and one hint, in one transaction.

        `state` is the game after them, for the rows. Raises OwnershipLost when a number is
        taken (or a new game's code or founding command is), StorageUnavailable when the outcome
        is unknown. Appends of many rooms share a commit.
        """

    async def read(self, game: GameId, after: int, limit: int = 10_000) -> list[Entry]:
        """Entries after this number, in order."""

    async def founded_by(self, cause: str) -> GameId | None:
        """The game that this `game.create` founded, if it did: a retry finds its answer."""


class Games(Protocol):
    """The games table, read side."""

    async def live(self) -> list[GameId]:
        """Every game not over yet, oldest first."""

    async def hosted(self, host: Actor) -> int:
        """How many live games this person hosts."""

    async def find(self, code: str) -> GameId | None:
        """The newest game with this code, live ones first."""

    async def page(
        self, status: str | None, mode: str | None, cursor: str | None, limit: int
    ) -> tuple[list[GameListed], str | None]:
        """Public games, newest first, and the cursor of the next page."""

    async def unsealed(self) -> list[GameId]:
        """Games that are over and have no digest yet."""

    async def digest(self, game: GameId) -> str | None:
        """The digest kept for a game."""

    async def seal(self, game: GameId, digest: str) -> None:
        """Keep the digest of a game that is over; `genius replay` compares with it."""


class Feed(Protocol):
    """Hints that rooms have new entries; any may be lost, doubled or late.

    And, to `on_memory`, that an agent has new memories of a kind; to `on_cast`, that characters
    were written, or may have been.
    """

    on_memory: Callable[[str, str], None]
    on_cast: Callable[[], None]

    @property
    def deaf(self) -> bool:
        """Whether nothing is heard for 3 s though the database answers; ends by itself.

        What was missed is caught up with `on_reconnect`.
        """

    async def start(
        self,
        on_hint: Callable[[GameId, int], None],
        on_reconnect: Callable[[], Awaitable[None]],
    ) -> None:
        """Listen from now on; `on_reconnect` runs whenever hints may have been missed."""

    async def listeners(self) -> int:
        """How many nodes listen now, this one included; raises StorageUnavailable."""

    async def stop(self) -> None:
        """Stop listening."""
