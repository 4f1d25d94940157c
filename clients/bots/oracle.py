"""Holds the acknowledged against the history, pure: each thing once, at its number, unchanged."""

from collections.abc import Sequence
from itertools import pairwise

from clients.bots.findings import Findings
from clients.bots.ledger import Acked, Ledger
from clients.bots.witness import bear_witness
from game import commands as asked
from game import views as seen
from game.ids import PlayerId
from game.views import EventView
from server.wire import CreateGame, FromClient

# The one place in a game's history that a command can fill: an answer per round, a vote per type.
Slot = tuple[str | int, ...]


def audit(ledger: Ledger, history: Sequence[EventView]) -> Findings:
    """Everything that is wrong between what bots of one game remember and its whole history."""
    found = Findings()
    name = f"game {ledger.number}"
    numbers = [view.seq for view in history]
    # Numbers may be missing, where a room moved: nobody is told of that, here or while it plays.
    if numbers[:1] != [1] or any(next <= last for last, next in pairwise(numbers)):
        found.holes += 1
        found.note(f"{name}: the history is not numbered from 1 upwards")
    _end(found, name, history)
    filled: dict[Slot, list[EventView]] = {}
    for view in history:
        if (slot := slot_of_view(view)) is not None:
            filled.setdefault(slot, []).append(view)

    promised: dict[Slot, Acked] = {}
    for acked in ledger.acked:
        slot = slot_of_command(acked.player, acked.command)
        if slot is None:
            continue
        found.acked += 1
        promised[slot] = acked
        _check(found, name, acked, slot, filled.get(slot, []))
    ours = set(ledger.streams)
    for slot, views in filled.items():
        if len(slot) == 1 or slot[1] in ours:
            if len(views) > 1:
                found.duplicated += 1
                found.note(f"{name}: {slot} is there {len(views)} times")
            if slot not in promised:
                found.unacked_present += 1
    bear_witness(found, ledger, history)
    return found


def _end(found: Findings, name: str, history: Sequence[EventView]) -> None:
    """Every game ends, on its podium or cancelled."""
    if any(isinstance(view, seen.GameCancelledView) for view in history):
        found.cancelled += 1
    elif not any(isinstance(view, seen.GameCompletedView) for view in history):
        found.unended += 1
        found.note(f"{name}: it did not end")


def _check(
    found: Findings, name: str, acked: Acked, slot: Slot, views: Sequence[EventView]
) -> None:
    if not views:
        found.lost += 1
        found.note(f"{name}: {slot} was acknowledged as {acked.seq} and is lost")
    elif not any(agrees(acked, view) for view in views):
        found.altered += 1
        found.note(f"{name}: {slot} was acknowledged as {acked.seq} and is now {views[0]}")


def slot_of_command(player: PlayerId, command: FromClient) -> Slot | None:
    """Which slot a command fills; None for those that leave nothing to find."""
    match command:
        case CreateGame():
            return ("create",)
        case asked.StartGame():
            return ("start",)
        case asked.JoinGame():
            return ("join", player)
        case asked.SetReady():
            return ("ready", player)
        case asked.SubmitResponse():
            return ("answer", player, command.round)
        case asked.CastVote():
            return ("vote", player, command.round, command.vote_type)
        case asked.CastGuess():
            return ("guess", player, command.round, command.response)
        case asked.SendChat():
            return ("chat", player, command.text.strip())
        case _:
            return None


def slot_of_view(view: EventView) -> Slot | None:
    """Which slot an event of the history fills."""
    match view:
        case seen.GameCreatedView():
            return ("create",)
        case seen.GameStartedView():
            return ("start",)
        case seen.PlayerJoinedView():
            return ("join", view.player.id)
        case seen.PlayerReadyView():
            return ("ready", view.player)
        case seen.ResponseSubmittedView():
            return ("answer", view.player, view.round)
        case seen.VoteCastView():
            return ("vote", view.player or "", view.round, view.vote_type or "")
        case seen.GuessCastView():
            return ("guess", view.player or "", view.round, view.response or "")
        case seen.ChatView():
            return ("chat", view.player, view.text)
        case _:
            return None


def agrees(acked: Acked, view: EventView) -> bool:
    """Whether this event says what was acknowledged, at the number that was promised."""
    match acked.command, view:
        case asked.JoinGame(), seen.PlayerJoinedView():
            # A join is answered with the game as it is then, so its own number may be smaller.
            return acked.seq is None or view.seq <= acked.seq
        case asked.SubmitResponse() as said, seen.ResponseSubmittedView():
            same = view.text == said.text.strip() and view.response == acked.made
        case asked.CastVote() as said, seen.VoteCastView():
            same = view.response == said.response
        case asked.CastGuess() as said, seen.GuessCastView():
            same = view.is_ai == said.is_ai
        case asked.SendChat(), seen.ChatView():
            same = view.message == acked.made
        case asked.SetReady() as said, seen.PlayerReadyView():
            same = view.ready == said.ready
        case _:
            same = True
    return same and acked.seq == view.seq
