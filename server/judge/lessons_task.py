"""What the players' votes teach the judge: gathered as rounds are revealed, kept by the minute.

Must not know how a vote moves anything.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Container, Sequence
from typing import Final

from msgspec import Struct, UnsetType, field

from agents.calibration import HEADINGS, Ballot, Learned, Vote, together
from agents.tables import beside
from game.events import Entry, RoundCompleted, RoundJudged, VoteCast
from game.grounds import Grounds
from game.ids import GameId, PlayerId, ResponseId
from game.rules import VoteType
from persistence.ports import Calibrations, StorageUnavailable
from server.clock import Clock
from server.judge.child_task import JudgeAway
from server.judge.offline import NAME, OfflineJudge, Reader
from server.judge.words import Task
from server.room_task import RoomTask

EVERY_S: Final = 60.0
# Rounds that wait to be learned from; beyond that the oldest is forgotten, since no single round
# says much.
WAITING_MAX: Final = 1_000

log = logging.getLogger(__name__)


class Heard(Struct):
    """What was judged and voted in a round so far."""

    family: str
    grounds: dict[ResponseId, Grounds]
    votes: dict[tuple[PlayerId, VoteType], ResponseId] = field(default_factory=dict)


class Lesson(Struct, frozen=True):
    """The votes of one round, by score."""

    game: GameId
    family: str
    ballots: dict[str, Ballot]


class Lessons:
    """Follows all rooms; teaches the judge what people there liked, and takes up new versions."""

    def __init__(
        self,
        judge: OfflineJudge,
        reader: Reader,
        calibrations: Calibrations,
        clock: Clock,
    ) -> None:
        self._judge, self._reader = judge, reader
        self._calibrations, self._clock = calibrations, clock
        self._heard: dict[GameId, Heard] = {}
        self._waiting: deque[Lesson] = deque(maxlen=WAITING_MAX)
        self._learned: Learned = {}
        self._come, self._learning = asyncio.Event(), asyncio.Lock()

    def opened(self, room: RoomTask) -> None:
        """A round that was judged elsewhere is not learned from, nor is what a table liked there.

        The verdicts lie in the journal, so nothing of them changes when a room moves.
        """

    def committed(self, room: RoomTask, entries: Sequence[Entry]) -> None:
        """Hear the verdicts, then the votes, and learn at the reveal."""
        for entry in entries:
            event = entry.event
            heard = self._heard.get(room.game)
            match event:
                case RoundJudged() if event.judge == NAME and room.state.round is not None:
                    if not isinstance(event.grounds, UnsetType):
                        family = room.state.round.prompt.category
                        self._heard[room.game] = Heard(family, event.grounds)
                        self._judge.tables.setdefault(room.game, {})
                case VoteCast() if heard is not None:
                    heard.votes[event.voter, event.vote_type] = event.response
                case RoundCompleted() if heard is not None:
                    del self._heard[room.game]
                    seats = room.state.seats.values()
                    people = {seat.player for seat in seats if not seat.is_ai}
                    lesson = lesson_of(room.game, heard, event, people)
                    if lesson.ballots:
                        self._waiting.append(lesson)
                        self._come.set()

    def closed(self, game: GameId) -> None:
        """What was heard of a round that is not over is not learned from."""
        self._heard.pop(game, None)
        self._judge.tables.pop(game, None)

    async def run(self) -> None:
        """Learn, and take up what was learned anywhere, until cancelled."""
        while True:
            try:
                await self.look()
            except StorageUnavailable as error:
                log.warning("what votes say of the judge waits for the database: %s", error)
            await asyncio.sleep(EVERY_S)

    async def listen(self) -> None:
        """Learn what a round says as soon as it is revealed: the table's next one is near."""
        while True:
            await self._come.wait()
            self._come.clear()
            await self._learn()

    async def look(self) -> None:
        """Learn from what waits, keep it, make a version if one is due, and use the newest."""
        await self._learn()
        if self._learned:
            learned, self._learned = self._learned, {}
            try:
                await self._calibrations.learn(learned)
            except StorageUnavailable:
                self._learned = learned
                raise
        made = await self._calibrations.advance(self._clock.now_ms())
        if made is not None:
            log.info("the judge moves to version %d, by %d votes", made.version, made.votes)
        newer = await self._calibrations.newer(self._judge.calibration.version)
        if newer is not None:
            self._judge.calibration = newer

    async def _learn(self) -> None:
        """By the judge's process; what it can't do now waits."""
        async with self._learning:
            while self._waiting:
                lesson = self._waiting[0]
                try:
                    word = await self._reader.ask(Task(ballots=lesson.ballots))
                except JudgeAway:
                    return
                if self._waiting and self._waiting[0] is lesson:
                    self._waiting.popleft()
                self._learned = together(self._learned, {lesson.family: word.learned})
                if (liked := self._judge.tables.get(lesson.game)) is not None:
                    self._judge.tables[lesson.game] = beside(liked, word.learned)


def lesson_of(
    game: GameId, heard: Heard, revealed: RoundCompleted, people: Container[PlayerId]
) -> Lesson:
    """What people voted; machine players have a taste of their own, which the judge need not."""
    judged = [each.response for each in revealed.results if each.response in heard.grounds]
    places = {response: at for at, response in enumerate(judged)}
    own = {each.player: places.get(each.response) for each in revealed.results}
    ballots = {}
    for vote_type, heading in HEADINGS.items():
        votes = tuple(
            Vote(places[response], own.get(voter))
            for (voter, kind), response in heard.votes.items()
            if kind == vote_type and voter in people and response in places
        )
        if votes and len(judged) > 1:
            among = tuple(heard.grounds[response].parts.get(heading, {}) for response in judged)
            ballots[heading] = Ballot(among, votes)
    return Lesson(game, heard.family, ballots)
