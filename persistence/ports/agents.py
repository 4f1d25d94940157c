"""Machine players as they are kept: who they are, their days, their ties and why these changed."""

from collections.abc import Sequence
from typing import Protocol

from msgspec import Struct

from agents.persona import Persona
from agents.relationships import Change, Tie
from agents.routine import Entry


class Loaded(Struct, frozen=True):
    """What became of the characters that were loaded."""

    added: int
    changed: int
    same: int


class StoredAgent(Struct, frozen=True, kw_only=True):
    """One machine player as it is now; energy 0 to 100, mood -100 to 100."""

    id: str
    name: str
    primary_goal: str
    location: str
    activity: str = ""
    energy: int = 80
    mood: int = 0


class Moved(Struct, frozen=True):
    """A change and the tie after it, times in Unix ms; `id` (a UUID) says it is this one."""

    id: str
    change: Change
    tie: Tie


class Reason(Struct, frozen=True):
    """What one feels about another, and why that changed last, times in Unix ms."""

    tie: Tie
    change: Change | None = None


class Agents(Protocol):
    """Who lives in the valley."""

    async def load(self, personas: Sequence[Persona]) -> Loaded:
        """Write characters, new or changed, in one transaction.

        How they are now stays as it is, and so do ties that are there already; bonds to
        characters that are not there are left out. Nobody is removed. Raises PersonaError where
        two would have one name.
        """

    async def enroll(self, personas: Sequence[Persona]) -> list[str]:
        """Write those that are missing, and leave the others as they are.

        One whose name somebody else has is left out; each of these is said, in a line.
        """

    async def cast(self) -> tuple[Persona, ...]:
        """Everyone's character as it is by now, by id; without those who can't be read."""

    async def all(self) -> list[StoredAgent]:
        """Everyone, by id."""

    async def week(self, agent: str) -> tuple[tuple[Entry, ...], ...]:
        """The entries of Monday to Sunday; seven empty days for somebody unknown."""

    async def ties(self) -> dict[str, dict[str, Tie]]:
        """What each feels about others, by id; `last_ms` is 0 where nothing has passed yet."""

    async def feels(self, agent: str) -> dict[str, Reason]:
        """What one feels about the others, by their ids; nothing for somebody unknown."""

    async def move(self, moves: Sequence[Moved]) -> None:
        """Write changes, oldest first, and the ties after them, at once.

        One that was written before changes nothing. Both sides must be there.
        """

    async def changes(self, agent: str, other: str, limit: int) -> list[Change]:
        """Why one's tie to another is what it is, newest first, at most 500."""
