"""Commands for games that are played on other nodes: asked there by letter, answered by letter.

A letter may be lost, so the author may be told `unavailable` of something that was done: another
try with the same id finds the outcome, since its name stands in the journal. Sans I/O.
"""

from collections.abc import Coroutine, Sequence
from functools import partial
from itertools import count
from typing import Any, Final, Protocol

from msgspec import Struct

from game.ids import GameId
from persistence.ports import StorageUnavailable
from server.clock import Clock, Timer
from server.cluster.letters import AnyLetter, Ask, Told
from server.cluster.mailbox import Mailbox
from server.cluster.owners import UNKNOWN
from server.outcomes import Gone, Said, Unavailable
from server.place import Place
from server.place import Told as Tell
from server.room import Post
from server.room_task import RoomTask
from server.shadow import Shadow

# So long is waited for the owner's answer.
ASK_MS: Final = 2_000
# Questions under way; while there are so many, further ones are refused at once.
CALLS_MAX: Final = 10_000


class Open(Protocol):
    """The games that are open here; a Directory."""

    def here(self, game: GameId) -> Place | None:
        """The game, if it is open already."""

    async def find(self, game: GameId | None = None, code: str | None = None) -> Place | None:
        """The game, opened if need be."""

    def look_again(self, game: GameId) -> None:
        """Find out anew who plays it."""

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Do this beside everything else."""


class Call(Struct):
    """A question under way."""

    shadow: Shadow
    tell: Tell
    timer: Timer
    owner: str


class Relay:
    """Both ends of it, for one node."""

    def __init__(self, mail: Mailbox, games: Open, clock: Clock) -> None:
        self._mail, self._games, self._clock = mail, games, clock
        self._calls: dict[int, Call] = {}
        self._numbers = count(1)

    def __len__(self) -> int:
        """How many questions are under way."""
        return len(self._calls)

    def forward(self, shadow: Shadow, posted: Post, tell: Tell) -> None:
        """Ask the owner; `tell` is called within ASK_MS, when what came of it is read here."""
        if shadow.owner in (UNKNOWN, self._mail.node) or len(self._calls) >= CALLS_MAX:
            # Nobody to ask, or this node itself, which was given up for dead meanwhile.
            tell(Unavailable(), shadow)
            self._games.look_again(shadow.game)
            return
        number = next(self._numbers)
        due = self._clock.now_ms() + ASK_MS
        timer = self._clock.call_at(due, partial(self._give_up, number, Unavailable()))
        self._calls[number] = Call(shadow, tell, timer, shadow.owner)
        self._mail.send(
            shadow.owner,
            Ask(
                sender=self._mail.node,
                call=number,
                game=shadow.game,
                actor=posted.actor,
                cause=posted.cause,
                command=posted.command,
            ),
        )

    def unheard(self, letters: Sequence[AnyLetter]) -> None:
        """Nobody received these: who asked tries again, and by then finds who plays it."""
        for letter in letters:
            if isinstance(letter, Ask):
                self._give_up(letter.call, Gone())

    def gone(self, node: str) -> None:
        """A node is no more, and answers nothing: who asked it may try again at once.

        Perhaps it was done; then the next try finds the outcome.
        """
        asked = [number for number, call in self._calls.items() if call.owner == node]
        for number in asked:
            self._give_up(number, Gone())

    def _give_up(self, number: int, said: Said) -> None:
        call = self._calls.pop(number, None)
        if call is not None:
            call.timer.cancel()
            self._games.look_again(call.shadow.game)
            call.tell(said, call.shadow)

    # ------------------------------------------------------------ letters that come

    def asked(self, letter: Ask) -> None:
        """Another node asks for something to be done in a room of this one."""
        place = self._games.here(letter.game)
        if isinstance(place, RoomTask):
            self._take(place, letter)
        else:
            self._games.spawn(self._find(letter))

    async def _find(self, letter: Ask) -> None:
        try:
            place = await self._games.find(letter.game)
            if isinstance(place, Shadow):
                # Whoever asked knows better, or was told so long ago: ask Redis who plays it.
                self._games.look_again(letter.game)
        except StorageUnavailable:
            self._answer(letter, Unavailable())
            return
        if isinstance(place, RoomTask):
            self._take(place, letter)
        else:
            self._answer(letter, Gone())

    def _take(self, room: RoomTask, letter: Ask) -> None:
        def told(said: Said, room: Place) -> None:
            self._answer(letter, said, room.room.seq)

        room.take(Post(letter.actor, letter.command, letter.cause), told)

    def _answer(self, letter: Ask, said: Said, seq: int = 0) -> None:
        told = Told(sender=self._mail.node, call=letter.call, said=said, seq=seq)
        self._mail.send(letter.sender, told)

    def told(self, letter: Told) -> None:
        """The owner's answer; one that comes too late, or twice, is nobody's."""
        call = self._calls.pop(letter.call, None)
        if call is None:
            return
        call.timer.cancel()
        if isinstance(letter.said, Gone):
            self._games.look_again(call.shadow.game)
        if letter.seq <= call.shadow.room.seq:
            call.tell(letter.said, call.shadow)
        else:
            self._games.spawn(self._tell_after(call, letter))

    async def _tell_after(self, call: Call, letter: Told) -> None:
        """The event comes before the reply, here as at home."""
        said = letter.said
        try:
            await call.shadow.follow(letter.seq)
        except StorageUnavailable:
            said = Unavailable()
        call.tell(said, call.shadow)
