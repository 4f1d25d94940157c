"""Judging: the judge may score the round's responses until the deadline, then play goes on."""

from math import isfinite

from msgspec import UNSET
from msgspec.structs import replace

from game import voting
from game.commands import RecordVerdicts, Verdict
from game.events import Event, JudgingStarted, RoundJudged
from game.grounds import Grounds
from game.refusals import Refusal, Rejected
from game.state import MOVES, GameState, Phase

Decision = tuple[Event, ...] | Rejected


def open_judging(state: GameState, at_ms: int) -> JudgingStarted:
    """Give the judge its budget."""
    assert state.round is not None
    deadline_ms = at_ms + state.settings.judging_seconds * 1000
    return JudgingStarted(state.round.number, deadline_ms)


def judging_started(state: GameState, event: JudgingStarted) -> GameState:
    """Fold: the judge is reading."""
    assert Phase.JUDGING in MOVES[state.phase]
    return replace(state, seq=state.seq + 1, phase=Phase.JUDGING, deadline_ms=event.deadline_ms)


def record_verdicts(state: GameState, command: RecordVerdicts) -> Decision:
    """Take the judge's word for the current round; a late word is refused and changes nothing."""
    current = state.round
    if current is None or current.number != command.round:
        return Rejected(Refusal.ROUND_WRONG)
    if state.phase is not Phase.JUDGING:
        return Rejected(Refusal.ROUND_CLOSED)
    known = [answer.response for answer in current.answers.values()]
    verdicts = {
        response: _decimal(verdict)
        for response, verdict in command.verdicts.items()
        if response in known and _sane(verdict)
    }
    grounds = {
        response: _decimals(grounds)
        for response, grounds in command.grounds.items()
        if response in verdicts and _can_be_kept(grounds)
    }
    judge = command.judge if verdicts else None
    return (RoundJudged(current.number, judge, verdicts, grounds or UNSET, command.because),)


def _can_be_kept(grounds: Grounds) -> bool:
    """Whether all numbers are finite: JSON has no others, and a journal must be read again."""
    points = [reason.points for reason in grounds.reasons]
    added = [value for parts in grounds.parts.values() for value in parts.values()]
    return all(isfinite(each) for each in (grounds.confidence, *added, *points))


def _sane(verdict: Verdict) -> bool:
    """Whether all three scores are numbers from 0 to 10 (a NaN is not)."""
    first, second, third = verdict.creativity, verdict.humor, verdict.relevance
    return 0 <= first <= 10 and 0 <= second <= 10 and 0 <= third <= 10


def _decimal(verdict: Verdict) -> Verdict:
    """A judge's 7 as the 7.0 that the journal gives back, so that a replay has the same digest."""
    return Verdict(float(verdict.creativity), float(verdict.humor), float(verdict.relevance))


def _decimals(grounds: Grounds) -> Grounds:
    """The same, as the journal gives it back."""
    return replace(
        grounds,
        confidence=float(grounds.confidence),
        parts={
            heading: {name: float(added) for name, added in parts.items()}
            for heading, parts in grounds.parts.items()
        },
        reasons=tuple(replace(each, points=float(each.points)) for each in grounds.reasons),
    )


def round_judged(state: GameState, event: RoundJudged) -> GameState:
    """Fold: the verdicts, kept for the reveal."""
    assert state.round is not None
    current = replace(
        state.round,
        judged=True,
        judge=event.judge,
        verdicts=event.verdicts,
        because=event.because,
    )
    return replace(state, seq=state.seq + 1, round=current)


def close(state: GameState, at_ms: int) -> tuple[Event, ...]:
    """Voting follows when the judge is done or its time is up."""
    assert state.round is not None
    assert state.deadline_ms is not None
    if not state.round.judged and at_ms < state.deadline_ms:
        return ()
    return (voting.open_voting(state, at_ms),)
