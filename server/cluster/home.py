"""A game played here that other nodes show: who is where, and who hears of it. Sans I/O."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from msgspec import Struct

from game.ids import Actor
from server.cluster.letters import Company, Sat, Signals, Unseat, Watch
from server.cluster.mailbox import Mailbox
from server.cluster.passing import Passed, Passing
from server.cluster.seats import Eviction, Seats
from server.place import Place
from server.tie import Elsewhere
from server.wire import AnySignal

# A node that has not said in so many rounds of a few seconds that it watches, watches no more.
ROUNDS_MAX: Final = 3


class Watcher(Struct):
    """Another node, by its newest letter; `number` 0 while all that is known of it is inherited."""

    number: int = 0
    rounds: int = 0
    connections: int = 0
    host: Actor | None = None
    # What it was last told of the others.
    told: tuple[tuple[Actor, Sat], ...] | None = None


class Home:
    """The owner's end of a game's ties."""

    def __init__(
        self,
        place: Place,
        mail: Mailbox,
        due: "Callable[[Home], None]",
        numbers: Iterator[int],
        known: Iterable[tuple[Actor, Sat]] = (),
    ) -> None:
        self.place, self._mail, self._due, self._numbers = place, mail, due, numbers
        self._passing = Passing()
        self._seats = Seats(known)
        # No more than there are nodes.
        self._watchers: dict[str, Watcher] = {}
        for _, held in self._seats.beyond(mail.node):
            self._watchers.setdefault(held.node, Watcher()).connections += 1
        place.audience.tie = self
        self.moved()

    def known(self) -> tuple[tuple[Actor, Sat], ...]:
        """Those who hold their seats from other nodes."""
        return self._seats.beyond(self._mail.node)

    def moved(self) -> None:
        """Somebody has come or gone here."""
        claims = self.place.audience.claims
        self._take(self._mail.node, claims, [claim for _, claim in claims])

    def hand_on(self, said: AnySignal, key: str | None) -> None:
        """This was signalled here."""
        self._passing.add(Passed(self._mail.node, key, said))
        self._due(self)

    # ------------------------------------------------------------ letters that come

    def watch(self, letter: Watch) -> None:
        """A node says who watches from there; a late letter says nothing new."""
        watcher = self._watchers.setdefault(letter.sender, Watcher())
        if letter.number <= watcher.number:
            return
        watcher.number, watcher.rounds = letter.number, 0
        watcher.connections, watcher.host = letter.watching, letter.host
        # Answered in any case: the last answer may have been lost.
        watcher.told = None
        self._take(letter.sender, letter.seats, letter.fresh)

    def signals(self, letter: Signals) -> None:
        """Show them, and let the other nodes know."""
        for key, said in letter.said:
            self.place.audience.show(said, key)
            self._passing.add(Passed(letter.sender, key, said))
        self._due(self)

    # ------------------------------------------------------------ who comes and goes

    def gone(self, node: str) -> bool:
        """A node is no more, and its people are gone with it; False if it had none."""
        if self._watchers.pop(node, None) is None:
            return False
        self._take(node, (), ())
        return True

    def renew(self) -> bool:
        """Another few seconds have passed; False once no other node watches any more."""
        for node, watcher in list(self._watchers.items()):
            watcher.rounds += 1
            if watcher.rounds >= ROUNDS_MAX:
                self.gone(node)
        return bool(self._watchers)

    def end(self) -> None:
        """No other node has to do with the game, or it is not played here any more."""
        if self.place.audience.tie is self:
            self.place.audience.tie = None

    def _take(self, node: str, seats: Sequence[tuple[Actor, str]], fresh: Sequence[str]) -> None:
        evictions = self._seats.take(node, seats, fresh)
        watchers = self._watchers.values()
        elsewhere = Elsewhere(
            present=tuple(actor for actor, _ in self.known()),
            hosts=tuple(each.host for each in watchers if each.host is not None),
            connections=sum(each.connections for each in watchers),
        )
        self.place.audience.hear_of(elsewhere, self.place.state)
        for eviction in evictions:
            self._evict(eviction)
        self._due(self)

    def _evict(self, eviction: Eviction) -> None:
        game, node = self.place.game, eviction.node
        if node == self._mail.node:
            self.place.audience.unseat(eviction.actor, eviction.claim)
            return
        # First where they are now, so that nobody there takes them for gone.
        self._tell_company(node)
        sender, actor, claim = self._mail.node, eviction.actor, eviction.claim
        self._mail.send(node, Unseat(sender=sender, game=game, actor=actor, claim=claim))

    # ------------------------------------------------------------ letters that go

    def flush(self) -> None:
        """Tell every node what is new to it."""
        passed = self._passing.take()
        for node, watcher in self._watchers.items():
            if watcher.number and (watcher.connections or watcher.told is None):
                self._tell_company(node)
                self._pass(node, passed)

    def _tell_company(self, node: str) -> None:
        watcher, others = self._watchers.get(node), self._seats.beyond(node)
        if watcher is None or watcher.told == others:
            return
        watcher.told = others
        self._mail.send(
            node,
            Company(
                sender=self._mail.node,
                game=self.place.game,
                number=next(self._numbers),
                watch=watcher.number,
                seats=others,
            ),
        )

    def _pass(self, node: str, passed: list[Passed]) -> None:
        said = tuple((each.key, each.said) for each in passed if each.node != node)
        if said:
            sender = self._mail.node
            self._mail.send(node, Signals(sender=sender, game=self.place.game, said=said))
