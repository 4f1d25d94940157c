"""Holds what each player was shown against the history, pure: no hole, no lie, no secret."""

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec
from msgspec.structs import replace

from clients.bots.findings import Findings
from clients.bots.ledger import Ledger
from clients.bots.texts import MARK
from clients.stream import Shown
from game import views as seen
from game.commands import SubmitResponse
from game.ids import PlayerId
from game.snapshot import Snapshot
from game.views import EventView, Skipped

_encode: Final = msgspec.json.Encoder().encode


def bear_witness(found: Findings, ledger: Ledger, history: Sequence[EventView]) -> None:
    """Add what is wrong with any of the streams."""
    told = {view.seq: view for view in history}
    public = {view.seq: as_seen(view, None) for view in history}
    end = next((view.seq for view in history if isinstance(view, ENDS)), max(told, default=0))
    hidden = _Hidden(ledger, history)
    for player, stream in ledger.streams.items():
        name = f"game {ledger.number}, {player}"
        _holes(found, name, stream, end, ledger.completed)
        for shown in stream:
            if hidden.leaks(shown, player):
                found.leaks += 1
                found.note(f"{name}: shown too early: {shown}")
            elif not isinstance(shown, Snapshot):
                _compare(found, name, player, shown, told, public)


ENDS: Final = (seen.GameCompletedView, seen.GameCancelledView)


def _holes(found: Findings, name: str, stream: Sequence[Shown], end: int, ended: bool) -> None:
    """Numbers follow each other; only a snapshot may jump, and never back."""
    last = 0
    for shown in stream:
        follows = shown.seq == last + 1
        if not (follows or (isinstance(shown, Snapshot) and shown.seq >= last)):
            found.holes += 1
            found.note(f"{name}: {shown.seq} came after {last}")
        last = shown.seq
    # Of a game that did not end for its bots, they can't have seen the end.
    if ended and last < end:
        found.holes += 1
        found.note(f"{name}: shown up to {last} of {end}")


def _compare(
    found: Findings,
    name: str,
    player: PlayerId,
    shown: EventView | Skipped,
    told: Mapping[int, EventView],
    public: Mapping[int, EventView | Skipped],
) -> None:
    real = told.get(shown.seq)
    if real is None:
        # Of what nobody is told there is only the number, within the history.
        if not (isinstance(shown, Skipped) and shown.seq < max(told, default=0)):
            found.mismatches += 1
            found.note(f"{name}: {shown.seq} is not in the history")
        return
    due = as_seen(real, player) if _author(real) == player else public[shown.seq]
    if shown == due:
        return
    if tells_more(shown, due):
        found.leaks += 1
        found.note(f"{name}: shown a secret: {shown}")
    else:
        found.mismatches += 1
        found.note(f"{name}: shown {shown} where {due} was due")


def as_seen(view: EventView, viewer: PlayerId | None) -> EventView | Skipped:
    """What this viewer should have been shown of an event of the history."""
    match view:
        case seen.ResponseSubmittedView() if view.player != viewer:
            return replace(view, text=None, response=None)
        case seen.VoteCastView() if view.player != viewer:
            return replace(view, player=None, response=None, vote_type=None)
        case seen.RoundJudgedView() | seen.HonoursRecordedView(is_late=False):
            return Skipped(game=view.game, seq=view.seq)
        case _:
            return view


def _author(view: EventView) -> PlayerId | None:
    match view:
        case seen.ResponseSubmittedView() | seen.VoteCastView():
            return view.player
        case _:
            return None


def tells_more(shown: EventView | Skipped, due: EventView | Skipped) -> bool:
    """Whether something was shown that was to stay hidden."""
    if isinstance(due, Skipped):
        return not isinstance(shown, Skipped)
    if type(shown) is not type(due):
        return False
    pairs = ((getattr(shown, name), getattr(due, name)) for name in due.__struct_fields__)
    return any(there is not None and wanted is None for there, wanted in pairs)


class _Hidden:
    """The answers of a game, by their marks, and from which number on each may be known."""

    def __init__(self, ledger: Ledger, history: Sequence[EventView]) -> None:
        self._owners: dict[str, tuple[PlayerId, int]] = {}
        for player, command in ledger.asked:
            if isinstance(command, SubmitResponse):
                for found in MARK.findall(command.text):
                    self._owners[found] = (player, command.round)
        self._opened = _opened(history)
        # Equal views of many players are one object, and need to be read only once.
        self._read: dict[int, tuple[str, ...]] = {}

    def leaks(self, shown: Shown, viewer: PlayerId) -> bool:
        """Whether another's answer stands in this before its round's vote was opened."""
        marks = self._read.get(id(shown))
        if marks is None:
            marks = tuple(MARK.findall(_encode(shown).decode()))
            self._read[id(shown)] = marks
        for each in marks:
            owner, number = self._owners.get(each, (viewer, 0))
            if owner != viewer and shown.seq < self._opened.get(number, shown.seq + 1):
                return True
        return False


def _opened(history: Sequence[EventView]) -> Mapping[int, int]:
    """For each round the number from which on its answers are public."""
    opened: dict[int, int] = {}
    for view in history:
        if isinstance(view, seen.VotingStartedView | seen.RoundCompletedView):
            opened.setdefault(view.round, view.seq)
    return opened
