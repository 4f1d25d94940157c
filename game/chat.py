"""Chat among those at the table; the last lines are kept in the state for whoever comes back."""

from msgspec.structs import replace

from game.commands import SendChat
from game.events import ChatSent, Event
from game.ids import Actor, MessageId, mint
from game.muting import is_muted
from game.refusals import Refusal, Rejected
from game.rules import RULES
from game.state import Chat, GameState
from game.texts import Flaw, clean_line
from game.words import CLEAN_TABLE, screened

MUTED = "you were muted in this game"
Decision = tuple[Event, ...] | Rejected


def send_chat(state: GameState, actor: Actor, command: SendChat, at_ms: int) -> Decision:
    """Say something to everyone in the game, also after the podium."""
    seat = state.seat_of(actor)
    if seat is None:
        return Rejected(Refusal.GAME_NOT_SEATED)
    if is_muted(state, seat.user):
        return Rejected(Refusal.FORBIDDEN, MUTED)
    line = clean_line(command.text, RULES.chat_length_max)
    if isinstance(line, Flaw):
        limit = f", 1 to {RULES.chat_length_max} characters" if line is not Flaw.FORBIDDEN else ""
        return Rejected(Refusal.BAD_REQUEST, f"text: {line.value}{limit}")
    text = screened(line, state.settings.profanity)
    if text is None:
        return Rejected(Refusal.BAD_REQUEST, f"text: {CLEAN_TABLE}")
    message = MessageId(mint(at_ms, state.game, "message", state.messages_sent + 1))
    return (ChatSent(message, seat.player, text, at_ms),)


def chat_sent(state: GameState, event: ChatSent) -> GameState:
    """Fold: keep the newest lines."""
    name = state.seats[event.player].name
    line = Chat(event.message, event.player, name, event.text, event.at_ms)
    return replace(
        state,
        seq=state.seq + 1,
        messages_sent=state.messages_sent + 1,
        chat=(*state.chat[-RULES.chat_kept + 1 :], line),
    )
