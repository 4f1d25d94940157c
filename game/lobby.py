"""The lobby: founding a game, readiness, machine players, start, and the folds of each."""

from msgspec import UNSET
from msgspec.structs import replace

from game import dealing, honours, reveal, rounds, scoring, seats
from game.chance import shuffled
from game.commands import AddAgent, CancelGame, Candidate, CastMember, OpenGame, SetReady
from game.events import (
    Event,
    GameCancelled,
    GameCreated,
    GameStarted,
    HostChanged,
    PlayerJoined,
    PlayerReady,
)
from game.ids import SYSTEM, Actor, agent_actor
from game.modes import turing
from game.modes.arrivals import awaited
from game.refusals import Refusal, Rejected
from game.rules import GAME_NAME_MAX, RULES
from game.state import OVER, GameState, Phase
from game.texts import Flaw, clean_line
from game.words import CLEAN_TABLE, screened

Decision = tuple[Event, ...] | Rejected
NOTHING_FITS = "no prompt fits these settings"


def open_game(command: OpenGame, at_ms: int) -> Decision:
    """Found a game, if prompts fit it, and seat the machine players the host asked for."""
    if command.agents > command.max_players:
        return Rejected(Refusal.BAD_REQUEST, "more machine players than seats")
    if command.agents > len(command.cast):
        return Rejected(Refusal.BAD_REQUEST, f"only {len(command.cast)} machine players exist")
    if not any(dealing.fits(prompt, command.settings) for prompt in command.prompts):
        return Rejected(Refusal.BAD_REQUEST, NOTHING_FITS)
    name = _named(command)
    if isinstance(name, Rejected):
        return name
    created = GameCreated(
        game=command.game,
        code=command.code,
        host=command.host,
        name=name,
        max_players=command.max_players,
        total_rounds=command.total_rounds,
        time_limit_seconds=command.time_limit_seconds,
        mode=command.mode,
        visibility=command.visibility,
        settings=command.settings,
        seed=command.seed,
        deck=(),
        cast=command.cast,
        at_ms=at_ms,
        deadline_ms=at_ms + RULES.lobby_ms,
        invited=command.agents if command.mode == "turing" and command.agents else UNSET,
    )
    if created.invited is not UNSET:
        return (created,)
    state, joined = game_created(created), []
    for member in shuffled(command.cast, command.seed, 1)[: command.agents]:
        event = seats.seat_agent(state, member, at_ms)
        joined.append(event)
        state = seats.player_joined(state, event)
    return (created, *joined)


def _named(command: OpenGame) -> str | Rejected:
    line = clean_line(command.name, GAME_NAME_MAX, GAME_NAME_MAX)
    if isinstance(line, Flaw):
        return Rejected(Refusal.BAD_REQUEST, f"name: {line.value}")
    name = screened(line, command.settings.profanity)
    return Rejected(Refusal.BAD_REQUEST, f"name: {CLEAN_TABLE}") if name is None else name


def game_created(event: GameCreated) -> GameState:
    """The first state of a game."""
    return GameState(
        game=event.game,
        code=event.code,
        host=event.host,
        name=event.name,
        max_players=event.max_players,
        total_rounds=event.total_rounds,
        time_limit_seconds=event.time_limit_seconds,
        mode=event.mode,
        visibility=event.visibility,
        settings=event.settings,
        seed=event.seed,
        deck=event.deck,
        cast=event.cast,
        created_ms=event.at_ms,
        phase=Phase.LOBBY,
        deadline_ms=event.deadline_ms,
        invited=event.invited,
        seq=1,
    )


def set_ready(state: GameState, actor: Actor, command: SetReady) -> Decision:
    """Say whether I am ready; saying it again changes nothing."""
    seat = state.seat_of(actor)
    if seat is None:
        return Rejected(Refusal.GAME_NOT_SEATED)
    if state.phase is not Phase.LOBBY:
        return Rejected(Refusal.GAME_NOT_LOBBY)
    if seat.is_ready == command.ready:
        return ()
    return (PlayerReady(seat.player, command.ready),)


def player_ready(state: GameState, event: PlayerReady) -> GameState:
    """Fold: the seat's readiness."""
    seat = replace(state.seats[event.player], is_ready=event.ready)
    return replace(state, seq=state.seq + 1, seats={**state.seats, event.player: seat})


