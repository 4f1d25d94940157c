"""Who holds which seat of one game from which node, as its owner hears of it. Pure."""

from collections.abc import Container, Iterable, Sequence
from typing import Final

from msgspec import Struct

from game.ids import Actor
from server.cluster.letters import Sat

# Claims remembered to have lost their seat. Of more, the oldest is forgotten: if that node still
# lists it by then, having missed all that it was told, it takes the seat back once.
EVICTED_MAX: Final = 256


class Eviction(Struct, frozen=True):
    """An older connection than the one that holds the seat."""

    node: str
    actor: Actor
    claim: str


class Seats:
    """The newest connection holds a seat; what is newer, the order of arrival here decides."""

    def __init__(self, held: Iterable[tuple[Actor, Sat]] = ()) -> None:
        self._held = dict(held)
        self._evicted: dict[str, None] = {}

    def take(
        self, node: str, seats: Sequence[tuple[Actor, str]], fresh: Container[str]
    ) -> list[Eviction]:
        """These, and no others, hold their seats from that node; who is evicted by that.

        A claim that is not fresh yields to whoever has the seat: its node was not heard of for a
        while, or by another owner, and nobody knows how old it is.
        """
        evicted: list[Eviction] = []
        for actor, claim in seats:
            before = self._held.get(actor)
            is_contested = before is not None and before.node != node
            if claim in self._evicted or (is_contested and claim not in fresh):
                # Told before, perhaps; but that may be lost, or this written before it came.
                self._evict(claim)
                evicted.append(Eviction(node, actor, claim))
                continue
            if before is not None and is_contested:
                self._evict(before.claim)
                evicted.append(Eviction(before.node, actor, before.claim))
            self._held[actor] = Sat(claim, node)
        listed = dict(seats)
        for actor, held in list(self._held.items()):
            if held.node == node and listed.get(actor) != held.claim:
                del self._held[actor]
        return evicted

    def _evict(self, claim: str) -> None:
        self._evicted[claim] = None
        if len(self._evicted) > EVICTED_MAX:
            del self._evicted[next(iter(self._evicted))]

    def beyond(self, node: str) -> tuple[tuple[Actor, Sat], ...]:
        """Those who hold their seats from other nodes than this one."""
        return tuple((actor, held) for actor, held in self._held.items() if held.node != node)
