"""How far agents have thought: what they concluded, changed about themselves, and plan."""

from collections.abc import Sequence
from typing import Any, Protocol

from msgspec import Struct

from agents.memories import Memory
from agents.metacognition import Evaluation
from agents.planning import Plan
from agents.strategy import Strategy


class Thoughts(Struct, frozen=True, kw_only=True):
    """How far an agent has thought, in Unix ms; `gathered`: the importance of what came since."""

    strategy: Strategy = Strategy()
    reflected_until: int = 0
    evaluated_until: int = 0
    gathered: float = 0.0


class Review(Struct, frozen=True, kw_only=True):
    """One look at oneself, as it is kept."""

    id: str
    at: int
    performance: dict[str, Any]
    adjustments: dict[str, Any]
    goals: dict[str, Any]
    notes: str


class Minds(Protocol):
    """What agents think. Every method raises StorageUnavailable."""

    async def thoughts(self, agent: str) -> Thoughts:
        """How far this agent has thought; nowhere for somebody unknown."""

    async def strategies(self) -> dict[str, Strategy]:
        """What each agent has changed about how it plays; those who changed nothing are left out.

        What can't be read any more counts as nothing.
        """

    async def since(self, agent: str, at_ms: int, limit: int) -> list[Memory]:
        """The observations after a moment, oldest first, without embeddings; the last `limit`."""

    async def reflect(
        self, agent: str, after: int, until: int, found: Sequence[Memory], plans: Sequence[Plan]
    ) -> bool:
        """Write reflections and plans, and that they reach `until`, in one transaction.

        Nothing, and False, if the agent has reflected further than `after` meanwhile. What is
        about people who were erased is left out.
        """

    async def evaluate(
        self, agent: str, after: int, until: int, found: Evaluation | None, memory: Memory | None
    ) -> bool:
        """Write a look at oneself and its strategy likewise; None: there was nothing to look at."""

    async def reviews(self, agent: str, limit: int) -> list[Review]:
        """The last looks at itself, newest first, at most 100."""

    async def plans(self, agent: str) -> list[Plan]:
        """The plans of an agent, newest first, at most 50."""

    async def plan(self, plans: Sequence[Plan]) -> None:
        """Write plans, new or changed; of a known one the newer counts."""
