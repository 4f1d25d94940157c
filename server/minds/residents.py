"""Those who answer for the machine players, put together: what they remember, what they say."""

import functools
from typing import Final

from server.clock import Clock
from server.content import Words
from server.minds.meaning_task import Meaning
from server.minds.memoirs import Kept, Memoirs
from server.minds.parlour import Parlour, Shelf
from server.minds.recollections import Recollections
from server.settings import Settings
from server.stores import Stores
from server.valley.valley_task import ValleyTask

# Whoever talks does not wait longer for what was said to be understood; that comes later.
TALK_S: Final = 0.5


def at_home(
    kept: Stores,
    words: Words,
    settings: Settings,
    clock: Clock,
    meaning: Meaning,
    valley: ValleyTask,
) -> tuple[Memoirs, Parlour]:
    """Whom to ask about them, and where to talk to them."""
    memoirs = Memoirs(
        words.personas,
        kept.memories,
        Recollections(kept.memories, meaning, settings.memory_weights, clock.now_ms),
        valley.present,
        Kept(kept.bonds, kept.talks, kept.minds),
    )
    parlour = Parlour(
        words.personas,
        words.banter,
        Shelf(kept.talks, kept.memories, kept.agents),
        settings.memory_weights,
        clock.now_ms,
        meaning.cue,
        functools.partial(meaning.embedded, budget_s=TALK_S),
        valley.mirror.figures,
    )
    return memoirs, parlour
