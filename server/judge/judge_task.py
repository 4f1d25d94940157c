"""The judge's place in a round: ask when judging starts, post what comes before the deadline."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import UNSET

from agents.ports import Hearing, Judge, ReadsAhead, Sitting
from game.commands import Reasoned, RecordVerdicts, Verdict
from game.events import Entry, JudgingStarted, ResponseSubmitted, RoundStarted
from game.grounds import Because
from game.ids import SYSTEM, GameId
from game.state import GameState, Phase
from server.clock import Clock
from server.judge.child_task import JudgeAway
from server.judge.record import Record
from server.room_task import RoomTask

BUDGET_S: Final = 2.0

log = logging.getLogger(__name__)


class Bench:
    """The node's judges by name; a game with `judge` "auto" gets the first, if there is one.

    A judge has `budget_s` seconds for a round, and never more than the game grants it.
    """

    def __init__(
        self, judges: Mapping[str, Judge], clock: Clock, budget_s: float = BUDGET_S
    ) -> None:
        self._judges, self._clock, self.budget_s = judges, clock, budget_s
        self._eager = [judge for judge in judges.values() if isinstance(judge, ReadsAhead)]
        self._tasks: dict[GameId, asyncio.Task[None]] = {}
        self.record = Record()

    def knows(self, name: str) -> bool:
        """Whether a game may ask for this judge."""
        return name in ("auto", "off") or name in self._judges

    def opened(self, room: RoomTask) -> None:
        """A room that was reopened while the judge was reading is judged again."""
        if room.state.phase is Phase.JUDGING:
            self._ask(room)

    def committed(self, room: RoomTask, entries: Sequence[Entry]) -> None:
        """Judging started: ask. Before that, let the judge read what comes in."""
        if room.state.phase is Phase.ANSWERING:
            self._read_ahead(room.state, entries)
        elif room.state.phase is not Phase.JUDGING:
            return
        elif any(isinstance(entry.event, JudgingStarted) for entry in entries):
            self._ask(room)

    def closed(self, game: GameId) -> None:
        """Nobody waits for a verdict any more."""
        task = self._tasks.pop(game, None)
        if task is not None:
            task.cancel()

    def _read_ahead(self, state: GameState, entries: Sequence[Entry]) -> None:
        judge = self._chosen(state)
        eager = next((each for each in self._eager if each is judge), None)
        if eager is None or not state.settings.judging_seconds:
            return
        assert state.round is not None
        events = [entry.event for entry in entries]
        texts = [event.text for event in events if isinstance(event, ResponseSubmitted)]
        # Also when a round begins: the judge may have to be woken first.
        if texts or any(isinstance(event, RoundStarted) for event in events):
            eager.read_ahead(state.round.prompt, texts)

    def _ask(self, room: RoomTask) -> None:
        state = room.state
        assert state.round is not None
        judge = self._chosen(state)
        if judge is None:
            # Nobody to wait for: the phase ends with the next commit.
            room.post(SYSTEM, RecordVerdicts(round=state.round.number, because="none"))
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
        granted_s = (state.deadline_ms - self._clock.now_ms()) / 1000
        left_s = max(0.0, min(self.budget_s, granted_s))
        responses = {answer.response: answer.text for answer in current.answers.values()}
        sitting: Sitting | None = None
        because: Because = "broken"
        try:
            async with asyncio.timeout(left_s):
                sitting = await judge.judge(Hearing(current.prompt, responses, left_s, room.game))
        except TimeoutError:
            because = "late"
            log.warning("room %s: judge %s took over %.1f s", room.game, judge.name, left_s)
        except JudgeAway as error:
            because = "away"
            log.warning("room %s: judge %s is away: %s", room.game, judge.name, error)
        except Exception:
            log.exception("room %s: judge %s failed", room.game, judge.name)
        self.record.note(sitting, because)
        if sitting is None:
            room.post(SYSTEM, RecordVerdicts(round=current.number, because=because))
            return
        if sitting.because:
            told = (room.game, sitting.judge, judge.name, sitting.because, sitting.detail)
            log.warning("room %s: %s judges in place of %s: %s, %s", *told)
        room.post(SYSTEM, _said(current.number, sitting))


def _said(number: int, sitting: Sitting) -> RecordVerdicts:
    """The verdicts, with what they came from where the judge tells."""
    said = sitting.verdicts
    return RecordVerdicts(
        round=number,
        judge=sitting.judge,
        verdicts={
            response: Verdict(each.creativity, each.humor, each.relevance)
            for response, each in said.items()
        },
        grounds={
            response: each.grounds for response, each in said.items() if isinstance(each, Reasoned)
        },
        because=sitting.because or UNSET,
    )
