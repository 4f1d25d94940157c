"""What those who run the server say to a table; the newest is kept for whoever comes back."""

from msgspec.structs import replace

from game.commands import Announce
from game.events import AnnouncementMade, Event
from game.ids import SYSTEM, Actor
from game.refusals import Refusal, Rejected
from game.rules import RULES
from game.state import Announcement, GameState
from game.texts import Flaw, clean_line

Decision = tuple[Event, ...] | Rejected


def announce(state: GameState, actor: Actor, command: Announce, at_ms: int) -> Decision:
    """Tell the table something, also after the podium."""
    if actor != SYSTEM:
        return Rejected(Refusal.FORBIDDEN, "only those who run the server announce")
    text = clean_line(command.text, RULES.chat_length_max)
    if isinstance(text, Flaw):
        return Rejected(Refusal.BAD_REQUEST, f"text: 1 to {RULES.chat_length_max} characters")
    return (AnnouncementMade(text, at_ms),)


def announcement_made(state: GameState, event: AnnouncementMade) -> GameState:
    """Fold: the newest wins."""
    return replace(state, seq=state.seq + 1, announcement=Announcement(event.text, event.at_ms))
