"""What lay on the table in a round that is over, and who chose what: read by whoever looks back."""

from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from game.events import Entry, PlayerJoined, RoundCompleted
from game.evolve import evolve
from game.ids import Actor, GameId, ResponseId
from game.rules import VoteType
from game.state import GameState


class Line(Struct, frozen=True):
    """An answer on a ballot; `name` is its author's there, `text` None once they were erased."""

    response: ResponseId
    author: Actor
    is_ai: bool
    text: str | None
    name: str = ""


class Vote(Struct, frozen=True):
    """Somebody's choice of one kind."""

    voter: Actor
    vote_type: VoteType
    response: ResponseId


class Ballot(Struct, frozen=True, kw_only=True):
    """One round: its answers, its votes, and when the people came to its game (Unix ms)."""

    game: GameId
    round: int
    at_ms: int
    lines: tuple[Line, ...]
    votes: tuple[Vote, ...]
    arrivals: dict[Actor, int] = {}


def ballots(game: GameId, entries: Iterable[Entry]) -> list[Ballot]:
    """The rounds of a game that were revealed, in order; who came when is of its first coming."""
    state: GameState | None = None
    arrivals: dict[Actor, int] = {}
    found = []
    for entry in entries:
        state = evolve(state, entry.event)
        match entry.event:
            case PlayerJoined() as joined if not joined.is_ai:
                arrivals.setdefault(joined.user, entry.at_ms)
            case RoundCompleted() as revealed:
                found.append(_ballot(game, state, revealed.at_ms))
            case _:
                pass
    return [replace(each, arrivals=arrivals) for each in found]


def _ballot(game: GameId, state: GameState, at_ms: int) -> Ballot:
    current = state.round
    assert current is not None
    return Ballot(
        game=game,
        round=current.number,
        at_ms=at_ms,
        lines=tuple(
            Line(each.response, seat.user, each.is_ai, each.text, seat.name)
            for each in current.results
            for seat in (state.seats[each.player],)
        ),
        votes=tuple(
            Vote(state.seats[voter].user, vote_type, response)
            for voter, choices in current.votes.items()
            for vote_type, response in choices.items()
        ),
    )
