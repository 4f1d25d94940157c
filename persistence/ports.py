"""What the server may ask of storage: small protocols, their shapes, and their two errors.

Knows no adapter. Each port has a twin in `fakes.py` and a real one below `postgres/` or `redis/`.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Literal, Protocol

from msgspec import Struct

from game.commands import Prompt
from game.events import Entry
from game.ids import Actor, GameId
from game.snapshot import GameShown
from game.state import GameState


class StorageUnavailable(Exception):
    """The store did not answer; after a write its outcome is unknown: read before going on."""


class NothingWritten(StorageUnavailable):
    """The store could not even be reached: this write certainly did not happen."""


class OwnershipLost(Exception):
    """Another node has written this room's next number: this node must let the room go."""


class Journal(Protocol):
    """The room log: append-only, numbered, fenced by its key."""

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

    async def find(self, code: str) -> GameId | None:
        """The newest game with this code, live ones first."""

    async def page(
        self, status: str | None, mode: str | None, cursor: str | None, limit: int
    ) -> tuple[list[GameShown], str | None]:
        """Public games, newest first, and the cursor of the next page."""

    async def unsealed(self) -> list[GameId]:
        """Games that are over and have no digest yet."""

    async def digest(self, game: GameId) -> str | None:
        """The digest kept for a game."""

    async def seal(self, game: GameId, digest: str) -> None:
        """Keep the digest of a game that is over; `genius replay` compares with it."""


class Feed(Protocol):
    """Hints that rooms have new entries; any may be lost, doubled or late."""

    async def start(
        self,
        on_hint: Callable[[GameId, int], None],
        on_reconnect: Callable[[], Awaitable[None]],
    ) -> None:
        """Listen from now on; `on_reconnect` runs whenever hints may have been missed."""

    async def stop(self) -> None:
        """Stop listening."""


class Person(Struct, frozen=True):
    """An account as the server needs it."""

    id: Actor
    name: str
    role: Literal["user", "moderator", "admin", "service"]
    is_guest: bool


class Login(Struct, frozen=True):
    """A person with the session that signed them in; times in Unix ms."""

    person: Person
    session: str
    expires_at: int


class Accounts(Protocol):
    """People and their sessions; tokens are known by their SHA-256 only."""

    async def welcome_guest(
        self, name: str, token_hash: bytes, now_ms: int, ttl_ms: int, ip: str | None, agent: str
    ) -> Login:
        """Create a guest with a first session."""

    async def by_token(self, token_hash: bytes, now_ms: int) -> Login | None:
        """Who this token signs in, unless it is unknown or expired; notes the visit."""


class StoredPrompt(Struct, frozen=True):
    """A prompt with the pack it belongs to."""

    pack: str
    language: str
    prompt: Prompt


class Prompts(Protocol):
    """The prompt store, filled from the packs at start."""

    async def load(self, prompts: Sequence[StoredPrompt]) -> int:
        """Make the packs' prompts the active ones; those gone from a pack rest; the count."""

    async def drawn_from(self, pack: str, language: str) -> tuple[Prompt, ...]:
        """The active prompts of a pack, in a stable order."""


class Kept(Struct, frozen=True):
    """A room's snapshot: the state after entry `state.seq`."""

    state: GameState
    at_ms: int


class Snapshots(Protocol):
    """Hot copies of live rooms; losing one costs only a longer fold."""

    async def save(self, kept: Kept) -> None:
        """Keep this one in place of an older."""

    async def load(self, games: Sequence[GameId]) -> dict[GameId, Kept]:
        """Those still there; one that can't be read counts as lost."""

    async def forget(self, game: GameId) -> None:
        """The game is over."""

    async def pulse(self, node: str, now_ms: int) -> None:
        """Note that this node lives; read at the next start, to give lost time back."""

    async def last_pulse(self, node: str) -> int | None:
        """When this node last noted that it lives, Unix ms."""


class Leases(Protocol):
    """Who serves which room: a guess about time; the journal's key is the fact."""

    async def acquire(self, games: Sequence[GameId], node: str) -> dict[GameId, str]:
        """Take what is free or mine already; returns the holder of each, mine or another's."""

    async def renew(self, games: Sequence[GameId], node: str) -> None:
        """Hold on to mine for another term."""

    async def release(self, games: Sequence[GameId], node: str) -> None:
        """Let mine go."""
