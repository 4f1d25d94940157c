"""Answers `agent.mind`: what goes on inside a machine player, as far as one may know. Sans I/O."""

from collections.abc import Callable, Container
from typing import Final, Protocol

from agents.memories import Kind, Memory
from agents.neurons.brain import Grown
from agents.neurons.layers import LAYERS, LEVELS, Layer
from agents.neurons.signals import Sent
from persistence.ports import Login, Memories
from server import wire
from server.minds.signal_book import SignalBook
from server.visitor import Visitor
from server.wire import Fault, error_reply

SIGNALS_SHOWN: Final = 100
THOUGHTS_SHOWN: Final = 20


class Watched(Protocol):
    """The minds that play here."""

    book: SignalBook

    def grown(self, slug: str) -> Grown:
        """What a character has learnt so far."""
        ...


class Nobody:
    """No minds, as before any are there."""

    def __init__(self) -> None:
        self.book = SignalBook()

    def grown(self, slug: str) -> Grown:
        """Nothing."""
        return Grown()


class Mindscope:
    """Everyone may look; of live games, and of thoughts about other people, only admins see."""

    def __init__(
        self,
        cast: Container[str],
        memories: Memories,
        off: tuple[Layer, ...],
        now_ms: Callable[[], int],
    ) -> None:
        self._cast = cast
        self._memories, self._off, self._now_ms = memories, off, now_ms
        self._minds: Watched = Nobody()

    def watch(self, minds: Watched) -> None:
        """Look into these minds from here on."""
        self._minds = minds

    async def serve(self, visitor: Visitor, command: wire.GetMind) -> None:
        """Answer; raises StorageUnavailable."""
        agent = command.agent
        if agent not in self._cast:
            visitor.reply(error_reply(command.id, Fault.NOT_FOUND, "no such machine player"))
            return
        is_admin = _may_see_all(visitor.login)
        sent = self._minds.book.seen(agent, self._now_ms(), may_see_all=is_admin)
        about = None if is_admin else visitor.actor

        async def thoughts(kind: Kind) -> tuple[wire.ThoughtShown, ...]:
            found = await self._memories.of_kind(agent, kind, about, THOUGHTS_SHOWN)
            return tuple(map(_thought, found))

        visitor.reply(
            wire.MindReply(
                re=command.id,
                agent=agent,
                layers=tuple(self._layer(each, agent, sent) for each in LAYERS),
                signals=tuple(map(_signal, sent[:SIGNALS_SHOWN])),
                reflections=await thoughts("reflection"),
                plans=await thoughts("plan"),
                evaluations=await thoughts("metacognition"),
            )
        )

    def _layer(self, layer: Layer, agent: str, sent: list[Sent]) -> wire.LayerShown:
        last = next((each.signal for each in sent if each.signal.source == layer), None)
        return wire.LayerShown(
            layer=layer,
            name=LEVELS[layer].name,
            period_ms=LEVELS[layer].period_ms,
            is_on=layer not in self._off,
            at=last.at if last else None,
            doing=last.content if last else "",
            weights=learnt(layer, self._minds.grown(agent)),
        )


def learnt(layer: Layer, grown: Grown) -> dict[str, float]:
    """What a layer has learnt over games, by name; of a live game nothing shows."""
    match layer:
        case "L2":
            return dict(grown.devices)
        case "L4":
            return dict(grown.style)
        case "L5":
            return {"games": grown.games, "wins": grown.wins, "drought": grown.drought}
        case "L6":
            return {"ambition": grown.ambition}
        case "L8":
            return {"rate": grown.rate}
        case "L9":
            return {"stories": grown.stories}
        case _:
            return {}


def _may_see_all(login: Login) -> bool:
    return login.person.role == "admin" and (login.scopes is None or "admin" in login.scopes)


def _signal(sent: Sent) -> wire.SignalShown:
    each = sent.signal
    return wire.SignalShown(
        id=sent.id,
        at=each.at,
        source=each.source,
        target=each.target,
        type=each.direction,
        content=each.content,
        strength=each.strength,
        game=sent.game,
    )


def _thought(memory: Memory) -> wire.ThoughtShown:
    return wire.ThoughtShown(
        id=memory.id,
        content=memory.content,
        at=memory.at,
        until=memory.until,
        importance=memory.importance,
        emotion=memory.emotion,
        tags=memory.tags,
        source=memory.source,
    )
