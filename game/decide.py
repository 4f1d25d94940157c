"""The one decision: what a command leads to. No rules of its own; it routes, then advances."""

from typing import assert_never

from msgspec import Struct

from game import (
    announcing,
    answering,
    chat,
    deadlines,
    honours,
    judging,
    lobby,
    moving,
    muting,
    reveal,
    seats,
    voting,
)
from game import commands as asked
from game.commands import Command
from game.events import Event
from game.evolve import evolve
from game.ids import Actor
from game.modes import turing
from game.refusals import Refusal, Rejected
from game.state import GameState, Phase

# A command's own events, then at most: judging, voting, reveal, next round (each needs time).
CHAIN_MAX = 64


class Decided(Struct, frozen=True):
    """The events of an accepted command, and the state after them, so that nobody folds twice."""

    events: tuple[Event, ...]
    state: GameState


def decide(
    state: GameState | None, actor: Actor, command: Command, at_ms: int
) -> Decided | Rejected:
    """Decide a command at `at_ms` (Unix ms); the state is None for a room not founded yet.

    An accepted command may have no events (a repeated "ready", a late spectator).
    """
    if state is None:
        if not isinstance(command, asked.OpenGame):
            return Rejected(Refusal.NOT_FOUND, "no such game")
        decision = lobby.open_game(command, at_ms)
    else:
        decision = _route(state, actor, command, at_ms)
    if isinstance(decision, Rejected):
        return decision

    events = list(decision)
    for event in decision:
        state = evolve(state, event)
    assert state is not None
    # Whatever a command changed may have been the last thing a phase waited for.
    while following := _advance(state, at_ms):
        for event in following:
            state = evolve(state, event)
        events += following
        assert len(events) <= CHAIN_MAX
    return Decided(tuple(events), state)


def _route(  # noqa: PLR0912 - the one match
    state: GameState, actor: Actor, command: Command, at_ms: int
) -> tuple[Event, ...] | Rejected:
    match command:
        case asked.CastVote():
            return voting.cast_vote(state, actor, command)
        case asked.CastGuess():
            return turing.cast_guess(state, actor, command)
        case asked.SendChat():
            return chat.send_chat(state, actor, command, at_ms)
        case asked.SubmitResponse():
            return answering.submit_response(state, actor, command, at_ms)
        case asked.Tick():
            return ()
        case asked.RecordVerdicts():
            return judging.record_verdicts(state, command)
        case asked.JoinGame():
            return seats.join(state, actor, command, at_ms)
        case asked.LeaveGame():
            return seats.leave(state, actor, command)
        case asked.SetReady():
            return lobby.set_ready(state, actor, command)
        case asked.StartGame():
            return lobby.start_game(state, actor, None, at_ms)
        case asked.BeginGame(candidates=candidates):
            return lobby.start_game(state, actor, candidates, at_ms)
        case asked.KickPlayer():
            return seats.kick(state, actor, command)
        case asked.MutePlayer():
            return muting.mute_player(state, actor, command)
        case asked.MuteChat():
            return muting.mute_chat(state, actor, command)
        case asked.AddAgent():
            return lobby.add_agent(state, actor, command, at_ms)
        case asked.CancelGame():
            return lobby.cancel_game(state, actor, command)
        case asked.ThawClock():
            return deadlines.thaw(state, command)
        case asked.Announce():
            return announcing.announce(state, actor, command, at_ms)
        case asked.RecordHonours():
            return honours.record_honours(state, command)
        case asked.PassHost():
            return seats.pass_host(state, command)
        case asked.CloseLobby():
            return lobby.close_lobby(state)
        case asked.MoveRoom():
            return moving.move_room(state, command)
        case asked.OpenGame():
            return Rejected(Refusal.CONFLICT, "the game exists already")
        case _:
            assert_never(command)


def _advance(state: GameState, at_ms: int) -> tuple[Event, ...]:
    """The phase change that is due, if any."""
    match state.phase:
        case Phase.ANSWERING:
            return answering.close(state, at_ms)
        case Phase.JUDGING:
            return judging.close(state, at_ms)
        case Phase.VOTING:
            return voting.close(state, at_ms)
        case Phase.REVEAL:
            return reveal.close(state, at_ms)
        case Phase.LOBBY:
            return lobby.overdue(state, at_ms)
        case Phase.COMPLETED | Phase.CANCELLED:
            return ()
        case _:
            assert_never(state.phase)
