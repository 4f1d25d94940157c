"""What nodes write to each other about the valley: who walks and watches, what is to be seen. Pure.

Every letter may be lost: what matters is said again every few seconds.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from game.ids import Actor
from server.cluster.letters import Sights, Walkers
from server.cluster.mailbox import Mailbox
from server.valley.folk import Folk, Walker
from server.valley.mirror import Mirror
from server.wire import Figure

# In beats, of which there are ten a second. What changed is said with each of them if somebody
# watches at another node, now and then if nobody does; and everything now and then.
QUIET, FULL, WALKERS = 10, 50, 20
WALKERS_MAX: Final = 1_000


class Post:
    """One node's letters about the valley, and what it knows from those of others."""

    def __init__(self, mail: Mailbox, mirror: Mirror) -> None:
        self._mail, self._mirror = mail, mirror
        self._folk = Folk()
        # Other nodes where somebody watches.
        self._watching: dict[str, None] = {}
        self._sent: dict[str, Figure] = {}
        # Other nodes that have been heard of.
        self._known: dict[str, None] = {}

    def walkers(self, mine: Mapping[Actor, Walker]) -> dict[Actor, Walker]:
        """Everybody who walks, here and elsewhere."""
        self._folk.told(self._mail.node, list(mine.values()))
        return self._folk.walkers(WALKERS_MAX)

    def living(self, nodes: Iterable[str]) -> None:
        """Only these other nodes live."""
        keeps = {self._mail.node, *nodes}
        self._folk.forget(keeps)
        self._watching = {node: None for node in self._watching if node in keeps}
        self._known = {node: None for node in self._known if node in keeps}

    def forget(self) -> None:
        """The valley lives elsewhere: when it comes back, others are to be told all of it."""
        self._sent = {}

    def say_who_walks(self, mine: Mapping[Actor, Walker], *, watching: bool) -> None:
        """Whose characters walk through connections of this node."""
        walkers = tuple(mine.values())
        self._mail.send(None, Walkers(sender=self._mail.node, walkers=walkers, watching=watching))

    def say_what_is_seen(self, beat: int) -> None:
        """What changed since this was last said, if it is time."""
        is_full = beat % FULL == 0 or not self._sent
        if not is_full and not self._watching and beat % QUIET:
            return
        figures, sent = self._mirror.figures, self._sent
        changed = [each for id, each in figures.items() if is_full or sent.get(id) is not each]
        gone = [] if is_full else [id for id in sent if id not in figures]
        self._sent = dict(figures)
        self._mail.send(
            None,
            Sights(
                sender=self._mail.node,
                tick=self._mirror.tick,
                now_ms=self._mirror.now_ms,
                figures=tuple(changed),
                gone=tuple(gone),
                full=is_full,
            ),
        )

    def hear_walkers(self, letter: Walkers) -> None:
        """Who walks through connections of another node."""
        if letter.sender not in self._known:
            # Whoever is new is told everything with the next beat.
            self._known[letter.sender] = None
            self._sent = {}
        self._folk.told(letter.sender, letter.walkers)
        self._watching.pop(letter.sender, None)
        if letter.watching:
            self._watching[letter.sender] = None

    def hear_sights(self, letter: Sights) -> None:
        """What is seen where the valley lives."""
        mirror = self._mirror
        if letter.full:
            mirror.show_all(letter.tick, letter.now_ms, letter.figures)
        elif mirror.turn:
            # Before the first full one nothing is known that could have changed.
            mirror.show(letter.tick, letter.now_ms, letter.figures, letter.gone)
