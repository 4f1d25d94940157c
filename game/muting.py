"""Who is silenced for everyone, and who hides whose lines from themselves.

Kept by person and not by seat: leaving and sitting down again changes nothing.
"""

from collections.abc import Container
from typing import Final

from msgspec import UnsetType
from msgspec.structs import replace

from game.commands import MuteChat, MutePlayer
from game.events import ChatMuted, Event, PlayerJoined, PlayerMuted
from game.ids import SYSTEM, Actor, PlayerId
from game.refusals import Refusal, Rejected
from game.state import GameState, Mutes

Decision = tuple[Event, ...] | Rejected

_NONE: Final = Mutes()


def mutes(state: GameState) -> Mutes:
    """All that is muted in this game."""
    return _NONE if isinstance(state.mutes, UnsetType) else state.mutes


def is_muted(state: GameState, actor: Actor) -> bool:
    """Whether this person may say nothing here."""
    return actor in mutes(state).silenced


def hidden_from(state: GameState, viewer: PlayerId | None) -> Container[PlayerId]:
    """The players whose lines this viewer does not want to see, as of now."""
    seat = state.seats.get(viewer) if viewer is not None else None
    return mutes(state).hidden.get(seat.user, ()) if seat is not None else ()


def mute_player(state: GameState, actor: Actor, command: MutePlayer) -> Decision:
    """The host, or whoever runs the server, silences a player for everyone, or lets them speak.

    Whom the server's people silenced no host lets speak; a host never decides on themselves.
    """
    if actor not in (state.host, SYSTEM):
        return Rejected(Refusal.GAME_NOT_HOST)
    seat = state.seats.get(command.player)
    if seat is None:
        return Rejected(Refusal.NOT_FOUND, "no such player in this game")
    if seat.user == actor:
        return Rejected(Refusal.BAD_REQUEST, "you can't mute yourself, or end it")
    by = mutes(state).silenced.get(seat.user)
    if by == SYSTEM != actor:
        if command.muted:
            return ()
        return Rejected(Refusal.FORBIDDEN, "those who run the server muted this player")
    if command.muted == (by is not None) and by in (None, actor):
        return ()
    return (PlayerMuted(seat.player, command.muted, actor),)


def player_muted(state: GameState, event: PlayerMuted) -> GameState:
    """Fold: the person behind the seat is silent from now on, or speaks again."""
    user = state.seats[event.player].user
    silenced = {each: by for each, by in mutes(state).silenced.items() if each != user}
    if event.muted:
        silenced[user] = event.by
    return replace(state, seq=state.seq + 1, mutes=replace(mutes(state), silenced=silenced))


def mute_chat(state: GameState, actor: Actor, command: MuteChat) -> Decision:
    """Hide a player's lines from myself, or show them again; nobody else learns of it."""
    seat = state.seat_of(actor)
    if seat is None:
        return Rejected(Refusal.GAME_NOT_SEATED)
    other = state.seats.get(command.player)
    if other is None:
        return Rejected(Refusal.NOT_FOUND, "no such player in this game")
    if other is seat:
        return Rejected(Refusal.BAD_REQUEST, "you can't hide your own lines")
    if command.muted == (other.player in hidden_from(state, seat.player)):
        return ()
    return (ChatMuted(seat.player, other.player, command.muted),)


def chat_muted(state: GameState, event: ChatMuted) -> GameState:
    """Fold: one person hides another, whatever seats that one had since."""
    muter, user = state.seats[event.by].user, state.seats[event.player].user
    hidden = dict(mutes(state).hidden)
    mine = {player: each for player, each in hidden.get(muter, {}).items() if each != user}
    if event.muted:
        mine[event.player] = user
    hidden[muter] = mine
    return replace(state, seq=state.seq + 1, mutes=replace(mutes(state), hidden=hidden))


def seat_taken(state: GameState, event: PlayerJoined) -> Mutes | UnsetType:
    """The mutes once somebody has sat down: who is hidden is hidden on the new seat too."""
    if isinstance(state.mutes, UnsetType):
        return state.mutes
    hidden = {
        muter: {**mine, event.player: event.user} if event.user in mine.values() else mine
        for muter, mine in state.mutes.hidden.items()
    }
    return replace(state.mutes, hidden=hidden)
