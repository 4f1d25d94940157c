"""What machine players answer at their tables: found beside the rooms, in its own time.

No room waits for it: what comes too late, or not at all, is not said.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from msgspec import Struct

from agents.banter import Banter
from agents.chatter import Party, Scene, returned
from agents.conversation import answer
from agents.exchange import Exchange
from agents.meeting import Meeting, masked
from agents.persona import Persona
from agents.relationships import Tie
from agents.tabletalk import Call
from game.ids import AGENT_PREFIX, Actor, GameId, PlayerId
from game.words import mask
from persistence.ports import StorageUnavailable
from server.clock import Clock
from server.minds.parlour import Shelf, Speaker

DEADLINE_S: Final = 3.0
TOGETHER: Final = 8
# What may wait; beyond, nobody answers, and it is counted.
WAITING_MAX: Final = 500
LINES_READ: Final = 30
PLACE: Final = "a table"

log = logging.getLogger(__name__)


class Addressed(Struct, frozen=True, kw_only=True):
    """A line at a table and whom it is meant for; behind a mask nobody knows whose it is."""

    game: GameId
    player: PlayerId
    agent: str
    call: Call
    speaker: Actor
    name: str
    # What the agent is called there, and whether it sits behind a mask.
    called: str
    is_masked: bool


# How people are answered: the exchange as it is kept; a number or None: no answer.
Answering = Callable[[Speaker, Persona, str, str], Awaitable[Exchange | int | None]]
# The answer, empty for none, and whether the talk is over with it.
Told = Callable[[Addressed, str, bool], None]


class TableTalk:
    """So many lines are answered at a time, the oldest first."""

    def __init__(
        self,
        cast: Mapping[str, Persona],
        banter: Banter,
        shelf: Shelf,
        clock: Clock,
    ) -> None:
        self._cast, self.banter = cast, banter
        self._talks, self._agents, self._clock = shelf.talks, shelf.agents, clock
        self._waiting: asyncio.Queue[Addressed] = asyncio.Queue(WAITING_MAX)
        self.answered: Answering = _nobody
        self.told: Told = lambda _addressed, _text, _is_over: None
        self.dropped = 0

    def want(self, addressed: Addressed) -> None:
        """Find an answer to this, or say at once that there is none."""
        try:
            self._waiting.put_nowait(addressed)
        except asyncio.QueueFull:
            self.dropped += 1
            self.told(addressed, "", True)

    async def run(self) -> None:
        """Answer what was said, a few lines at a time."""
        while True:
            lines = [await self._waiting.get()]
            while len(lines) < TOGETHER and not self._waiting.empty():
                lines.append(self._waiting.get_nowait())
            async with asyncio.TaskGroup() as group:
                for each in lines:
                    group.create_task(self._answer(each))

    async def _answer(self, addressed: Addressed) -> None:
        text, is_over = "", True
        try:
            async with asyncio.timeout(DEADLINE_S):
                text, is_over = await self._found(addressed)
        except (TimeoutError, StorageUnavailable) as error:
            log.debug("%s does not answer at its table: %r", addressed.agent, error)
        finally:
            self.told(addressed, text, is_over)

    async def _found(self, addressed: Addressed) -> tuple[str, bool]:
        """The answer, and whether nothing more is to be said."""
        if addressed.is_masked:
            return self._behind_a_mask(addressed), False
        if addressed.speaker.startswith(AGENT_PREFIX):
            return await self._to_another(addressed), True
        persona, call = self._cast[addressed.agent], addressed.call
        speaker = Speaker(addressed.speaker, addressed.name, addressed.game)
        kept = await self.answered(speaker, persona, call.text, call.message)
        if not isinstance(kept, Exchange):
            # It has had enough of them for now, or they are gone.
            return "", True
        return kept.answered, kept.ended

    def _behind_a_mask(self, addressed: Addressed) -> str:
        """Whom it talks to it does not know, and nothing is kept of it beside the chat."""
        called, call = addressed.called, addressed.call
        meeting = Meeting(
            persona=masked(self._cast[addressed.agent], called),
            banter=self.banter,
            user=Actor(call.who),
            name=addressed.name,
            tie=Tie(),
            called=(called,),
            is_masked=True,
        )
        made = answer(meeting, mask(call.text), call.message, self._clock.now_ms())
        return made.exchange.answered

    async def _to_another(self, addressed: Addressed) -> str:
        """To another machine player: one line, kept as all that they say to each other."""
        one, other = addressed.agent, addressed.speaker.removeprefix(AGENT_PREFIX)
        if other not in self._cast:
            return ""
        ties = await self._agents.ties()
        mine, theirs = (
            Party(persona=self._cast[each], tie=ties.get(each, {}).get(to, Tie()))
            for each, to in ((one, other), (other, one))
        )
        scene = Scene(
            course="chat",
            place=PLACE,
            at_ms=addressed.call.at_ms,
            seed=addressed.game,
            names={slug: each.name for slug, each in self._cast.items()},
            before=tuple(await self._talks.heard(one, other, LINES_READ)),
        )
        call = addressed.call
        line = returned(mine, theirs, self.banter, scene, call.message, call.text)
        await self._talks.overheard([line])
        return line.answered


async def _nobody(_speaker: Speaker, _persona: Persona, _text: str, _cause: str) -> None:
    """Before anybody is there to answer."""
