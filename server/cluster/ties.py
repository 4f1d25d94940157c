"""Games that are open on two nodes or more: who is there, who holds a seat, what is signalled.

A star around whoever plays the game. While no other node has to do with a game it costs nothing.
"""

from collections.abc import Callable, Sequence
from itertools import count
from typing import Final, Protocol

from game.ids import Actor, GameId
from server.clock import Clock
from server.cluster.afar import Afar
from server.cluster.home import Home
from server.cluster.letters import AnyLetter, Company, Sat, Signals, Unseat, Watch
from server.cluster.mailbox import Mailbox
from server.place import Place
from server.room_task import RoomTask
from server.shadow import Shadow
from server.tie import NOWHERE

# What comes up within so long goes out together.
GATHER_MS: Final = 5


class Games(Protocol):
    """The games that are open here; a Directory."""

    def here(self, game: GameId) -> Place | None:
        """The game, if it is open already."""

    def look_again(self, game: GameId) -> None:
        """Find out anew who plays it."""


class Ties:
    """Both ends of all of them, for one node."""

    def __init__(self, mail: Mailbox, games: Games, clock: Clock) -> None:
        self._mail, self._games, self._clock = mail, games, clock
        # Told of a game where people at other nodes, or at this one by its move, may have come
        # or gone; whoever comes or goes here only is not told of.
        self.changed: Callable[[Place], None] = lambda _place: None
        # While no letter can come from any node, none is forgotten for its silence.
        self.is_cut_off: Callable[[], bool] = lambda: False
        # No more of them than there are games open here.
        self._ties: dict[GameId, Home | Afar] = {}
        self._due: dict[GameId, Home | Afar] = {}
        self._numbers = count(1)

    def __len__(self) -> int:
        """How many games are tied to other nodes."""
        return len(self._ties)

    def placed(self, place: Place) -> None:
        """A game is played or shown here from now on, or somebody else plays it."""
        if place.room.state is None:
            return
        if isinstance(place, Shadow):
            self._show(place)
        else:
            self._play(place)
        if place.audience.everywhere or isinstance(place, Shadow):
            self.changed(place)

    def _show(self, shadow: Shadow) -> None:
        tie = self._ties.get(shadow.game)
        if not isinstance(tie, Afar) or tie.place is not shadow:
            known = tie.known() if tie is not None else ()
            self._drop(shadow.game)
            tie = Afar(shadow, self._mail, self._is_due, self._numbers, known)
            self._ties[shadow.game] = tie
        if len(shadow.audience):
            tie.moved()

    def _play(self, place: Place) -> None:
        tie = self._ties.get(place.game)
        if isinstance(tie, Home) and tie.place.audience is place.audience:
            tie.place = place
            return
        known = tie.known() if tie is not None else ()
        self._drop(place.game)
        if known:
            self._home(place, known)

    def _home(self, place: Place, known: Sequence[tuple[Actor, Sat]] = ()) -> Home:
        home = Home(place, self._mail, self._is_due, self._numbers, known)
        self._ties[place.game] = home
        return home

    def _drop(self, game: GameId) -> None:
        tie = self._ties.pop(game, None)
        if tie is not None:
            tie.end()

    def _is_due(self, tie: Home | Afar) -> None:
        """Letters are to be written: all of the node's games in one go."""
        if not self._due:
            self._clock.call_at(self._clock.now_ms() + GATHER_MS, self._flush)
        self._due[tie.place.game] = tie

    def _flush(self) -> None:
        due, self._due = self._due, {}
        for game, tie in due.items():
            if self._ties.get(game) is tie:
                tie.flush()

    # ------------------------------------------------------------ letters that come

    def watch(self, letter: Watch) -> None:
        """Another node shows a game of this one. Where it is mistaken, it gets no answer."""
        place = self._games.here(letter.game)
        if not isinstance(place, RoomTask) or place.room.state is None:
            return
        tie = self._ties.get(letter.game)
        home = tie if isinstance(tie, Home) else self._home(place)
        home.watch(letter)
        self.changed(place)

    def company(self, letter: Company) -> None:
        """The owner says who is at other nodes."""
        tie = self._ties.get(letter.game)
        if isinstance(tie, Afar):
            tie.company(letter)

    def unseat(self, letter: Unseat) -> None:
        """A connection here has lost its seat to a newer one elsewhere."""
        place = self._games.here(letter.game)
        if place is None or place.room.state is None:
            return
        if place.audience.unseat(letter.actor, letter.claim):
            place.audience.presence(letter.actor, place.state, connected=False)

    def signals(self, letter: Signals) -> None:
        """Something was signalled at another node."""
        tie = self._ties.get(letter.game)
        if tie is not None:
            tie.signals(letter)

    def unheard(self, _to: str, letters: Sequence[AnyLetter]) -> None:
        """Nobody received these: whoever played that game plays it no more, perhaps."""
        for letter in letters:
            if isinstance(letter, Watch):
                self._games.look_again(letter.game)

    # ------------------------------------------------------------ nodes that come and go

    def gone(self, node: str) -> None:
        """A node is no more, and its people are gone with it."""
        for tie in list(self._ties.values()):
            if tie.gone(node):
                self.changed(tie.place)

    async def renew(self) -> None:
        """Say again who watches from here, and forget who has not said so; every few seconds."""
        for game, tie in list(self._ties.items()):
            if self._games.here(game) is not tie.place:
                # Closed. Should it be opened again, the others say anew who is there.
                self._drop(game)
                tie.place.audience.elsewhere = NOWHERE
            elif isinstance(tie, Afar):
                if not tie.renew():
                    self._games.look_again(game)
            elif not self.is_cut_off():
                if not tie.renew():
                    self._drop(game)
                self.changed(tie.place)
