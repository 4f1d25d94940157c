"""Memories out of their rows: whatever they share is held once."""

from itertools import product
from typing import Any, cast
from uuid import UUID

import asyncpg

from agents.memories import Memory
from persistence.postgres.memories_sql import memory

GAME = UUID("0198c0de-0000-7000-8000-00000000000a")


def row(number: int) -> asyncpg.Record:
    """What the driver brings: every text an object of its own."""

    def own(text: str) -> str:
        return "".join(list(text))

    found: dict[str, Any] = {
        "id": UUID(int=number),
        "agent_id": own("baker"),
        "memory_type": "observation",
        "content": f"Toast, number {number}.",
        "timestamp_ms": number,
        "importance_score": 3.0,
        "emotional_relevance": 0.0,
        "tags": [own("game")],
        "related_agents": [own("keeper")],
        "related_players": [UUID(int=7)],
        "location": own("bakery"),
        "game_id": UUID(str(GAME)),
        "source": [f"{GAME}/{number}"],
        "subject": None,
        "valid_until_ms": None,
        "last_accessed_ms": number,
        "access_count": 0,
        "times": 1,
        "words": [own("toast"), own("number")],
        "vector": None,
        "embedding_model": own("small"),
    }
    return cast("asyncpg.Record", found)


def shared(one: Memory) -> tuple[object, ...]:
    """All that another memory may have as well."""
    fields = (one.agent, one.place, one.game, one.model)
    return (*fields, *one.tags, *one.agents, *one.players, *one.words)


def test_what_memories_share_is_held_once() -> None:
    one, other = memory(row(1)), memory(row(2))
    assert shared(one) == (
        "baker", "bakery", str(GAME), "small", "game", "keeper", str(UUID(int=7)), "toast", "number"
    )  # fmt: skip
    assert all(mine is theirs for mine, theirs in zip(shared(one), shared(other), strict=True))
    assert all(mine is not theirs for mine, theirs in product(one.source, other.source))


def test_a_memory_of_no_game_that_no_model_saw() -> None:
    found = memory(cast("asyncpg.Record", {**row(1), "game_id": None, "embedding_model": None}))
    assert (found.game, found.model, found.embedding) == (None, None, None)
