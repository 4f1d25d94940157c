"""Answers who the machine players are and what they remember, to whom it may be told. Sans I/O."""

from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from agents.exchange import Exchange
from agents.persona import Persona
from agents.planning import Plan
from agents.relationships import Tie
from agents.retrieval import Recalled
from persistence.ports import Bonds, Login, Memories, Minds, Talks
from server import wire
from server.minds.parlour import cause, relationship
from server.minds.recollections import Recollections
from server.valley.present import Present
from server.visitor import Visitor
from server.wire import Fault, error_reply

Asked = wire.ListAgents | wire.GetAgent | wire.GetMemories
CAUSES_SHOWN, LINES_SHOWN, PLANS_SHOWN = 10, 20, 10
_UNKNOWN: Final = "no such machine player"


class Kept(Struct, frozen=True):
    """What there is to tell beside memories: feelings, talks and plans."""

    bonds: Bonds
    talks: Talks
    minds: Minds


class Memoirs:
    """The cast, and their memories: everyone may see those about themselves, admins all."""

    def __init__(
        self,
        cast: Mapping[str, Persona],
        memories: Memories,
        recollections: Recollections,
        present: Present,
        kept: Kept,
    ) -> None:
        self._cast = cast
        self._memories, self._recollections = memories, recollections
        self._present = present
        self._bonds, self._talks, self._minds = kept.bonds, kept.talks, kept.minds

    async def serve(self, visitor: Visitor, command: Asked) -> None:
        """Answer; raises StorageUnavailable."""
        if isinstance(command, wire.ListAgents):
            ties = await self._bonds.toward(visitor.actor)
            shown = tuple(
                self._present.shown(_shown(each, ties.get(each.slug)))
                for each in self._cast.values()
            )
            visitor.reply(wire.AgentsReply(re=command.id, agents=shown))
            return
        persona = self._cast.get(command.agent)
        if persona is None:
            visitor.reply(error_reply(command.id, Fault.NOT_FOUND, _UNKNOWN))
        elif isinstance(command, wire.GetAgent):
            await self._agent(visitor, command, persona)
        else:
            await self._recall(visitor, command)

    async def _agent(self, visitor: Visitor, command: wire.GetAgent, persona: Persona) -> None:
        causes = await self._bonds.causes(persona.slug, visitor.actor, CAUSES_SHOWN)
        scene = await self._talks.scene(persona.slug, visitor.actor, 0, LINES_SHOWN)
        # What it means to do about somebody else is not for everybody.
        plans = [
            each
            for each in await self._minds.plans(persona.slug)
            if each.user in (None, visitor.actor)
        ]
        reply = wire.AgentReply(
            re=command.id,
            agent=_shown(persona, scene.tie),
            background=persona.background,
            likes=persona.likes,
            dislikes=persona.dislikes,
            memories_of_me=await self._memories.count(persona.slug, (visitor.actor,)),
            causes=tuple(map(cause, causes)),
            talks=tuple(map(_line, scene.lines)),
            plans=tuple(map(_plan, plans[:PLANS_SHOWN])),
        )
        visitor.reply(await self._present.closer(reply, persona))

    async def _recall(self, visitor: Visitor, command: wire.GetMemories) -> None:
        """To look at memories from outside is not to recall them: they don't get fresher by it."""
        about = None if _may_see_all(visitor.login) else (visitor.actor,)
        asked = await self._recollections.cue(command.query or "")
        found = await self._recollections.look(command.agent, asked, about, command.limit)
        shown = [_memory(each) for each in found]
        visitor.reply(wire.MemoriesReply(re=command.id, agent=command.agent, memories=shown))


def _may_see_all(login: Login) -> bool:
    """Admins, and their keys if those are made for that."""
    return login.person.role == "admin" and (login.scopes is None or "admin" in login.scopes)


def _plan(plan: Plan) -> wire.PlanShown:
    steps = tuple(
        wire.StepShown(
            what=step.what,
            place=step.place,
            done=plan.status == "done" or number < plan.current,
        )
        for number, step in enumerate(plan.steps)
    )
    return wire.PlanShown(
        goal=plan.goal,
        steps=steps,
        status=plan.status,
        priority=plan.priority,
        deadline=plan.deadline,
    )


def _line(said: Exchange) -> wire.LineShown:
    return wire.LineShown(at=said.at, me=said.said, reply=said.answered, emotional_tone=said.tone)


def _shown(persona: Persona, tie: Tie | None) -> wire.AgentShown:
    return wire.AgentShown(
        id=persona.slug,
        name=persona.name,
        avatar=persona.avatar,
        line=persona.line,
        traits=persona.personality_traits,
        relationship=relationship(tie),
    )


def _memory(found: Recalled) -> wire.MemoryShown:
    memory, parts = found.memory, found.parts
    return wire.MemoryShown(
        id=memory.id,
        kind=memory.kind,
        content=memory.content,
        at=memory.at,
        until=memory.until,
        times=memory.times,
        importance=memory.importance,
        emotion=memory.emotion,
        tags=memory.tags,
        agents=memory.agents,
        players=memory.players,
        place=memory.place,
        game=memory.game,
        source=memory.source,
        score=found.score,
        match=found.match,
        parts=wire.PartsShown(
            recency=parts.recency,
            importance=parts.importance,
            relevance=parts.relevance,
            emotion=parts.emotion,
            keyword=parts.keyword,
        ),
    )
