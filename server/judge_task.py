"""The judge's place in a round: ask when judging starts, post what comes before the deadline."""

import asyncio
import logging
from collections.abc import Mapping, Sequence

from agents.ports import Judge
from game.commands import RecordVerdicts
from game.events import Entry, JudgingStarted
from game.ids import SYSTEM, GameId
from game.state import GameState, Phase
from server.clock import Clock
from server.room_task import RoomTask

log = logging.getLogger(__name__)


class Bench:
    """The node's judges by name; a game with `judge` "auto" gets the first, if there is one."""

    def __init__(self, judges: Mapping[str, Judge], clock: Clock) -> None:
        self._judges, self._clock = judges, clock
        self._tasks: dict[GameId, asyncio.Task[None]] = {}

    def knows(self, name: str) -> bool:
        """Whether a game may ask for this judge."""
        return name in ("auto", "off") or name in self._judges

    def opened(self, room: RoomTask) -> None:
        """A room that was reopened while the judge was reading is judged again."""
        if room.state.phase is Phase.JUDGING:
            self._ask(room)

    def committed(self, room: RoomTask, entries: Sequence[Entry]) -> None:
        """Judging started: ask."""
        if room.state.phase is not Phase.JUDGING:
            return
        if any(isinstance(entry.event, JudgingStarted) for entry in entries):
            self._ask(room)

    def closed(self, game: GameId) -> None:
        """Nobody waits for a verdict any more."""
        task = self._tasks.pop(game, None)
        if task is not None:
            task.cancel()

    def _ask(self, room: RoomTask) -> None:
        state = room.state
        assert state.round is not None
        judge = self._chosen(state)
        if judge is None:
            # Nobody to wait for: the phase ends with the next commit.
            room.post(SYSTEM, RecordVerdicts(round=state.round.number))
            return
        self.closed(room.game)
        self._tasks[room.game] = asyncio.create_task(self._judge(room, state, judge))

    def _chosen(self, state: GameState) -> Judge | None:
        if state.settings.judge == "auto":
            return next(iter(self._judges.values()), None)
        return self._judges.get(state.settings.judge)

    async def _judge(self, room: RoomTask, state: GameState, judge: Judge) -> None:
        """Post the verdicts; who is late is not waited for, who fails has said nothing."""
        current = state.round
        assert current is not None
        assert state.deadline_ms is not None
        left_s = max(0.0, (state.deadline_ms - self._clock.now_ms()) / 1000)
        responses = {answer.response: answer.text for answer in current.answers.values()}
        said = RecordVerdicts(round=current.number)
        try:
            async with asyncio.timeout(left_s):
                verdicts = await judge.judge(current.prompt, responses)
            said = RecordVerdicts(round=current.number, judge=judge.name, verdicts=verdicts)
        except TimeoutError:
            log.warning("room %s: judge %s took over %.1f s", room.game, judge.name, left_s)
        except Exception:
            log.exception("room %s: judge %s failed", room.game, judge.name)
        room.post(SYSTEM, said)
