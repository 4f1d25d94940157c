"""The one place that decides who sees what of an event; `look.py` does the same for a state.

A viewer is a player's id, None for spectators, or EVERYTHING for the history of a finished game.
"""

from collections.abc import Container
from typing import Final, Literal, assert_never

from game import events as happened
from game import views as seen
from game.events import Entry
from game.faces import person
from game.ids import GameId, PlayerId
from game.modes import masks
from game.snapshot import BallotLine

EVERYTHING: Final = "everything"
Viewer = PlayerId | None | Literal["everything"]
Personal = (
    happened.ResponseSubmitted
    | happened.VoteCast
    | happened.GuessCast
    | happened.RoundJudged
    | happened.HonoursRecorded
    | happened.ChatMuted
)
RoundEvent = (
    happened.RoundStarted
    | happened.JudgingStarted
    | happened.VotingStarted
    | happened.RoundCompleted
    | happened.GameCompleted
)
LobbyEvent = (
    happened.GameCreated
    | happened.PlayerJoined
    | happened.PlayerLeft
    | happened.PlayerReady
    | happened.HostChanged
    | happened.GameStarted
    | happened.GamePaused
    | happened.GameResumed
    | happened.GameCancelled
    | happened.AnnouncementMade
    | happened.ChatSent
    | happened.PlayerMuted
)


def owner(event: happened.Event) -> PlayerId | None:
    """The player who sees more of this event than the others, if there is one."""
    match event:
        case happened.ResponseSubmitted():
            return event.author
        case happened.VoteCast():
            return event.voter
        case happened.GuessCast():
            return event.guesser
        case happened.PlayerJoined(is_veiled=True):
            return event.player
        case happened.ChatMuted():
            return event.by
        case _:
            return None


def redact(
    game: GameId, entry: Entry, viewer: Viewer, hidden: Container[PlayerId] = ()
) -> seen.EventView | None:
    """What this viewer may see of an event; None where only its number shows.

    `hidden` are the players whose lines the viewer hides now. Lines from before they were hidden
    are skipped too, and lines said meanwhile show again once they aren't: a resume tells what
    its state's mutes say, whenever it comes.
    """
    event = entry.event
    match event:
        case happened.ChatSent() if event.player in hidden:
            return None
        case happened.RoomMoved():
            # Where a game is played is nobody's business.
            return None
        case (
            happened.ResponseSubmitted()
            | happened.VoteCast()
            | happened.GuessCast()
            | happened.RoundJudged()
            | happened.HonoursRecorded()
            | happened.ChatMuted()
        ):
            return _personal(game, entry, event, viewer)
        case happened.PlayerJoined(is_veiled=True) if viewer not in (EVERYTHING, event.player):
            return masks.joined(game, entry, event)
        case _:
            return _public(game, entry, event)


def _personal(game: GameId, entry: Entry, event: Personal, viewer: Viewer) -> seen.EventView | None:
    seq, at = entry.seq, entry.at_ms
    match event:
        case happened.ResponseSubmitted():
            shown = viewer in (EVERYTHING, event.author)
            return seen.ResponseSubmittedView(
                game=game,
                seq=seq,
                at=at,
                round=event.round,
                player=event.author,
                received=event.received,
                expected=event.expected,
                text=event.text if shown else None,
                response=event.response if shown else None,
            )
        case happened.VoteCast():
            shown = viewer in (EVERYTHING, event.voter)
            return seen.VoteCastView(
                game=game,
                seq=seq,
                at=at,
                round=event.round,
                received=event.received,
                expected=event.expected,
                player=event.voter if shown else None,
                response=event.response if shown else None,
                vote_type=event.vote_type if shown else None,
            )
        case happened.GuessCast():
            is_open = viewer in (EVERYTHING, event.guesser)
            return masks.guessed(game, entry, event, is_open=is_open)
        case happened.RoundJudged():
            if viewer != EVERYTHING:
                return None
            return seen.RoundJudgedView(
                game=game,
                seq=seq,
                at=at,
                round=event.round,
                judge=event.judge,
                verdicts=event.verdicts,
            )
        case happened.HonoursRecorded():
            return _honours(game, entry, event, viewer)
        case happened.ChatMuted():
            # Not even the history of the finished game tells who wouldn't listen to whom.
            if viewer != event.by:
                return None
            return seen.ChatMutedView(
                game=game, seq=seq, at=at, player=event.player, muted=event.muted
            )
        case _:
            assert_never(event)


