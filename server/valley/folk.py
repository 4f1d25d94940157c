"""Which people walk in the valley, at whatever node they are, and what that makes of it. Pure."""

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from agents.world.body import World
from agents.world.happenings import Enter, Go, Input, Leave
from game.ids import Actor


class Walker(Struct, frozen=True):
    """Somebody who walks in the valley: from where and where to; `asked_ms`: when they said so."""

    user: Actor
    name: str
    start: str
    to: str | None = None
    asked_ms: int = 0


class Folk:
    """The walkers of all nodes, by node; the newest word of each person counts."""

    def __init__(self) -> None:
        self._nodes: dict[str, dict[Actor, Walker]] = {}

    def told(self, node: str, walkers: Sequence[Walker]) -> None:
        """These are the walkers at a node, and no others."""
        if walkers:
            self._nodes[node] = {each.user: each for each in walkers}
        else:
            self._nodes.pop(node, None)

    def forget(self, keeps: Iterable[str]) -> None:
        """Only these nodes live."""
        living = set(keeps)
        self._nodes = {node: each for node, each in self._nodes.items() if node in living}

    def walkers(self, most: int) -> dict[Actor, Walker]:
        """Everybody who walks, by id; beyond so many, those who came last do not."""
        found: dict[Actor, Walker] = {}
        for walkers in self._nodes.values():
            for each in walkers.values():
                known = found.get(each.user)
                if (known is not None and known.asked_ms < each.asked_ms) or (
                    known is None and len(found) < most
                ):
                    found[each.user] = each
        return found


def inputs(world: World, walkers: Mapping[Actor, Walker]) -> list[Input]:
    """What brings the world to where people want to be: who comes, who goes, who walks where."""
    found: list[Input] = [
        Leave(id) for id, body in world.bodies.items() if body.is_steered and id not in walkers
    ]
    for each in walkers.values():
        body = world.bodies.get(each.user)
        if body is None:
            found.append(Enter(each.user, each.start))
            is_there = each.to in (None, each.start)
        else:
            is_there = each.to in (None, body.route[-1] if body.route else body.place)
        if each.to is not None and not is_there:
            found.append(Go(each.user, each.to))
    return found
