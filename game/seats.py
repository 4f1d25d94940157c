"""Seats: taking, leaving, losing and regaining one, and who leads when the host goes."""

from msgspec.structs import replace

from game.commands import CastMember, JoinGame, KickPlayer, LeaveGame, PassHost
from game.events import Event, GameCancelled, HostChanged, PlayerJoined, PlayerLeft
from game.ids import Actor, PlayerId, agent_actor, mint
from game.refusals import Refusal, Rejected
from game.rules import RULES
from game.state import OVER, GameState, Phase, Seat

Decision = tuple[Event, ...] | Rejected


def join(state: GameState, actor: Actor, command: JoinGame, at_ms: int) -> Decision:
    """Take a seat, or the one I left; who comes late only watches, where that is allowed."""
    if actor in state.kicked:
        return Rejected(Refusal.FORBIDDEN, "you were removed from this game")
    if command.role == "spectator" and state.seat_of(actor) is None:
        if not state.settings.allow_spectators:
            return Rejected(Refusal.FORBIDDEN, "this game admits no spectators")
        return ()
    player = state.players.get(actor)
    if player is not None:
        seat = state.seats[player]
        if seat.is_active or state.phase in OVER:
            return ()
        return (_joined(seat),)
    if state.phase is not Phase.LOBBY:
        if not state.settings.allow_spectators:
            return Rejected(Refusal.GAME_NOT_LOBBY, "the game has begun and admits no spectators")
        return ()
    if len(state.seats) >= state.max_players:
        return Rejected(Refusal.GAME_FULL)
    name = " ".join((command.name or "").split())
    if not name or len(name) > RULES.name_length_max or not name.isprintable():
        return Rejected(
            Refusal.NAME_INVALID, f"a name has 1 to {RULES.name_length_max} visible characters"
        )
    if command.avatar_url is not None and len(command.avatar_url) > RULES.avatar_length_max:
        return Rejected(Refusal.BAD_REQUEST, "avatar_url is too long")
    return (_joined(_new_seat(state, actor, name, command.avatar_url, False, at_ms)),)


def seat_agent(state: GameState, member: CastMember, at_ms: int) -> PlayerJoined:
    """Seat a machine player; whether it may sit is the caller's question."""
    actor = agent_actor(member.agent)
    return _joined(_new_seat(state, actor, member.name, member.avatar_url, True, at_ms))


def _new_seat(
    state: GameState, actor: Actor, name: str, avatar_url: str | None, is_ai: bool, at_ms: int
) -> Seat:
    number = state.seats_taken + 1
    player = PlayerId(mint(at_ms, state.game, "player", number))
    return Seat(player, actor, _unlike(state, name), avatar_url, is_ai, number)


def _unlike(state: GameState, name: str) -> str:
    """The name, numbered if somebody at the table already has it."""
    taken = [seat.name.casefold() for seat in state.seats.values()]
    unique, count = name, 1
    while unique.casefold() in taken:
        count += 1
        unique = f"{name[: RULES.name_length_max - 4]} {count}"
    return unique


def _joined(seat: Seat) -> PlayerJoined:
    return PlayerJoined(seat.player, seat.user, seat.name, seat.avatar_url, seat.is_ai, seat.number)


def player_joined(state: GameState, event: PlayerJoined) -> GameState:
    """Fold: a new seat, or an old one taken again with its score."""
    seat = state.seats.get(event.player)
    if seat is None:
        seat = Seat(
            event.player, event.user, event.name, event.avatar_url, event.is_ai, event.number
        )
    return replace(
        state,
        seq=state.seq + 1,
        seats_taken=max(state.seats_taken, event.number),
        seats={**state.seats, event.player: replace(seat, is_active=True)},
        players={**state.players, event.user: event.player},
    )


def leave(state: GameState, actor: Actor, command: LeaveGame) -> Decision:
    """Give my seat up; leaving what I don't hold changes nothing."""
    seat = state.seat_of(actor)
    if state.phase in OVER:
        return ()
    if seat is not None:
        return _vacate(state, seat, kicked=False)
    # A host without a seat who goes leaves the lead behind.
    people = [each for each in state.active if not each.is_ai]
    if actor == state.host and people:
        return (HostChanged(people[0].user, people[0].player),)
    return ()


def kick(state: GameState, actor: Actor, command: KickPlayer) -> Decision:
    """The host removes a player for good; the host's own seat is left, not kicked."""
    if actor != state.host:
        return Rejected(Refusal.GAME_NOT_HOST)
    seat = state.seats.get(command.player)
    if seat is None or not seat.is_active:
        return Rejected(Refusal.NOT_FOUND, "no such player in this game")
    if state.phase in OVER:
        return Rejected(Refusal.CONFLICT, "the game is already over")
    if seat.user == actor:
        return Rejected(Refusal.BAD_REQUEST, "leave the game instead of kicking yourself")
    return _vacate(state, seat, kicked=True)


def _vacate(state: GameState, seat: Seat, *, kicked: bool) -> tuple[Event, ...]:
    in_lobby = state.phase is Phase.LOBBY
    events: list[Event] = [PlayerLeft(seat.player, "kicked" if kicked else "left", in_lobby)]
    remaining = [each for each in state.active if each is not seat]
    people = [each for each in remaining if not each.is_ai]
    if seat.user == state.host and people:
        events.append(HostChanged(people[0].user, people[0].player))
    if not in_lobby and (not remaining or (not people and not seat.is_ai)):
        # Machines don't play on among themselves once the last person has gone.
        events.append(GameCancelled("abandoned"))
    return tuple(events)


def player_left(state: GameState, event: PlayerLeft) -> GameState:
    """Fold: the seat vanishes (lobby) or stays empty with its score."""
    seat = state.seats[event.player]
    seats, players = dict(state.seats), state.players
    if event.freed:
        del seats[event.player]
        players = {user: player for user, player in players.items() if player != event.player}
    else:
        seats[event.player] = replace(seat, is_active=False)
    kicked = (*state.kicked, seat.user) if event.reason == "kicked" else state.kicked
    return replace(state, seq=state.seq + 1, seats=seats, players=players, kicked=kicked)


def pass_host(state: GameState, command: PassHost) -> Decision:
    """Hand an absent host's lead to the longest seated person who is here, if there is one."""
    if state.host in command.present or state.phase in OVER:
        return ()
    for seat in state.active:
        if not seat.is_ai and seat.user in command.present:
            return (HostChanged(seat.user, seat.player),)
    return ()
