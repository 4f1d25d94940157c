"""Those who are told of every commit of every room, with what they do in between."""

from collections.abc import Sequence
from typing import Final

from server.archive_task import Archive
from server.clock import Clock
from server.content import Words
from server.honours_task import Scribe
from server.judge_opening import Judging
from server.keeper_task import Keeper
from server.meaning_task import Afterthought
from server.memory_task import Remembrance
from server.mind_task import Minds
from server.node_task import Chore, every
from server.settings import Settings
from server.stores import Stores

# Memories that were saved while nobody could read them are looked for so often.
LATE_S: Final = 5.0


class Followers:
    """Those who are told of every commit of every room."""

    def __init__(
        self,
        kept: Stores,
        words: Words,
        clock: Clock,
        judges: Judging,
        settings: Settings,
    ) -> None:
        personas = {each.slug: each for each in words.personas}
        minds = Minds(personas, words.quips, clock, settings.agent_pace)
        self.keeper = Keeper(kept.snapshots, clock)
        self.archive = Archive(kept.games, kept.journal)
        self.scribe = Scribe(kept.honours, kept.journal, clock)
        self.remembrance = Remembrance(
            kept.memories,
            kept.journal,
            clock,
            words.personas,
            settings.memories_max,
            judges.meaning,
        )
        self.all = (judges.bench, minds, self.keeper, self.archive, self.scribe, self.remembrance)
        self.chores: Sequence[Chore] = (
            ("snapshots", self.keeper.run),
            ("archive", self.archive.run),
            ("honours", self.scribe.run),
            ("memories", self.remembrance.run),
            ("meanings", every(LATE_S, Afterthought(judges.meaning, kept.memories).look)),
            *judges.chores,
        )

    def look_again(self) -> None:
        """A node has died, perhaps with something unfinished that is no room's."""
        self.archive.look_again()
        self.scribe.look_again()
        self.remembrance.look_again()
