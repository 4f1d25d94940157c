"""Those who answer for the machine players, put together: what they remember, what they say."""

from server.clock import Clock
from server.content import Words
from server.meaning_task import Meaning
from server.memoirs import Kept, Memoirs
from server.parlour import Parlour, Shelf
from server.settings import Settings
from server.stores import Stores
from server.world_task import ValleyTask


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
        settings.memory_weights,
        clock.now_ms,
        meaning.cue,
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
        meaning.embedded,
        valley.mirror.figures,
    )
    return memoirs, parlour
