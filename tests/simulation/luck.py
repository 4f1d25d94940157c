"""The bad luck of an evening, drawn from its seed: what breaks, when, and for how long.

Knows nodes, database and Redis from outside; nothing of the game.
"""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from tests.simulation.node import Node
from tests.simulation.storage import Near

if TYPE_CHECKING:
    from tests.simulation.evening import Evening

# After this nothing breaks any more, and the game has to come to its end.
CALM_MS = 90_000
BACK_MS = (5, 300, 2_000, 8_000)
AWAY_MS = (30, 400, 4_000, 15_000)
FROZEN_MS = (500, 1_000, 1_700, 2_500, 4_000, 6_000)


class Luck:
    """What may befall the nodes, the database, Redis and all lines between them."""

    def __init__(self, evening: "Evening") -> None:
        self.evening, self.heap, self.draw = evening, evening.heap, evening.draw
        self.storage, self.hot = evening.storage, evening.hot
        self.crashes = 0
        # Shares of hints that get lost with their connection, come late, or come twice.
        self.deaf = self.late = 0.0
        # When something was last amiss; nothing may be expected to work so soon after.
        self.trouble_ms = 0
        self.storage.on_trouble = self.hot.on_trouble = self.trouble

    def trouble(self) -> None:
        """Something is amiss now."""
        self.trouble_ms = self.heap.now

    @property
    def is_amiss(self) -> bool:
        """Whether anything is away, cut off or standing still."""
        if self.storage.store.away or self.hot.memory.away:
            return True
        alive = [each for each in self.evening.nodes.values() if each.life.alive]
        return not any(each.is_ready for each in alive) or any(
            each.life.is_frozen or each.is_leaving or each.store.cut or each.memory.cut
            for each in alive
        )

    # ------------------------------------------------------------ the plan

    def brew(self) -> None:
        """The faults of this evening."""
        draw, storage = self.draw, self.storage
        storage.fails = draw.choice((0.0, 0.0, 0.02, 0.1))
        storage.doubts = draw.choice((0.0, 0.0, 0.02, 0.1))
        self._some((0, 0, 1, 2, 4), self.crash)
        self._some((0, 0, 1, 3), lambda: self.outage(draw.choice(AWAY_MS)))
        self._some((0, 0, 1, 2), self.flush)
        self._some((0, 0, 0, 0, 1), lambda: self.lose(self.hot.memory, draw.choice((500, 10_000))))
        self._some((0, 0, 0, 1, 2), lambda: self.freeze(length_ms=draw.choice(FROZEN_MS)))
        self._some((0, 0, 0, 1), self.drain)
        if len(self.evening.nodes) > 1:
            self._brew_among_many()

    def _brew_among_many(self) -> None:
        draw, hot = self.draw, self.hot
        hot.loses = draw.choice((0.0, 0.0, 0.0, 0.02, 0.15))
        hot.doubles = draw.choice((0.0, 0.0, 0.02, 0.15))
        hot.delays = draw.choice((0.0, 0.0, 0.02, 0.15))
        hot.mutes = draw.choice((0.0, 0.0, 0.0, 0.02))
        self.deaf = draw.choice((0.0, 0.05))
        self.late = draw.choice((0.0, 0.0, 0.1))
        self._some((0, 1), self.forget_leases)
        self._some((0, 0, 1, 2), lambda: self.cut(self._any().store))
        self._some((0, 0, 1, 2), lambda: self.cut(self._any().memory))
        self._some((0, 0, 0, 1, 2), self.misjudge)
        self._some((0, 0, 1), lambda: self.evening.boot("d"))
        self._some((0, 0, 0, 0, 1), self.restart_all)
        self._some((2, 4, 8), self.reseat)

    def _some(self, counts: tuple[int, ...], what: Callable[[], object]) -> None:
        for _ in range(self.draw.choice(counts)):
            self.heap.after(self.draw.randint(0, CALM_MS), partial(self._strike, what))

    def _strike(self, what: Callable[[], object]) -> None:
        if not self.evening.is_calm:
            what()

    def _any(self) -> Node:
        return self.draw.choice(list(self.evening.nodes.values()))

    # ------------------------------------------------------------ nodes

    def crash(self, name: str = "", down_ms: int | None = None) -> None:
        """kill -9 of a node, and its next start, if it has one."""
        node = self.evening.nodes[name] if name else self._any()
        if self.evening.is_calm or not node.life.alive:
            return
        self.heap.tell("crash of", node.name)
        self.crashes += 1
        self._end(node, down_ms)

    def _end(self, node: Node, down_ms: int | None = None) -> None:
        """A node is no more; another run of it comes, unless there are others."""
        if not node.life.alive:
            return
        self.trouble()
        node.crash()
        others = [
            each
            for each in self.evening.nodes.values()
            if each is not node and each.life.alive and not each.is_leaving
        ]
        if down_ms is None and others and self.draw.random() < 0.3:
            return
        down_ms = self.draw.choice(BACK_MS) if down_ms is None else down_ms
        self.heap.after(down_ms, partial(self.evening.boot, node.name))

    def ended(self, node: Node) -> None:
        """A node has ended by itself."""
        self.heap.tell("ends", node.run)
        self._end(node)

    def freeze(self, name: str = "", length_ms: int = 4_000) -> None:
        """A node stands still for so long."""
        node = self.evening.nodes[name] if name else self._any()
        if node.life.alive and not node.life.is_frozen and not node.is_leaving:
            self.heap.tell("freezes", node.run, "for", length_ms)
            self.trouble()
            node.freeze()
            self.heap.after(length_ms, partial(self._thaw, node))

    def _thaw(self, node: Node) -> None:
        if node.life.is_frozen:
            self.heap.tell("thaws", node.run)
            self.trouble()
            node.thaw()

    def drain(self, name: str = "") -> None:
        """A node hands over, and goes."""
        node = self.evening.nodes[name] if name else self._any()
        if node.life.alive and not node.life.is_frozen and not node.is_leaving:
            self.heap.tell("drains", node.run)
            self.trouble()
            node.drain()

    def misjudge(self) -> None:
        """A node that lives is taken for lapsed, as if it had not been heard for long."""
        members = self.hot.memory.members
        if members:
            run = self.draw.choice(list(members))
            self.heap.tell("is taken for lapsed:", run)
            self.trouble()
            members[run] = members[run][0], 0

    def restart_all(self) -> None:
        """One node after the other."""
        for n, name in enumerate(list(self.evening.nodes)):
            self.heap.after(n * 4_000, partial(self._strike, partial(self.drain, name)))

    # ------------------------------------------------------------ what they stand on

    def outage(self, length_ms: int) -> None:
        """The database goes away for so long."""
        if not self.evening.is_calm:
            self.lose(self.storage.store, length_ms)

    def lose(self, what: object, length_ms: int) -> None:
        """Database or Redis is away for all."""
        self.heap.tell("all miss the", type(what).__name__, "for", length_ms)
        self.trouble()
        vars(what)["away"] = True
        self.heap.after(length_ms, partial(self._find, what))

    def _find(self, what: object) -> None:
        vars(what)["away"] = False
        self.trouble()

    def cut(self, near: Near) -> None:
        """One node can't reach it for a while."""
        length_ms = self.draw.choice((400, 2_500, 8_000))
        self.heap.tell("a node can't reach its", type(near).__name__, "for", length_ms)
        self.trouble()
        near.cut = True
        self.heap.after(length_ms, partial(self._join, near))

    def _join(self, near: Near) -> None:
        near.cut = False
        self.trouble()

    def flush(self) -> None:
        """Redis forgets everything."""
        self.heap.tell("Redis is flushed")
        self.trouble()
        self.hot.memory.flush()

    def forget_leases(self) -> None:
        """Redis forgets who plays what, and people look for other nodes."""
        self.heap.tell("the leases are forgotten")
        self.trouble()
        self.hot.memory.leases.clear()
        for person in self.evening.people:
            if self.draw.random() < 0.6:
                person.node_name = ""
                person.move()

    def reseat(self) -> None:
        """Somebody comes once more, from another device."""
        self.draw.choice(self.evening.people).sit_down_again()

    # ------------------------------------------------------------ hints

    def hint(self) -> None:
        """Hints go to every node, each in its own time, some twice, some never."""
        store, draw = self.storage.store, self.draw
        hints, store.hints = store.hints, []
        nodes = [each for each in self.evening.nodes.values() if each.life.alive]
        if len(self.evening.nodes) < 2:
            return
        for node in nodes:
            if not self.evening.is_calm and draw.random() < self.deaf:
                # Its connection broke; it reads on once it has another.
                self.trouble()
                self.heap.after(draw.choice((300, 4_000)), node.catch_up)
                continue
            self.heap.after(draw.choice((0, 3, 50)), partial(node.hint, hints))
            if not self.evening.is_calm and draw.random() < self.late:
                self.heap.after(draw.choice((1, 200, 3_000)), partial(node.hint, hints))

    # ------------------------------------------------------------ the end of it

    def calm(self) -> None:
        """Nothing is amiss from here on."""
        self.storage.calm = self.hot.calm = True
        self.storage.store.away = self.hot.memory.away = False
        for node in self.evening.nodes.values():
            node.store.cut = node.memory.cut = False
            self._thaw(node)
            node.catch_up()
        self.trouble()
