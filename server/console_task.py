"""The console's hold on the living node: its games, its log, and what goes on in both.

A shell: futures, logging, and the loop that log lines of other threads are brought to.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Final, cast

from game.commands import Command
from game.events import Entry
from game.ids import SYSTEM, GameId
from server.clock import Clock
from server.cluster.membership import name_of
from server.console.commands import ID
from server.console.means import Table
from server.directory import Directory
from server.outcomes import Said
from server.place import Place
from server.room import Answer
from server.room_task import RoomTask
from server.shadow import Shadow
from server.wire import Topic

# So long is waited for a game's answer; a stalled room may still carry the command out.
ANSWER_S_MAX: Final = 5.0
# Log lines on their way to those who watch; while so many wait, further ones are only counted.
LINES_MAX: Final = 256

Tell = Callable[[Topic, str | None, str, int], None]


class Floor:
    """The games of this node; a Rooms."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory

    def tables(self) -> Sequence[Table]:
        """Every game open here, served or only shown."""
        places: list[Place] = [*self._directory.rooms, *self._directory.shadows]
        return [place for place in places if place.room.state is not None]

    async def find(self, word: str) -> Table | None:
        """By id or code, opened if need be."""
        if ID.fullmatch(word.lower()):
            place = await self._directory.find(GameId(word.lower()))
        else:
            place = await self._directory.find(code=word) if word.isalnum() else None
        return place if place is not None and place.room.state is not None else None

    def served_by(self, table: Table) -> str | None:
        """The node that plays it; None: this one."""
        return name_of(table.owner) if isinstance(table, Shadow) else None

    def watching(self, table: Table) -> int:
        """How many connections of this node watch it."""
        return len(cast(Place, table).audience)

    async def ask(self, table: Table, command: Command) -> Said | None:
        """Have this carried out as SYSTEM; None if nothing is known in time: it may yet be."""
        with suppress(TimeoutError):
            async with asyncio.timeout(ANSWER_S_MAX):
                return await _outcome(cast(Place, table), command)
        return None

    async def ask_all(self, command: Command) -> int:
        """The same in every game served here; how many carried it out in time."""
        rooms = [room for room in self._directory.rooms if room.room.state is not None]
        said = await asyncio.gather(*(self.ask(room, command) for room in rooms))
        return sum(isinstance(each, Answer) for each in said)


def _outcome(place: Place, command: Command) -> "asyncio.Future[Said]":
    answer: asyncio.Future[Said] = asyncio.get_running_loop().create_future()

    def told(said: Said, _place: Place) -> None:
        if not answer.done():
            answer.set_result(said)

    place.post(SYSTEM, command, told)
    return answer


class LiveLog:
    """The level of the whole node's log; a Log."""

    def level(self) -> str:
        """The least that is logged now."""
        return logging.getLevelName(logging.getLogger().getEffectiveLevel()).lower()

    def set_level(self, level: str) -> None:
        """From now on, until the node ends."""
        logging.getLogger().setLevel(level.upper())


class LogTap(logging.Handler):
    """Brings log lines, whatever thread wrote them, to those who watch."""

    def __init__(self, tell: Tell, is_watched: Callable[[], bool]) -> None:
        super().__init__()
        self._tell, self._is_watched = tell, is_watched
        self._loop = asyncio.get_running_loop()
        self._lines: deque[tuple[int, str]] = deque()
        self._missed = 0

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Hear the log inside."""
        root = logging.getLogger()
        root.addHandler(self)
        try:
            yield
        finally:
            root.removeHandler(self)

    async def run(self) -> None:
        """Hear the log until cancelled."""
        with self.listening():
            await self._loop.create_future()

    def emit(self, record: logging.LogRecord) -> None:
        """Note a line; the handler's own lock is held."""
        if not self._is_watched():
            return
        if len(self._lines) >= LINES_MAX:
            self._missed += 1
            return
        text = f"{record.levelname.lower()} {record.name}: {record.getMessage()}"
        self._lines.append((int(record.created * 1_000), text))
        if len(self._lines) == 1:
            # A line written while the loop closes has nobody to go to.
            with suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._pass_on)

    def _pass_on(self) -> None:
        self.acquire()
        try:
            lines, missed = [*self._lines], self._missed
            self._lines.clear()
            self._missed = 0
        finally:
            self.release()
        for at_ms, text in lines:
            self._tell("log", None, text, at_ms)
        if missed:
            self._tell("log", None, f"{missed} lines were left out", lines[-1][0])


class GameTap:
    """Tells those who watch what goes on in the games, without a word of what is said there."""

    def __init__(self, tell: Tell, clock: Clock, is_watched: Callable[[], bool]) -> None:
        self._tell, self._clock, self._is_watched = tell, clock, is_watched

    def opened(self, room: RoomTask) -> None:
        """A Follower's: the room lives here from now on."""
        self._say(room.game, "opened")

    def committed(self, room: RoomTask, entries: Sequence[Entry]) -> None:
        """A Follower's: these entries are durable."""
        for entry in entries if self._is_watched() else ():
            kind = str(entry.event.__struct_config__.tag)
            self._tell("game", room.game, f"{entry.seq} {kind}", entry.at_ms)

    def closed(self, game: GameId) -> None:
        """A Follower's: the room lives here no longer."""
        self._say(game, "closed")

    def _say(self, game: GameId, what: str) -> None:
        self._tell("game", game, what, self._clock.now_ms())
