"""People talk to machine players: what is needed for an answer is fetched, and the answer kept."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from hashlib import blake2b
from typing import Final

from msgspec import Struct

from agents.banter import Banter
from agents.conversation import answer
from agents.exchange import Exchange
from agents.meeting import LINES_READ, Meeting, rests_until
from agents.memories import ANYBODY, Memory
from agents.persona import Persona
from agents.relationships import Change, Tie
from agents.retrieval import Recalled
from agents.understanding import sought, understood
from game.ids import Actor, GameId
from game.texts import Flaw, clean_line
from game.words import mask
from persistence.ports import Agents, Scene, Talks
from server import wire
from server.minds.recollections import Recollections
from server.visitor import Visitor
from server.wire import ErrorReply, Fault, error_reply

TEXT_LENGTH_MAX: Final = 500
DAY_MS: Final = 24 * 3_600_000
# A command that comes again within this gets its first answer.
AGAIN_MS: Final = 10 * 60_000
# Who talk to one agent at once; the others come again.
AT_ONCE_MAX: Final = 8
BUSY_RETRY_MS: Final = 1_000
MINE_MAX, COMMON_MAX = 60, 40
NEEDS_ID: Final = "id: without one nobody could read the answer"
GONE: Final = "there is nobody to talk to any more"
_UNKNOWN: Final = "no such machine player"


class Shelf(Struct, frozen=True):
    """Where talks are kept, and what is fetched for them."""

    talks: Talks
    agents: Agents


class Speaker(Struct, frozen=True):
    """Who talks to an agent; at a table all who sit there and watch hear the answer."""

    actor: Actor
    name: str
    table: GameId | None = None


class Parlour:
    """Where talks take place; nobody's answer waits for anybody else's."""

    def __init__(
        self,
        cast: Mapping[str, Persona],
        banter: Banter,
        sources: Shelf,
        recollections: Recollections,
        now_ms: Callable[[], int],
        embedded: Callable[[Sequence[Memory]], Awaitable[Sequence[Memory]]],
        figures: Mapping[str, wire.Figure],
    ) -> None:
        self._cast, self._banter = cast, banter
        self._talks, self._agents = sources.talks, sources.agents
        self._recollections, self._now_ms = recollections, now_ms
        self._embedded = embedded
        # How everybody is in the valley, as far as it is open.
        self._figures = figures
        # Who is being answered, by agent.
        self._under_way: dict[str, set[Actor]] = {}

    async def serve(self, visitor: Visitor, command: wire.TalkToAgent) -> None:
        """Answer, once what was said is kept; raises StorageUnavailable."""
        persona = self._cast.get(command.agent)
        text = clean_line(command.text, TEXT_LENGTH_MAX)
        if command.id is None:
            visitor.reply(error_reply(None, Fault.BAD_REQUEST, NEEDS_ID))
        elif persona is None:
            visitor.reply(error_reply(command.id, Fault.NOT_FOUND, _UNKNOWN))
        elif isinstance(text, Flaw):
            visitor.reply(error_reply(command.id, Fault.BAD_REQUEST, f"text: {text.value}"))
        else:
            talking = self._under_way.setdefault(persona.slug, set())
            if visitor.actor in talking or len(talking) >= AT_ONCE_MAX:
                visitor.reply(busy(command.id, BUSY_RETRY_MS))
                return
            talking.add(visitor.actor)
            try:
                await self._answer(visitor, command, persona, text)
            finally:
                talking.discard(visitor.actor)

    async def _answer(
        self, visitor: Visitor, command: wire.TalkToAgent, persona: Persona, text: str
    ) -> None:
        speaker = Speaker(visitor.actor, visitor.name)
        kept = await self.answered(speaker, persona, text, _cause(command))
        if kept is None:
            visitor.reply(error_reply(command.id, Fault.FORBIDDEN, GONE))
        elif isinstance(kept, int):
            visitor.reply(busy(command.id, kept))
        else:
            visitor.reply(_shown(command, kept))

    async def answered(
        self, speaker: Speaker, persona: Persona, text: str, cause: str
    ) -> Exchange | int | None:
        """What was said and the answer, once they are kept; again, if they were within AGAIN_MS.

        A number: for so many ms the agent wants no more talk. None: the person was erased.
        Raises StorageUnavailable.
        """
        now_ms, slug = self._now_ms(), persona.slug
        scene = await self._talks.scene(slug, speaker.actor, now_ms - DAY_MS, LINES_READ)
        before = next((each for each in reversed(scene.lines) if each.cause == cause), None)
        if before is not None and before.at >= now_ms - AGAIN_MS:
            return before
        wait_ms = rests_until(scene.lines) - now_ms
        if wait_ms > 0:
            return wait_ms
        meeting = await self._meeting(speaker, persona, scene, text)
        made = answer(meeting, mask(text), cause, now_ms)
        memory = made.memory
        if speaker.table is not None:
            # Who sits at a table remembers all that is said there already.
            memory = None
        if memory is not None:
            (memory,) = await self._embedded([memory])
        kept = await self._talks.keep(
            slug, speaker.actor, made.exchange, made.stir, memory, now_ms - AGAIN_MS
        )
        if kept is not None:
            await self._recollections.came(slug, kept.recalled)
        return kept

    async def _meeting(
        self, speaker: Speaker, persona: Persona, scene: Scene, text: str
    ) -> Meeting:
        """All that the answer may rest on: no memory that those who hear it may not know."""
        slug, asked = persona.slug, await self._recollections.cue(sought(text))
        mine = await self._recollections.look(slug, asked, (speaker.actor,), MINE_MAX)
        if speaker.table is not None:
            mine = await self._for_all(mine, speaker.table)
        common = await self._recollections.look(slug, asked, ANYBODY, COMMON_MAX)
        others = {each.slug: each.name for each in self._cast.values() if each.slug != slug}
        now = self._figures.get(slug)
        ties: Mapping[str, Tie] = {}
        if understood(text, others).other:
            ties = (await self._agents.ties()).get(slug, {})
        return Meeting(
            persona=persona,
            banter=self._banter,
            user=speaker.actor,
            name=speaker.name,
            tie=scene.tie or Tie(),
            lines=scene.lines,
            changes=scene.changes,
            mine=mine,
            common=common,
            others=others,
            ties=ties,
            mood=now.mood if now is not None else scene.mood,
            activity=now.activity if now is not None else scene.activity,
            called=(persona.name, slug) if speaker.table is not None else (),
        )

    async def _for_all(self, found: Sequence[Recalled], table: GameId) -> tuple[Recalled, ...]:
        """Those that a whole table may hear: of this game, and of games that anybody may watch."""
        games = dict.fromkeys(each.memory.game for each in found if each.memory.game is not None)
        known = (table, *await self._talks.public(list(games)))
        return tuple(each for each in found if each.memory.game in known)


def busy(re: str | None, wait_ms: int) -> ErrorReply:
    """Not now, but then."""
    return error_reply(re, Fault.AGENT_BUSY, retry_after_ms=wait_ms)


def relationship(tie: Tie | None) -> wire.RelationshipShown:
    """How an agent feels, as it is shown to whom it feels it about."""
    known = tie or Tie()
    return wire.RelationshipShown(
        type=known.type,
        affection=known.affection,
        trust=known.trust,
        frequency=known.frequency,
    )


def cause(change: Change) -> wire.CauseShown:
    """Why it changed."""
    doer = {change.of: "agent", change.toward: "me"}.get(change.by, "")
    return wire.CauseShown(
        cause=change.cause,
        affection=change.affection,
        trust=change.trust,
        at=change.at_ms,
        by=doer,  # type: ignore[arg-type]
        source=change.source or None,
        note=change.note,
    )


def _cause(command: wire.TalkToAgent) -> str:
    """The same for the same command again; a client that counts anew says something else."""
    said = blake2b(f"{command.agent}\x1f{command.text}".encode(), digest_size=8).hexdigest()
    return f"{command.id}/{said}"


def _shown(command: wire.TalkToAgent, kept: Exchange) -> wire.TalkReply:
    return wire.TalkReply(
        re=command.id,
        agent=command.agent,
        reply=wire.Answered(text=kept.answered, emotional_tone=kept.tone),
        relationship=relationship(kept.tie),
        change=cause(kept.change) if kept.change is not None else None,
        recalled=kept.recalled,
        ended=kept.ended,
    )