def start_game(
    state: GameState, actor: Actor, candidates: tuple[Candidate, ...] | None, at_ms: int
) -> Decision:
    """The host opens round one; two seats are enough, ready or not.

    The deck is drawn from the candidates; without them only a game that has one can start.
    """
    if actor != state.host:
        return Rejected(Refusal.GAME_NOT_HOST)
    if state.phase is not Phase.LOBBY:
        return Rejected(Refusal.GAME_NOT_LOBBY)
    late = arrivals(state, at_ms, is_start=True)
    for event in late:
        state = seats.player_joined(state, event)
    if len(state.active) < RULES.seats_min:
        return Rejected(Refusal.GAME_TOO_FEW_PLAYERS)
    fitting = [each for each in candidates or () if dealing.fits(each.prompt, state.settings)]
    deck = dealing.deal(fitting, state.total_rounds, state.seed, state.seq)
    if not deck and not state.deck:
        if candidates is None:
            return Rejected(Refusal.CONFLICT, "the prompts were not dealt yet, start again")
        return Rejected(Refusal.BAD_REQUEST, NOTHING_FITS)
    seated = tuple(seat.player for seat in turing.in_order(state) if seat.is_active)
    started = GameStarted(seated, state.total_rounds, deck, scoring.NEWEST)
    return (*late, started, rounds.open_round(game_started(state, started), 1, at_ms))


def game_started(state: GameState, event: GameStarted) -> GameState:
    """Fold: the deck, if it was drawn only now, and how points are counted; round one follows."""
    assert state.phase is Phase.LOBBY
    return replace(
        state,
        seq=state.seq + 1,
        deck=event.deck or state.deck,
        scoring=UNSET if event.scoring == scoring.FIRST else event.scoring,
    )


def add_agent(state: GameState, actor: Actor, command: AddAgent, at_ms: int) -> Decision:
    """The host seats a machine player, named or drawn from those not seated yet."""
    if actor != state.host:
        return Rejected(Refusal.GAME_NOT_HOST)
    if state.phase is not Phase.LOBBY:
        return Rejected(Refusal.GAME_NOT_LOBBY)
    if seats.is_full(state):
        return Rejected(Refusal.GAME_FULL)
    if command.agent is not None and turing.is_veiled(state):
        # Whom the host has named, everybody might know.
        return Rejected(Refusal.CONFLICT, "in this mode machine players are drawn, not named")
    chosen = _choose(state, command.agent)
    if isinstance(chosen, Rejected):
        return chosen
    return (seats.seat_agent(state, chosen, at_ms),)


def _choose(state: GameState, wanted: str | None) -> CastMember | Rejected:
    coming = [member.agent for member, _ in awaited(state)]
    free = [
        each
        for each in state.cast
        if agent_actor(each.agent) not in state.players and each.agent not in coming
    ]
    if wanted is None:
        # One that was sent away comes back only if asked for by name.
        welcome = [each for each in free if agent_actor(each.agent) not in state.kicked]
        if not welcome:
            return Rejected(Refusal.CONFLICT, "no other machine player is free")
        return shuffled(welcome, state.seed, state.seq)[0]
    for member in state.cast:
        if member.agent == wanted:
            if member in free:
                return member
            return Rejected(Refusal.CONFLICT, "this machine player is already seated")
    return Rejected(Refusal.NOT_FOUND, "no such machine player")


def cancel_game(state: GameState, actor: Actor, command: CancelGame) -> Decision:
    """The host, or whoever runs the server, ends the game for everyone; an ended one is refused."""
    if actor not in (state.host, SYSTEM):
        return Rejected(Refusal.GAME_NOT_HOST)
    if state.phase in OVER:
        return Rejected(Refusal.CONFLICT, "the game is already over")
    if honours.all_played(state):
        # Every round counts already: the reveal can be cut short, but the game not voided.
        return (reveal.podium(state),)
    return (GameCancelled("operator" if actor == SYSTEM else "host"),)


def game_cancelled(state: GameState, event: GameCancelled) -> GameState:
    """Fold: over, without a podium."""
    assert state.phase not in OVER
    return replace(state, seq=state.seq + 1, phase=Phase.CANCELLED, deadline_ms=None)


def host_changed(state: GameState, event: HostChanged) -> GameState:
    """Fold: someone else leads."""
    return replace(state, seq=state.seq + 1, host=event.host)


def close_lobby(state: GameState) -> tuple[Event, ...]:
    """A lobby that everybody has left ends; a game that has begun meanwhile goes on."""
    return (GameCancelled("idle"),) if state.phase is Phase.LOBBY else ()


def arrivals(state: GameState, at_ms: int, *, is_start: bool = False) -> tuple[PlayerJoined, ...]:
    """The machine players who sit down by now; at the start of the game all who are awaited."""
    joined: list[PlayerJoined] = []
    for member, due_ms in awaited(state):
        if is_start or due_ms <= at_ms:
            event = seats.seat_agent(state, member, at_ms)
            joined.append(event)
            state = seats.player_joined(state, event)
    return tuple(joined)


def overdue(state: GameState, at_ms: int) -> tuple[Event, ...]:
    """Who was still to come sits down; a lobby that nobody started in time ends."""
    assert state.deadline_ms is not None
    return (GameCancelled("idle"),) if at_ms >= state.deadline_ms else arrivals(state, at_ms)
