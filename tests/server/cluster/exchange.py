"""Nodes of twins that have met, and the post between them, which a test may look into or stop."""

from collections.abc import Callable
from typing import Any, TypeVar

from game.ids import Actor, GameId
from server.cluster.letters import AnyLetter, decode
from server.cluster.ties import GATHER_MS
from server.fanout import Audience
from tests.server.conftest import NewNode
from tests.server.stage import Databases, TwinNode
from tests.server.visiting import FakeVisitor

L = TypeVar("L", bound=AnyLetter)
Three = tuple[TwinNode, TwinNode, TwinNode]


class Nodes:
    """So many nodes by name, and every letter between them."""

    def __init__(self, databases: Databases) -> None:
        self.databases, self.clock = databases, databases.clock
        self.all: list[TwinNode] = []
        self.letters: list[tuple[str, AnyLetter]] = []
        # Kinds of letters that are lost.
        self.lost: tuple[type, ...] = ()
        # Nodes that no letter reaches or leaves.
        self.cut_off: tuple[TwinNode, ...] = ()
        databases.memory.post = self._post

    async def start(self, new_node: NewNode, *names: str) -> None:
        """Bring nodes up, each of which knows all others."""
        for name in names:
            node = new_node(name)
            node.cluster.ties.changed = node.desk.seating.await_host
            await node.start()
            self.all.append(node)
        for node in self.all:
            await node.membership.look()

    def _post(self, hear: Callable[[bytes], None], payload: bytes) -> None:
        to, letter = _addressee(hear), decode(payload)
        self.letters.append((to, letter))
        cut_off = [node.membership.node for node in self.cut_off]
        is_cut_off = to in cut_off or letter.sender in cut_off
        if not is_cut_off and not isinstance(letter, self.lost):
            hear(payload)

    async def exchange(self) -> None:
        """Let what is to be told be told, with all that follows from it."""
        for _ in range(4):
            await self.clock.advance(GATHER_MS)

    async def renew(self, *nodes: TwinNode) -> None:
        """Let every node, or these, say anew who is there."""
        for node in nodes or self.all:
            await node.cluster.ties.renew()
        await self.exchange()

    def sent(self, kind: type[L]) -> list[L]:
        """The letters of a kind so far."""
        return [letter for _, letter in self.letters if isinstance(letter, kind)]


def _addressee(hear: Any) -> str:
    return str(hear.__self__.node)


def audience(node: TwinNode, game: str) -> Audience:
    """Those who watch a game at a node."""
    place = node.directory.here(GameId(game))
    assert place is not None
    return place.audience


def present(node: TwinNode, game: str) -> list[str]:
    """Who is present in a game, as this node knows it."""
    return sorted(audience(node, game).present)


def told(visitor: FakeVisitor, node: TwinNode, game: str, actor: str) -> list[bool]:
    """What they heard of somebody's connection, in order."""
    player = node.state(game).players[Actor(actor)]
    return [each["connected"] for each in visitor.signals("presence") if each["player"] == player]
