"""The valley as it is kept: who is how at one tick, and what came of the ticks before it."""

from collections.abc import Sequence
from typing import Protocol

from msgspec import Struct, field

from agents.memories import Memory
from agents.relationships import Tie
from agents.world.body import Body
from agents.world.happenings import Brought
from game.ids import Actor
from persistence.ports.agents import Moved


class Life(Struct, frozen=True):
    """One agent's body and what it feels about others, in its own order; times are the valley's."""

    body: Body
    ties: tuple[tuple[str, Tie], ...] = ()


class StoredValley(Struct, frozen=True, kw_only=True):
    """The valley at the tick at which it was last written; `born_ms` in Unix ms.

    `ties` are what agents feel by now, whoever changed it; times are Unix ms.
    """

    seed: str
    tick: int
    now_ms: int
    born_ms: int
    lives: dict[str, Life]
    ties: dict[str, dict[str, Tie]] = field(default_factory=dict)


class Checkpoint(Struct, frozen=True, kw_only=True):
    """All that came of the ticks from after `after` up to `tick`; `at_ms` is the Unix time of it.

    `lives` are those that changed, `touched` the ties (of, toward) that did, with their times in
    Unix ms, and `moves` why they did. `lived` are the changes from elsewhere that were taken in.
    Memories are by agent.
    """

    after: int
    tick: int
    now_ms: int
    at_ms: int
    lives: dict[str, Life]
    touched: Sequence[tuple[str, str, Tie]] = ()
    moves: Sequence[Moved] = ()
    lived: Sequence[str] = ()
    memories: dict[str, Sequence[Memory]] = field(default_factory=dict)


class StoredCharacter(Struct, frozen=True):
    """A person's body in the valley, or where it stood last; cm."""

    user: Actor
    name: str
    place: str
    x: int
    y: int


class Valley(Protocol):
    """One valley over one database. Every method raises StorageUnavailable."""

    async def begin(self, run: str, seed: str, at_ms: int) -> StoredValley:
        """From now on only this run may write it; born now, with this seed, if there was none.

        What was felt elsewhere until then is in its ties, and comes to nobody any more.
        """

    async def keep(self, run: str, found: Checkpoint) -> dict[str, int]:
        """Write all of it in one transaction; how many memories those have who got some.

        What was written already is not written again. Raises OwnershipLost where another run has
        begun since, or the tick is another. Agents that are not in the tables are passed over. A
        tie is written with all that was felt elsewhere, lived or not.
        """

    async def welcome(self, run: str, agents: Sequence[str]) -> list[tuple[str, str, Tie]]:
        """What these, who come to live there, and all others feel about each other: of, toward.

        What was felt elsewhere until now is in it, and comes to nobody any more. Raises
        OwnershipLost where another run has begun since.
        """

    async def unlived(self, limit: int) -> list[Brought]:
        """What agents came to feel about each other elsewhere and no tick has taken in; oldest
        first."""

    async def life(self, agent: str) -> Life | None:
        """How one was when it was last written."""

    async def character(self, user: Actor) -> StoredCharacter | None:
        """Somebody's character."""

    async def settle(self, characters: Sequence[StoredCharacter]) -> None:
        """These are so now; people who are not there any more are passed over."""
