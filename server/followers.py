"""Those who are told of every commit of every room, with what they do in between."""

from collections.abc import Sequence
from typing import Final, Self

from agents.world.clock import minute_of
from server.archive_task import Archive
from server.clock import Clock
from server.content import Words
from server.honours_task import Scribe
from server.judge.opening import Judging
from server.keeper_task import Keeper
from server.minds.cast_task import Casting
from server.minds.growth_task import Growth
from server.minds.intent_task import Intentions
from server.minds.meaning_task import Afterthought
from server.minds.memory_task import Remembrance
from server.minds.mind_task import Minds
from server.minds.mindscope import Mindscope
from server.minds.parlour import Parlour, Shelf
from server.minds.recall_task import Hearts, Recalling
from server.minds.residents import recollecting
from server.minds.signal_task import SignalWriter
from server.minds.table_task import TableTalk
from server.minds.talk_task import Encounters
from server.minds.thought_task import Contemplation, Shelves
from server.node_task import Chore, every
from server.settings import Settings
from server.stores import Stores
from server.valley.valley_task import ValleyTask
from server.vigil_task import Vigil

# Memories that were saved while nobody could read them are looked for so often.
LATE_S: Final = 5.0
# What characters learn on other nodes is looked for so often.
ELSEWHERE_S: Final = 20.0


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
        # Each as itself to begin with; it may decide to play otherwise.
        cast = self.cast = {each.slug: each for each in words.personas}
        playing = dict(cast)
        self.casting = Casting(cast, playing, kept.agents)
        self.recollections = recollecting(kept, settings, judges.meaning, clock)
        recalling = Recalling(self.recollections, Hearts(kept.bonds, kept.agents), clock)
        self.talking = TableTalk(cast, words.banter, Shelf(kept.talks, kept.agents), clock)
        pace, off = settings.agent_pace, settings.agent_layers_off
        self.minds = minds = Minds(playing, words.quips, clock, pace, off, recalling, self.talking)
        writer = SignalWriter(kept.nerves, minds.book, clock, settings.signal_days)
        self.growth = Growth(kept.nerves, minds, clock)
        self.keeper = Keeper(kept.snapshots, clock)
        self.archive = Archive(kept.games, kept.journal)
        self.scribe = Scribe(kept.honours, kept.journal, clock)
        self.remembrance = Remembrance(
            kept.memories,
            kept.journal,
            clock,
            cast,
            settings.memories_max,
            judges.meaning,
        )
        self.contemplation = Contemplation(
            cast, playing, Shelves(kept.minds, kept.bonds), judges.meaning, clock
        )
        self.encounters = Encounters(
            cast, words.banter, kept.talks, kept.bonds, kept.agents, self.recollections, clock
        )
        self.vigil = Vigil(kept.ballots, kept.signals, clock)
        self.scribe.counted = self.vigil.counted
        self.intentions = Intentions(cast, kept.minds, clock)
        own = (minds, self.keeper, self.archive, self.scribe, self.remembrance)
        self.all = (judges.bench, *judges.followers, *own)
        self.chores: Sequence[Chore] = (
            ("snapshots", self.keeper.run),
            ("archive", self.archive.run),
            ("honours", self.scribe.run),
            ("vigil", self.vigil.run),
            ("memories", self.remembrance.run),
            ("cast", self.casting.run),
            ("thoughts", self.contemplation.run),
            ("talks", self.encounters.run),
            ("plans", self.intentions.run),
            ("recalling", recalling.run),
            ("table talk", self.talking.run),
            ("signals", writer.run),
            ("learning", self.growth.run),
            ("learnt elsewhere", every(ELSEWHERE_S, self.growth.restore)),
            ("old signals", every(24 * 3600.0, writer.cut)),
            ("meanings", every(LATE_S, Afterthought(judges.meaning, kept.memories).look)),
            *judges.chores,
        )

    async def restored(self) -> Self:
        """With what was learnt before; raises StorageUnavailable."""
        await self.growth.restore()
        return self

    def live_in(self, valley: ValleyTask, mindscope: Mindscope, parlour: Parlour) -> None:
        """What agents feel, say and mean to do goes on in the valley, and comes from there."""
        mindscope.watch(self.minds)
        self.talking.answered = parlour.answered
        self.casting.inhabit = valley.inhabit
        valley.life.book = self.minds.book
        valley.followers += [self.encounters.heard, self.intentions.heard]
        self.intentions.give = valley.life.give
        self.intentions.minute = lambda: (
            minute_of(valley.mirror.now_ms) if valley.life.is_here else None
        )

    def look_again(self) -> None:
        """A node has died, perhaps with something unfinished that is no room's."""
        self.archive.look_again()
        self.scribe.look_again()
        self.remembrance.look_again()
