"""What an agent remembers: one memory, how two that say the same become one, what ends a fact.

Knows no storage and no clock. Times are Unix milliseconds.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b
from typing import Final, Literal

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from agents.keywords import keywords
from game.ids import Actor, GameId

Kind = Literal["observation", "reflection", "plan", "metacognition"]
CONTENT_LENGTH_MAX: Final = 2_000
IMPORTANCE_MAX: Final = 10.0
# A merged memory tells where it came from last.
SOURCES_MAX: Final = 8
# Whom memories are about: people, by user id, and agents, by slug.
Whom = tuple[str, ...]
# In their place: what may be told to anybody.
ANYBODY: Final[Whom] = ("*",)
# Shorter quotations are phrases that anybody may say.
ECHO_WORDS_MIN: Final = 4


class Memory(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """One thing remembered; `importance` 0 to 10, `emotion` -1 (bad) to 1 (good).

    `source` names events (`game/seq`) or memories. A `subject` is what a fact is about: the next
    one on it ends this one at `until`. `embedding` is a direction, as `unit` makes it; None where
    no `model` saw it. Nothing in it can lead back to it, so it is not looked through for garbage,
    of which there would be thousands in RAM.
    """

    id: str
    agent: str
    kind: Kind = "observation"
    content: str
    at: int
    importance: float
    emotion: float = 0.0
    tags: tuple[str, ...] = ()
    agents: tuple[str, ...] = ()
    players: tuple[Actor, ...] = ()
    place: str = ""
    game: GameId | None = None
    source: tuple[str, ...] = ()
    subject: str | None = None
    until: int | None = None
    accessed: int
    accesses: int = 0
    # How often it happened.
    times: int = 1
    words: tuple[str, ...] = ()
    embedding: bytes | None = None
    model: str | None = None


def fingerprint(memory: Memory) -> str | None:
    """Equal for two memories that say the same in other order or form; None: kept apart.

    A fact on a subject is of its time, and a text without words says nothing to compare.
    """
    if memory.subject is not None or not memory.words:
        return None
    about = (memory.agent, memory.kind, *memory.words, "", *sorted(memory.players))
    return blake2b("\x1f".join(about).encode(), digest_size=16).hexdigest()


def merged(old: Memory, new: Memory) -> Memory:
    """The old memory after the same has happened again."""
    return replace(
        old,
        at=max(old.at, new.at),
        accessed=max(old.accessed, new.accessed),
        importance=max(old.importance, new.importance),
        emotion=max(new.emotion, old.emotion, key=abs),
        tags=_union(old.tags, new.tags),
        agents=_union(old.agents, new.agents),
        players=_union(old.players, new.players),
        source=_union(old.source, new.source)[-SOURCES_MAX:],
        times=old.times + new.times,
        game=new.game or old.game,
        place=new.place or old.place,
    )


def settled(held: Mapping[str, Memory], batch: Sequence[Memory]) -> tuple[Memory, ...]:
    """The memories to write: those of the batch, merged with each other and with the held ones.

    `held` are those in store, by fingerprint. The held facts that the batch ends are the caller's
    to end: `endings` names them.
    """
    written: dict[str, Memory] = {}
    by_mark = dict(held)
    open_facts: dict[str, str] = {}
    for new in batch:
        mark = fingerprint(new)
        memory = merged(by_mark[mark], new) if mark in by_mark else new
        if mark is not None:
            by_mark[mark] = memory
        written[memory.id] = memory
        if new.subject is not None:
            before = open_facts.get(new.subject)
            if before is not None:
                written[before] = replace(written[before], until=new.at)
            open_facts[new.subject] = new.id
    return tuple(written.values())


def endings(batch: Iterable[Memory]) -> dict[str, int]:
    """When the facts held so far on each subject of the batch end: with its first one."""
    ends: dict[str, int] = {}
    for memory in batch:
        if memory.subject is not None:
            ends.setdefault(memory.subject, memory.at)
    return ends


def embedded(
    batch: Sequence[Memory], directions: Sequence[bytes | None], model: str
) -> tuple[Memory, ...]:
    """The memories with their directions; without, where there is none."""
    return tuple(
        replace(memory, embedding=meant, model=model if meant else None)
        for memory, meant in zip(batch, directions, strict=True)
    )


def unit(vector: Sequence[float]) -> bytes | None:
    """The vector at length 1, in 4-byte numbers, low bytes first; None if it is zero or no number.

    Tables keep no more digits: so it is the same in memory, in an index, and in a question.
    """
    values = np.asarray(vector, dtype=np.float64)
    length = math.sqrt(float(values @ values))
    if not math.isfinite(length) or length == 0:
        return None
    return (values / length).astype("<f4").tobytes()


def is_about(memory: Memory, whom: Whom | None) -> bool:
    """Whether it is about any of these; None: whatever it is; ANYBODY: no person's, of no game."""
    if whom == ANYBODY:
        return not memory.players and memory.game is None
    return whom is None or any(each in memory.players or each in memory.agents for each in whom)


def is_echo(text: str, recalled: Iterable[str]) -> bool:
    """Whether the text only says again what was recalled: it must not be remembered as new."""
    said = keywords(text)
    if len(said) < ECHO_WORDS_MIN:
        return False
    return any(all(word in words for word in said) for words in map(keywords, recalled))


def _union(first: Sequence[str], second: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*first, *second)))
