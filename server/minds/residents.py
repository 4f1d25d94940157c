"""Those who answer for the machine players, put together: what they remember, what they say."""

import functools
from collections.abc import Mapping
from typing import Final

from agents.persona import Persona
from server.clock import Clock
from server.content import Words
from server.minds.hot_task import HotAgents
from server.minds.meaning_task import Meaning
from server.minds.memoirs import Kept, Memoirs
from server.minds.parlour import Parlour, Shelf
from server.minds.recollections import Recollections
from server.settings import Settings
from server.stores import Stores
from server.valley.valley_task import ValleyTask

# Whoever talks does not wait longer for what was said to be understood; that comes later.
TALK_S: Final = 0.5


def recollecting(kept: Stores, settings: Settings, meaning: Meaning, clock: Clock) -> Recollections:
    """What everybody here asks for memories."""
    agents = HotAgents(kept.memories, clock.now_ms)
    weights = settings.memory_weights
    return Recollections(kept.memories, agents, meaning, weights, clock.now_ms)


def at_home(
    kept: Stores,
    words: Words,
    cast: Mapping[str, Persona],
    clock: Clock,
    meaning: Meaning,
    recollections: Recollections,
    valley: ValleyTask,
) -> tuple[Memoirs, Parlour]:
    """Whom to ask about them, and where to talk to them."""
    memoirs = Memoirs(
        cast,
        kept.memories,
        recollections,
        valley.present,
        Kept(kept.bonds, kept.talks, kept.minds),
    )
    parlour = Parlour(
        cast,
        words.banter,
        Shelf(kept.talks, kept.agents),
        recollections,
        clock.now_ms,
        functools.partial(meaning.embedded, budget_s=TALK_S),
        valley.mirror.figures,
    )
    return memoirs, parlour
