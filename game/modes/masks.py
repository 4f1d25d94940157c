"""Mode turing: what a table is shown of players and guesses while nobody may know who is who."""

from game.events import Entry, GuessCast, PlayerJoined
from game.faces import masked
from game.ids import GameId
from game.views import GuessCastView, PlayerJoinedView


def joined(game: GameId, entry: Entry, event: PlayerJoined) -> PlayerJoinedView:
    """Somebody sat down, behind a mask."""
    return PlayerJoinedView(game=game, seq=entry.seq, at=entry.at_ms, player=masked(event))


def guessed(game: GameId, entry: Entry, event: GuessCast, *, is_open: bool) -> GuessCastView:
    """Somebody guessed; what, only where it may be known."""
    return GuessCastView(
        game=game,
        seq=entry.seq,
        at=entry.at_ms,
        round=event.round,
        received=event.received,
        expected=event.expected,
        player=event.guesser if is_open else None,
        response=event.response if is_open else None,
        is_ai=event.is_ai if is_open else None,
    )
