"""Answers who the machine players are and what they remember, to whom it may be told. Sans I/O."""

from collections.abc import Sequence
from typing import Final, Protocol

from agents.persona import Persona
from agents.retrieval import Recalled
from game.ids import Actor
from persistence.ports import Login, Memories
from server import wire
from server.visitor import Visitor
from server.wire import Fault, error_reply
from server.world_present import Present

_UNKNOWN: Final = "no such machine player"


class Looks(Protocol):
    """Whoever sees from outside what would come to an agent's mind."""

    async def look(
        self, agent: str, question: str, about: Actor | None, limit: int
    ) -> Sequence[Recalled]:
        """The best first; raises StorageUnavailable."""


class Memoirs:
    """The cast, and their memories: everyone may see those about themselves, admins all."""

    def __init__(
        self,
        cast: Sequence[Persona],
        memories: Memories,
        recollections: Looks,
        present: Present,
    ) -> None:
        self._cast = {each.slug: each for each in cast}
        self._memories, self._recollections = memories, recollections
        self._present = present

    async def serve(self, visitor: Visitor, command: wire.AgentCommand) -> None:
        """Answer; raises StorageUnavailable."""
        if isinstance(command, wire.ListAgents):
            shown = tuple(self._present.shown(_shown(each)) for each in self._cast.values())
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
        reply = wire.AgentReply(
            re=command.id,
            agent=_shown(persona),
            background=persona.background,
            likes=persona.likes,
            dislikes=persona.dislikes,
            memories_of_me=await self._memories.count(persona.slug, visitor.actor),
        )
        visitor.reply(await self._present.closer(reply, persona))

    async def _recall(self, visitor: Visitor, command: wire.GetMemories) -> None:
        """To look at memories from outside is not to recall them: they don't get fresher by it."""
        about = None if _may_see_all(visitor.login) else visitor.actor
        question = command.query or ""
        found = await self._recollections.look(command.agent, question, about, command.limit)
        shown = [_memory(each) for each in found]
        visitor.reply(wire.MemoriesReply(re=command.id, agent=command.agent, memories=shown))


def _may_see_all(login: Login) -> bool:
    """Admins, and their keys if those are made for that."""
    return login.person.role == "admin" and (login.scopes is None or "admin" in login.scopes)


def _shown(persona: Persona) -> wire.AgentShown:
    return wire.AgentShown(
        id=persona.slug,
        name=persona.name,
        avatar=persona.avatar,
        line=persona.line,
        traits=persona.personality_traits,
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
