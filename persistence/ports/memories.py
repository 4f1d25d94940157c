"""What agents remember, and how far: memories and cursors, always written together."""

from collections.abc import Sequence
from typing import Final, Protocol

from msgspec import Struct

from agents.memories import Kind, Memory, Whom
from agents.relationships import Stir
from agents.retrieval import CANDIDATES_MAX, Cue
from game.ids import Actor, GameId

# An evening has fewer occasions to remember something aloud.
RECALLED_MAX: Final = 64


class Cursor(Struct, frozen=True, kw_only=True):
    """An agent has remembered a game from after `after` up to `seq`; `is_done`: for good."""

    game: GameId
    after: int
    seq: int
    is_done: bool = False


class Saved(Struct, frozen=True):
    """What became of a batch: written or not, and how many memories were ever written for it.

    By so much as that has grown, what an agent has can have grown; less where memories merged.
    """

    is_written: bool
    written: int


class Changes(Struct, frozen=True):
    """Memories written since a version, the oldest first; the last one's version; how many are
    held in all."""

    memories: Sequence[Memory]
    version: int
    held: int


class Memories(Protocol):
    """The stream of every agent. Every method raises StorageUnavailable."""

    async def cursors(self, game: GameId) -> dict[str, int]:
        """Up to which event each agent remembers this game; nothing where it has not begun."""

    async def save(
        self, agent: str, cursor: Cursor, batch: Sequence[Memory], stirs: Sequence[Stir] = ()
    ) -> Saved:
        """Write memories, changes of ties and the cursor at once; what says the same becomes one.

        Nothing is written if the cursor stands elsewhere than at `after`: somebody else was
        faster. Memories about people who were erased are left out.
        """

    async def behind(self, limit: int) -> list[GameId]:
        """Games that are over and that an agent who sat there is not done with, oldest first."""

    async def recall(
        self, agent: str, asked: Cue, about: Whom | None = None, limit: int = CANDIDATES_MAX
    ) -> list[Memory]:
        """What `candidates` chooses of all this agent's memories, or of those `is_about`."""

    async def recall_each(self, agent: str, whom: Whom, limit: int) -> dict[str, list[Memory]]:
        """For each of these what `candidates` chooses of what is about them, where nothing is
        asked, in any order."""

    async def of_kind(
        self, agent: str, kind: Kind, about: Actor | None, limit: int
    ) -> list[Memory]:
        """The newest of one kind: all, or those about this person or about nobody."""

    async def count(self, agent: str, about: Whom | None = None) -> int:
        """How many memories it has, or has about any of these."""

    async def touch(self, agent: str, ids: Sequence[str], now_ms: int) -> None:
        """These were recalled now."""

    async def compact(self, agent: str, now_ms: int, bound: int) -> int:
        """Forget down to the bound by `agents.forgetting`; how many there are afterwards."""

    async def recalled(self, agent: str, since_ms: int, limit: int = RECALLED_MAX) -> list[str]:
        """What it was touched for from then on, as texts, the last first: what it may retell."""

    async def unmeant(self, after: str | None, limit: int) -> list[Memory]:
        """Memories of all agents without an embedding, by id, from after this one."""

    async def mean(self, batch: Sequence[Memory]) -> None:
        """Keep the embeddings of those that have none; nothing else of them is written."""

    async def index(self, model: str, width: int) -> None:
        """Have those of a model, which have so many numbers, found quickly."""

    async def changes(self, agent: str, since: int, limit: int) -> Changes:
        """What was written after version `since`, 0 for all; what is gone shows in how many are
        held."""
