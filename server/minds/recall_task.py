"""What a machine player recalls of those it plays with: fetched beside the rooms, in its own time.

Nobody waits for it: what comes too late, or not at all, is played without.
"""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Final

from msgspec import Struct, field
from msgspec.structs import replace

from agents.memories import ANYBODY, Memory
from agents.relationships import Tie
from agents.reminiscing import retold
from agents.retrieval import Cue, Recalled
from game.ids import Actor, GameId, PlayerId
from persistence.ports import Agents, Bonds, StorageUnavailable
from server.clock import Clock
from server.minds.recollections import Recollections

DEADLINE_S: Final = 2.0
# What is asked of the tables at a time, and what may wait; beyond, it is played without.
TOGETHER: Final = 4
WAITING_MAX: Final = 500
RECALLED_MAX: Final = 5
OF_EACH: Final = 3
# Looked through for these in each order: of four hundred that the tables bring at a table's every
# prompt, hundreds would be read in vain.
AMONG: Final = 24
AMONG_EACH: Final = 8
# What came to mind about people at the first look is kept for the game: to look for each of eight
# people in each round was a third of a node's time. Of more players, those that recalled longest
# ago look again.
KEPT_MAX: Final = 1_000
# So long news stay news.
NEWS_MS: Final = 2 * 3_600_000

log = logging.getLogger(__name__)


class Wanted(Struct, frozen=True, kw_only=True):
    """What one agent wants to recall: what fits a prompt ("" for none), about these people."""

    game: GameId
    player: PlayerId
    agent: str
    prompt: str
    people: tuple[Actor, ...]
    agents: tuple[str, ...]


class Known(Struct, frozen=True, kw_only=True):
    """What came to mind: memories, what is felt about who sits there, and news of the valley."""

    memories: Sequence[Memory]
    ties: Mapping[str, Tie]
    news: str = ""


class Kept(Struct):
    """What came to one player's mind in a game: about each person, and the ids of all so far."""

    about: dict[Actor, tuple[Memory, ...]] = field(default_factory=dict)
    come: set[str] = field(default_factory=set)


class Hearts(Struct, frozen=True):
    """Where feelings are kept: those about people, and those among agents."""

    bonds: Bonds
    agents: Agents


Told = Callable[[Wanted, Known], None]


class Recalling:
    """One wish a player at a time, the newest."""

    def __init__(self, recollections: Recollections, hearts: Hearts, clock: Clock) -> None:
        self._recollections, self._clock = recollections, clock
        self._bonds, self._agents = hearts.bonds, hearts.agents
        self._due: dict[PlayerId, Wanted] = {}
        self._kept: OrderedDict[PlayerId, Kept] = OrderedDict()
        # How often somebody was forgotten: what was looked for meanwhile may still hold them.
        self._forgotten = 0
        self._wake = asyncio.Event()
        self.told: Told = lambda _wanted, _known: None
        self.dropped = 0

    def want(self, wanted: Wanted) -> None:
        """Fetch this when there is time."""
        if wanted.player not in self._due and len(self._due) >= WAITING_MAX:
            self.dropped += 1
            return
        self._due[wanted.player] = wanted
        self._wake.set()

    def over(self, players: Iterable[PlayerId]) -> None:
        """Their game is no more here: what was kept for it is not needed."""
        for player in players:
            self._kept.pop(player, None)
            self._due.pop(player, None)

    def forget(self, user: Actor) -> None:
        """Somebody may be erased: what was kept with them in it is looked for anew."""
        self._forgotten += 1
        for kept in self._kept.values():
            kept.about = {
                about: memories
                for about, memories in kept.about.items()
                if all(user not in each.players for each in memories)
            }

    async def run(self) -> None:
        """Fetch what is wanted, a few at a time."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._due:
                first = [self._due.pop(player) for player in list(self._due)[:TOGETHER]]
                async with asyncio.TaskGroup() as group:
                    for each in first:
                        group.create_task(self._fetch(each))

    async def _fetch(self, wanted: Wanted) -> None:
        forgotten = self._forgotten
        known: Known | None = None
        try:
            async with asyncio.timeout(DEADLINE_S):
                known = Known(
                    memories=await self._found(wanted),
                    ties=await self._ties(wanted),
                    news="" if wanted.prompt else await self._news(wanted.agent),
                )
        except (TimeoutError, StorageUnavailable) as error:
            log.debug("%s plays without memories: %r", wanted.agent, error)
        if forgotten != self._forgotten:
            self._kept.pop(wanted.player, None)
            if wanted.player not in self._due:
                self.want(wanted)
        elif known is not None and (known.memories or known.ties or known.news):
            self.told(wanted, known)

    async def _found(self, wanted: Wanted) -> list[Memory]:
        """What fits the prompt first, then the last and weightiest about each of those here.

        What comes to mind for the first time in this game gets fresher by it, all at once: each
        writing is a commit, and of each row a new one for a dozen indexes to take in.
        """
        agent, come = wanted.agent, list[Memory]()
        if wanted.prompt:
            asked = await self._recollections.cue(wanted.prompt)
            whom = (*wanted.people, *wanted.agents)
            found = await self._recollections.look(agent, asked, whom, RECALLED_MAX, None, AMONG)
            come += _bare(found)
        kept = self._kept.setdefault(wanted.player, Kept())
        self._kept.move_to_end(wanted.player)
        if len(self._kept) > KEPT_MAX:
            self._kept.popitem(last=False)
        known = [memory for each in wanted.people for memory in kept.about.get(each, ())]
        unknown = tuple(each for each in wanted.people if each not in kept.about)
        if unknown:
            of_each = await self._recollections.look_for(agent, unknown, OF_EACH, AMONG_EACH)
            for each in unknown:
                kept.about[each] = _bare(of_each[each])
                come += kept.about[each]
        fresh = {each.id for each in come} - kept.come
        await self._recollections.came(agent, sorted(fresh))
        kept.come |= fresh
        return list({each.id: each for each in (*come, *known)}.values())

    async def _ties(self, wanted: Wanted) -> dict[str, Tie]:
        """What it feels about each of them, by user id or slug; strangers are left out."""
        feels = await self._agents.feels(wanted.agent) if wanted.agents else {}
        found: dict[str, Tie] = {each: feels[each].tie for each in wanted.agents if each in feels}
        for user, tie in (await self._bonds.of(wanted.agent, wanted.people)).items():
            found[user] = tie
        return found

    async def _news(self, agent: str) -> str:
        """The weightiest thing of late in the valley that anybody may hear."""
        fits = partial(_is_news, self._clock.now_ms() - NEWS_MS)
        found = await self._recollections.look(agent, Cue(), ANYBODY, 1, fits, AMONG)
        return retold(found[0].memory, "") if found else ""


def _is_news(since_ms: int, memory: Memory) -> bool:
    return memory.at >= since_ms and memory.kind == "observation" and memory.until is None


def _bare(found: Iterable[Recalled]) -> tuple[Memory, ...]:
    """What came to mind, without its meaning, which nobody needs any more."""
    return tuple(replace(each.memory, embedding=None) for each in found)
