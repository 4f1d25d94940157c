"""The one fold: what a room becomes by an event. A fact is never refused."""

from typing import assert_never

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
    rounds,
    seats,
    voting,
)
from game import events as happened
from game.events import Event
from game.modes import turing
from game.state import GameState


def evolve(  # noqa: PLR0912 - the one fold
    state: GameState | None, event: Event
) -> GameState:
    """Fold one event; only `game.created` folds onto nothing."""
    if isinstance(event, happened.GameCreated):
        assert state is None
        return lobby.game_created(event)
    assert state is not None
    match event:
        case happened.VoteCast():
            return voting.vote_cast(state, event)
        case happened.GuessCast():
            return turing.guess_cast(state, event)
        case happened.ChatSent():
            return chat.chat_sent(state, event)
        case happened.ResponseSubmitted():
            return answering.response_submitted(state, event)
        case happened.PlayerJoined():
            return seats.player_joined(state, event)
        case happened.PlayerLeft():
            return seats.player_left(state, event)
        case happened.PlayerReady():
            return lobby.player_ready(state, event)
        case happened.HostChanged():
            return lobby.host_changed(state, event)
        case happened.GameStarted():
            return lobby.game_started(state, event)
        case happened.RoundStarted():
            return rounds.round_started(state, event)
        case happened.JudgingStarted():
            return judging.judging_started(state, event)
        case happened.RoundJudged():
            return judging.round_judged(state, event)
        case happened.VotingStarted():
            return voting.voting_started(state, event)
        case happened.RoundCompleted():
            return reveal.round_completed(state, event)
        case happened.HonoursRecorded():
            return honours.honours_recorded(state, event)
        case happened.GameCompleted():
            return reveal.game_completed(state, event)
        case happened.GamePaused():
            return deadlines.game_paused(state, event)
        case happened.GameResumed():
            return deadlines.game_resumed(state, event)
        case happened.GameCancelled():
            return lobby.game_cancelled(state, event)
        case happened.PlayerMuted():
            return muting.player_muted(state, event)
        case happened.ChatMuted():
            return muting.chat_muted(state, event)
        case happened.RoomMoved():
            return moving.room_moved(state, event)
        case happened.AnnouncementMade():
            return announcing.announcement_made(state, event)
        case _:
            assert_never(event)