def _honours(
    game: GameId, entry: Entry, event: happened.HonoursRecorded, viewer: Viewer
) -> seen.HonoursRecordedView | None:
    """The podium shows them; only where it came first, they are news of their own."""
    if viewer != EVERYTHING and not event.is_late:
        return None
    seq, at, number, earned = entry.seq, entry.at_ms, event.number, event.unlocked
    return seen.HonoursRecordedView(
        game=game, seq=seq, at=at, number=number, achievements=earned, is_late=event.is_late
    )


def _public(game: GameId, entry: Entry, event: LobbyEvent | RoundEvent) -> seen.EventView:
    seq, at = entry.seq, entry.at_ms
    match event:
        case happened.ChatSent() | happened.PlayerMuted() | happened.AnnouncementMade():
            return _talk(game, entry, event)
        case happened.GameCreated():
            return seen.GameCreatedView(
                game=game,
                seq=seq,
                at=at,
                code=event.code,
                name=event.name,
                mode=event.mode,
                host=event.host,
                max_players=event.max_players,
                total_rounds=event.total_rounds,
            )
        case happened.PlayerJoined():
            return seen.PlayerJoinedView(game=game, seq=seq, at=at, player=person(event))
        case happened.PlayerLeft():
            player, why = event.player, event.reason
            return seen.PlayerLeftView(
                game=game, seq=seq, at=at, player=player, reason=why, freed=event.freed
            )
        case happened.PlayerReady():
            return seen.PlayerReadyView(
                game=game, seq=seq, at=at, player=event.player, ready=event.ready
            )
        case happened.HostChanged():
            return seen.HostChangedView(
                game=game, seq=seq, at=at, host=event.host, player=event.player
            )
        case happened.GameStarted():
            return seen.GameStartedView(
                game=game, seq=seq, at=at, seats=event.seats, total_rounds=event.total_rounds
            )
        case happened.GamePaused():
            return seen.GamePausedView(game=game, seq=seq, at=at, reason=event.reason)
        case happened.GameResumed():
            return seen.GameResumedView(game=game, seq=seq, at=at, deadline=event.deadline_ms)
        case happened.GameCancelled():
            return seen.GameCancelledView(game=game, seq=seq, at=at, reason=event.reason)
        case _:
            return _play(game, entry, event)


def _talk(
    game: GameId,
    entry: Entry,
    event: happened.ChatSent | happened.PlayerMuted | happened.AnnouncementMade,
) -> seen.EventView:
    """What is said, and who may say it."""
    seq, at = entry.seq, entry.at_ms
    match event:
        case happened.ChatSent():
            message, player = event.message, event.player
            return seen.ChatView(
                game=game, seq=seq, at=at, message=message, player=player, text=event.text
            )
        case happened.PlayerMuted():
            return seen.PlayerMutedView(
                game=game, seq=seq, at=at, player=event.player, muted=event.muted
            )
        case happened.AnnouncementMade():
            return seen.AnnouncementView(game=game, seq=seq, at=at, text=event.text)
        case _:
            assert_never(event)


def _play(game: GameId, entry: Entry, event: RoundEvent) -> seen.EventView:
    """The public events of the rounds."""
    seq, at = entry.seq, entry.at_ms
    match event:
        case happened.RoundStarted():
            return seen.RoundStartedView(
                game=game,
                seq=seq,
                at=at,
                round=event.round,
                prompt=event.prompt.text,
                category=event.prompt.category,
                difficulty=event.prompt.difficulty,
                deadline=event.deadline_ms,
            )
        case happened.JudgingStarted():
            return seen.JudgingStartedView(
                game=game, seq=seq, at=at, round=event.round, deadline=event.deadline_ms
            )
        case happened.VotingStarted():
            lines = zip(event.ballot, event.texts, strict=True)
            return seen.VotingStartedView(
                game=game,
                seq=seq,
                at=at,
                round=event.round,
                responses=tuple(BallotLine(response, text) for response, text in lines),
                deadline=event.deadline_ms,
            )
        case happened.RoundCompleted():
            return seen.RoundCompletedView(
                game=game,
                seq=seq,
                at=at,
                round=event.round,
                results=event.results,
                standings=event.standings,
                reveal_until=event.reveal_until_ms,
                guessers=event.guessers,
            )
        case happened.GameCompleted():
            return seen.GameCompletedView(
                game=game,
                seq=seq,
                at=at,
                standings=event.standings,
                winners=event.winners,
                stats=event.stats,
                achievements=event.achievements,
            )
        case _:
            assert_never(event)
