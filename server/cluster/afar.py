"""A game that another node plays, shown here: tells its owner who is here. Sans I/O."""

from collections.abc import Callable, Iterable, Iterator
from typing import Final, Protocol

from game.ids import Actor
from server.cluster.letters import Company, Sat, Signals, Watch
from server.cluster.mailbox import Mailbox
from server.cluster.passing import Passed, Passing
from server.place import Place
from server.tie import Elsewhere
from server.wire import AnySignal

# At so many renewals without an answer in between it is asked anew who plays the game.
UNANSWERED_MAX: Final = 2


class Shown(Place, Protocol):
    """A Shadow."""

    owner: str


class Afar:
    """The other end of a game's ties; an owner of no name can't be told anything now."""

    def __init__(
        self,
        place: Shown,
        mail: Mailbox,
        due: "Callable[[Afar], None]",
        numbers: Iterator[int],
        known: Iterable[tuple[Actor, Sat]] = (),
    ) -> None:
        self.place, self._mail, self._due, self._numbers = place, mail, due, numbers
        self._passing = Passing()
        self._seats = tuple(known)
        self._has_moved, self._is_answered = False, True
        self._unanswered = 0
        # The newest letter of an owner: late ones of the same say nothing new.
        self._heard = ("", 0)
        # What was said last, and the claims that an owner has known of.
        self._said = 0
        self._known_claims = _marks(place.audience.claims)
        place.audience.tie = self
        self._meet(self._seats)

    def known(self) -> tuple[tuple[Actor, Sat], ...]:
        """Those who hold their seats from other nodes."""
        return self._seats

    def moved(self) -> None:
        """Somebody has come or gone here, or the owner is another one."""
        self._has_moved, self._is_answered = True, False
        self._due(self)

    def hand_on(self, said: AnySignal, key: str | None) -> None:
        """This was signalled here."""
        self._passing.add(Passed(self._mail.node, key, said))
        self._due(self)

    def renew(self) -> bool:
        """Say again who is here; False if the owner does not answer, or is not known."""
        if self._is_answered:
            self._unanswered = 0
            if not len(self.place.audience):
                # That nobody is here any more the owner knows.
                return True
        else:
            self._unanswered += 1
        self.moved()
        return bool(self.place.owner) and self._unanswered < UNANSWERED_MAX

    def end(self) -> None:
        """The game is not shown here any more."""
        if self.place.audience.tie is self:
            self.place.audience.tie = None

    # ------------------------------------------------------------ letters that come

    def company(self, letter: Company) -> None:
        """Who is there at other nodes; only the owner of now is believed."""
        sender, number = self._heard
        is_late = letter.sender == sender and letter.number <= number
        if letter.sender == self.place.owner and not is_late:
            self._heard = (letter.sender, letter.number)
            if letter.watch == self._said and not self._has_moved:
                self._is_answered = True
                self._known_claims = _marks(self.place.audience.claims)
            self._meet(letter.seats)

    def signals(self, letter: Signals) -> None:
        """Show them; the owner tells all others itself."""
        if letter.sender == self.place.owner:
            for key, said in letter.said:
                self.place.audience.show(said, key)

    def gone(self, node: str) -> bool:
        """A node is no more, and its people are gone with it; False if it had none."""
        left = tuple(each for each in self._seats if each[1].node != node)
        is_changed = left != self._seats
        if is_changed:
            self._meet(left)
        return is_changed

    def _meet(self, seats: tuple[tuple[Actor, Sat], ...]) -> None:
        self._seats = seats
        elsewhere = Elsewhere(present=tuple(actor for actor, _ in seats))
        self.place.audience.hear_of(elsewhere, self.place.state)

    # ------------------------------------------------------------ letters that go

    def flush(self) -> None:
        """Tell the owner what is new; what is signalled while there is none is lost."""
        owner, passed = self.place.owner, self._passing.take()
        if not owner:
            return
        if self._has_moved:
            self._has_moved = self._is_answered = False
            self._mail.send(owner, self._watch())
        if passed:
            said = tuple((each.key, each.said) for each in passed)
            sender, game = self._mail.node, self.place.game
            self._mail.send(owner, Signals(sender=sender, game=game, said=said))

    def _watch(self) -> Watch:
        audience, host = self.place.audience, self.place.state.host
        self._said = next(self._numbers)
        known = self._known_claims
        return Watch(
            sender=self._mail.node,
            game=self.place.game,
            number=self._said,
            seats=audience.claims,
            fresh=tuple(mark for mark in _marks(audience.claims) if mark not in known),
            watching=len(audience),
            host=host if audience.is_watched_here(host) else None,
        )


def _marks(claims: tuple[tuple[Actor, str], ...]) -> tuple[str, ...]:
    return tuple(claim for _, claim in claims)
