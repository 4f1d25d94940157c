"""What an agent lets go of when its memory is full, and the one line that is left of it.

Needs no model: what is forgotten of an evening becomes a summary by rule.
"""

from collections.abc import Sequence
from hashlib import blake2b
from typing import Final

from msgspec import Struct

from agents.keywords import keywords
from agents.memories import CONTENT_LENGTH_MAX, IMPORTANCE_MAX, Memory
from agents.retrieval import DECAY_PER_HOUR
from game.ids import GameId, mint

# Below the bound by a tenth afterwards, so that not every save compacts again.
KEPT_SHARE: Final = 0.9
SUMMARY: Final = "summary"
# Forgetting goes by the hours of the real world: what happened this week is not gone by Sunday.
HOUR_MS: Final = 3_600_000
ACCESSES_MAX: Final = 10
# How much counts, where importance counts 1: freshness, feeling, use, and to be a thought.
FRESH_COUNTS: Final = 0.5
FEELING_COUNTS: Final = 0.3
USE_COUNTS: Final = 0.3
THOUGHT_COUNTS: Final = 0.5
# Fewer are simply forgotten.
SUMMED_MIN: Final = 3


class Compaction(Struct, frozen=True):
    """The ids to delete, and what is put in their place."""

    forgotten: tuple[str, ...]
    summaries: tuple[Memory, ...]


def worth(memory: Memory, now_ms: int) -> float:
    """How much is lost with it: importance, use, feeling, freshness; thoughts over sights."""
    hours = max(0, now_ms - memory.accessed) / HOUR_MS
    return float(
        memory.importance / IMPORTANCE_MAX
        + FRESH_COUNTS * DECAY_PER_HOUR**hours
        + FEELING_COUNTS * abs(memory.emotion)
        + USE_COUNTS * min(memory.accesses, ACCESSES_MAX) / ACCESSES_MAX
        + (0.0 if memory.kind == "observation" else THOUGHT_COUNTS)
    )


def kept_of(bound: int) -> int:
    """How many memories are left after compacting."""
    return int(bound * KEPT_SHARE)


def compact(memories: Sequence[Memory], now_ms: int, bound: int) -> Compaction:
    """Nothing up to the bound; beyond, the least worth go until a tenth of it is free."""
    if len(memories) <= bound:
        return Compaction((), ())
    order = sorted(memories, key=lambda each: (worth(each, now_ms), each.at, each.id))
    return let_go(order[: len(memories) - kept_of(bound)], bound)


def let_go(gone: Sequence[Memory], bound: int) -> Compaction:
    """These of more than the bound, the rest being `kept_of`; what is left of them takes places.

    So many as are free then: the best have them.
    """
    free = bound - kept_of(bound)
    left = sorted(_summaries(gone), key=lambda each: (-each.importance, each.id))[:free]
    return Compaction(tuple(each.id for each in gone), tuple(left))


def _summaries(gone: Sequence[Memory]) -> tuple[Memory, ...]:
    """One line for each evening of which enough is forgotten; summaries are not summed again."""
    evenings: dict[GameId, list[Memory]] = {}
    for memory in gone:
        if memory.game is not None and SUMMARY not in memory.tags:
            evenings.setdefault(memory.game, []).append(memory)
    return tuple(_summary(game, lost) for game, lost in evenings.items() if len(lost) >= SUMMED_MIN)


def _summary(game: GameId, lost: Sequence[Memory]) -> Memory:
    best = max(lost, key=lambda each: (each.importance, each.at, each.id))
    last = max(lost, key=lambda each: (each.at, each.id))
    content = f"Of that evening I still know: {best.content}"[:CONTENT_LENGTH_MAX]
    digest = blake2b("".join(sorted(each.id for each in lost)).encode()).hexdigest()
    return Memory(
        id=mint(last.at, SUMMARY, last.agent, game, digest),
        agent=last.agent,
        content=content,
        at=last.at,
        accessed=max(each.accessed for each in lost),
        importance=best.importance,
        emotion=best.emotion,
        tags=(SUMMARY,),
        agents=tuple(dict.fromkeys(slug for each in lost for slug in each.agents)),
        players=tuple(dict.fromkeys(user for each in lost for user in each.players)),
        place=best.place,
        game=game,
        source=best.source,
        times=sum(each.times for each in lost),
        words=keywords(content),
    )
