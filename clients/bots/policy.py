"""Scripted play, pure: what a bot was shown so far, and a seeded draw, give its next command.

Knows no clock and no connection; every draw depends on the bot's key and on what is decided, so
that the same key plays the same evening however its messages travel.
"""

from collections.abc import Container, Sequence
from random import Random
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from clients.bots.texts import answer_text, chat_text
from clients.stream import Shown
from game import views as seen
from game.commands import (
    CastGuess,
    CastVote,
    Inbound,
    SendChat,
    SetReady,
    StartGame,
    SubmitResponse,
)
from game.ids import GameId, PlayerId, ResponseId
from game.rules import VOTE_TYPES
from game.snapshot import BallotLine, Snapshot

CHAT_CHANCE: Final = 0.2
OVER: Final = ("completed", "cancelled")


class Seat(Struct, frozen=True, kw_only=True):
    """What one bot knows of its game: folded from what it was shown, and nothing else."""

    key: str
    game: GameId
    me: PlayerId
    # The host starts once this many people are seated, all of them ready.
    starts_at: int | None = None
    phase: str = "lobby"
    round: int = 0
    prompt: str = ""
    people: tuple[PlayerId, ...] = ()
    ready: tuple[PlayerId, ...] = ()
    mode: str = "classic"
    own: ResponseId | None = None
    answered: bool = False
    ballot: tuple[BallotLine, ...] = ()

    @property
    def over(self) -> bool:
        """Whether there is nothing left to play."""
        return self.phase in OVER


class Move(Struct, frozen=True):
    """A command, and the one name of this intention: carried out or refused, it is done."""

    name: str
    command: Inbound


def see(seat: Seat, shown: Shown) -> Seat:
    """Fold one thing shown."""
    match shown:
        case Snapshot():
            return _from_snapshot(seat, shown)
        case seen.PlayerJoinedView(player=person) if not person.is_ai:
            others = tuple(each for each in seat.people if each != person.id)
            return replace(seat, people=(*others, person.id))
        case seen.PlayerLeftView(player=gone):
            return replace(seat, people=tuple(each for each in seat.people if each != gone))
        case seen.PlayerReadyView(player=player, ready=ready):
            others = tuple(each for each in seat.ready if each != player)
            return replace(seat, ready=(*others, player) if ready else others)
        case seen.RoundStartedView():
            return replace(
                seat,
                phase="answering",
                round=shown.round,
                prompt=shown.prompt,
                own=None,
                answered=False,
                ballot=(),
            )
        case seen.ResponseSubmittedView(player=seat.me):
            return replace(seat, answered=True, own=shown.response)
        case seen.JudgingStartedView():
            return replace(seat, phase="judging")
        case seen.VotingStartedView():
            return replace(seat, phase="voting", ballot=shown.responses)
        case seen.RoundCompletedView():
            return replace(seat, phase="reveal", ballot=())
        case seen.GameCompletedView():
            return replace(seat, phase="completed")
        case seen.GameCancelledView():
            return replace(seat, phase="cancelled")
        case _:
            return seat


def _from_snapshot(seat: Seat, shown: Snapshot) -> Seat:
    return replace(
        seat,
        phase=shown.phase,
        mode=shown.game.mode,
        round=shown.round,
        prompt=shown.prompt.text if shown.prompt else "",
        people=tuple(each.id for each in shown.players if each.is_active and not each.is_ai),
        ready=tuple(each.id for each in shown.players if each.is_ready),
        own=shown.my_response.id if shown.my_response else None,
        answered=shown.my_response is not None,
        ballot=shown.responses,
    )


def next_move(seat: Seat, done: Container[str]) -> Move | None:
    """What to do now; None until something else is shown. `done` names the moves that are over."""
    return next((move for move in _wishes(seat) if move.name not in done), None)


def _wishes(seat: Seat) -> list[Move]:
    game, number = seat.game, seat.round
    match seat.phase:
        case "lobby":
            wishes = [Move("ready", SetReady(game=game))]
            if seat.starts_at is not None and seat.starts_at <= len(seat.people):
                waiting = [each for each in seat.people if each not in seat.ready]
                wishes += [] if waiting else [Move("start", StartGame(game=game))]
            return wishes
        case "answering":
            text = answer_text(seat.key, number, seat.prompt)
            answer = Move(f"answer-{number}", SubmitResponse(game=game, round=number, text=text))
            return [answer, *_chat(seat)] if not seat.answered else _chat(seat)
        case "voting":
            return _votes(seat)
        case _:
            return []


def _votes(seat: Seat) -> list[Move]:
    """One vote of each type, each for any response but my own."""
    others = [line.id for line in seat.ballot if line.id != seat.own]
    if not others:
        return []
    draw = Random(f"{seat.key}:votes:{seat.round}")
    chosen = [(each, others[int(draw.random() * len(others))]) for each in VOTE_TYPES]
    votes = [
        Move(
            f"vote-{seat.round}-{vote_type}",
            CastVote(game=seat.game, round=seat.round, response=response, vote_type=vote_type),
        )
        for vote_type, response in chosen
    ]
    return votes + (_guesses(seat, others) if seat.mode == "turing" else [])


def _guesses(seat: Seat, others: Sequence[ResponseId]) -> list[Move]:
    """Mode turing: for each response but my own a toss of a coin."""
    draw = Random(f"{seat.key}:guesses:{seat.round}")
    return [
        Move(
            f"guess-{seat.round}-{place}",
            CastGuess(
                game=seat.game, round=seat.round, response=response, is_ai=draw.random() < 0.5
            ),
        )
        for place, response in enumerate(others)
    ]


def _chat(seat: Seat) -> list[Move]:
    """A line of chat, in some rounds, once my answer is in."""
    if Random(f"{seat.key}:chat:{seat.round}").random() >= CHAT_CHANCE:
        return []
    text = chat_text(seat.key, seat.round)
    return [Move(f"chat-{seat.round}", SendChat(game=seat.game, text=text))]


def think_s(key: str, move: str, mean_ms: float) -> float:
    """How long this bot thinks before this move: exponential around the mean, in seconds."""
    return Random(f"{key}:think:{move}").expovariate(1.0) * mean_ms / 1000
