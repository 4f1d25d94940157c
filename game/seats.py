"""Seats: taking, leaving, losing and regaining one, and who leads when the host goes."""

from msgspec.structs import replace

from game import honours, muting, reveal
from game.commands import CastMember, JoinGame, KickPlayer, LeaveGame, PassHost
from game.events import Event, GameCancelled, HostChanged, PlayerJoined, PlayerLeft
from game.ids import SYSTEM, Actor, PlayerId, agent_actor, mint
from game.modes import turing
from game.modes.arrivals import awaited
from game.refusals import Refusal, Rejected
from game.rules import RULES
from game.state import OVER, GameState, Phase, Seat
from game.texts import ADDRESS_RULE, NAME_POINTS_MAX, clean_address, clean_name, cut, name_key
from game.words import CLEAN_TABLE, screened

# Room for the number of a name that is taken: " 12".
NUMBER_MAX = 4
Decision = tuple[Event, ...] | Rejected
REMOVED = "you were removed from this game"
CLOSED = "this game admits no spectators"


def join(state: GameState, actor: Actor, command: JoinGame, at_ms: int) -> Decision:
    """Take a seat, or the one I left; who comes late only watches, where that is allowed."""
    if actor in state.kicked:
        return Rejected(Refusal.FORBIDDEN, REMOVED)
    if command.role == "spectator" and state.seat_of(actor) is None:
        return () if may_hear(state, actor) else Rejected(Refusal.FORBIDDEN, CLOSED)
    player = state.players.get(actor)
    if player is not None:
        seat = state.seats[player]
        if seat.is_active or state.phase in OVER:
            return ()
        return (_joined(state, seat),)
    if state.phase is not Phase.LOBBY:
        return () if may_hear(state, actor) else Rejected(Refusal.GAME_NOT_LOBBY, CLOSED)
    if is_full(state):
        return Rejected(Refusal.GAME_FULL)
    cleaned = clean_name(command.name or "")
    if cleaned is None:
        limit = f"a name has 1 to {RULES.name_length_max} visible characters, and is no title"
        return Rejected(Refusal.NAME_INVALID, limit)
    name = screened(cleaned, state.settings.profanity)
    if name is None:
        return Rejected(Refusal.NAME_INVALID, CLEAN_TABLE)
    if command.avatar_url is not None and clean_address(command.avatar_url) is None:
        return Rejected(Refusal.BAD_REQUEST, f"avatar_url: {ADDRESS_RULE}")
    return (_joined(state, _new_seat(state, actor, name, command.avatar_url, False, at_ms)),)


def is_full(state: GameState) -> bool:
    """Whether every seat is taken, or kept for somebody who is still to come."""
    return len(state.seats) + len(awaited(state)) >= state.max_players


def may_hear(state: GameState, actor: Actor) -> bool:
    """Whether this person may know what goes on in the game; who was removed may not."""
    return actor not in state.kicked and (
        actor in state.players or actor == state.host or state.settings.allow_spectators
    )


def may_reread(state: GameState, actor: Actor) -> bool:
    """Whether this person may read the history of the game once it is over.

    Of a public game everyone may; of a private one who played it to the end or led it, and no
    spectators, since a history tells who voted for what.
    """
    took_part = actor in state.players or actor == state.host
    return state.visibility == "public" or (took_part and actor not in state.kicked)


def seat_agent(state: GameState, member: CastMember, at_ms: int) -> PlayerJoined:
    """Seat a machine player; whether it may sit is the caller's question."""
    actor = agent_actor(member.agent)
    name, face = member.name, member.avatar_url
    if turing.is_veiled(state):
        name, face = turing.ordinary_name(state), None
    return _joined(state, _new_seat(state, actor, name, face, True, at_ms))


def _new_seat(
    state: GameState, actor: Actor, name: str, avatar_url: str | None, is_ai: bool, at_ms: int
) -> Seat:
    number = state.seats_taken + 1
    # Behind masks an id must not tell who came when: then its parts are a secret, too.
    moment, key = (state.created_ms, state.seed) if turing.is_veiled(state) else (at_ms, state.game)
    player = PlayerId(mint(moment, key, "player", number))
    return Seat(player, actor, _unlike(state, name), avatar_url, is_ai, number)


def _unlike(state: GameState, name: str) -> str:
    """The name, numbered if somebody at the table already has it."""
    taken = [name_key(seat.name) for seat in state.seats.values()]
    unique, count = name, 1
    while name_key(unique) in taken:
        count += 1
        stem = cut(name, RULES.name_length_max - NUMBER_MAX, NAME_POINTS_MAX - NUMBER_MAX)
        unique = f"{stem} {count}"
    return unique


def _joined(state: GameState, seat: Seat) -> PlayerJoined:
    return PlayerJoined(
        seat.player,
        seat.user,
        seat.name,
        seat.avatar_url,
        seat.is_ai,
        seat.number,
        turing.is_veiled(state),
    )


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
        mutes=muting.seat_taken(state, event),
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
    """The host, or whoever runs the server, removes a player for good.

    The host's own seat is left, not kicked, unless it is the server's people who kick.
    """
    if actor not in (state.host, SYSTEM):
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
        played = honours.all_played(state)
        events.append(reveal.podium(state) if played else GameCancelled("abandoned"))
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
