"""What one game's bots remember: all that was asked, all that was acknowledged, all that was shown.

Only writes down; what it means is the oracle's business.
"""

from msgspec import Struct

from clients.stream import Shown
from game.ids import GameId, PlayerId
from game.snapshot import Snapshot
from game.views import RoundJudgedView
from server.wire import FromClient

UNHASHABLE = (Snapshot, RoundJudgedView)


class Acked(Struct, frozen=True, kw_only=True):
    """One acknowledged command: whose, which event is its own, and the id it made, if any."""

    player: PlayerId
    command: FromClient
    seq: int | None
    made: str | None = None


class Ledger:
    """The memory of one game."""

    def __init__(self, game: GameId, number: int) -> None:
        self.game, self.number = game, number
        self.host_token = ""
        # The name of the node that founded it.
        self.node = ""
        self.completed = False
        # When the last answer of each round was sent, by the clock of whoever measures.
        self.answer_sent_s: dict[int, float] = {}
        self.asked: list[tuple[PlayerId, FromClient]] = []
        self.acked: list[Acked] = []
        self.streams: dict[PlayerId, list[Shown]] = {}
        self._known: dict[Shown, Shown] = {}

    def ask(self, player: PlayerId, command: FromClient) -> None:
        """Before it is sent: from now on its outcome may be unknown."""
        self.asked.append((player, command))

    def ack(self, acked: Acked) -> None:
        """The server promised this."""
        self.acked.append(acked)

    def show(self, player: PlayerId, shown: Shown) -> None:
        """Keep what a player was shown; equal views of many players are kept once."""
        if not isinstance(shown, UNHASHABLE):
            shown = self._known.setdefault(shown, shown)
        self.streams.setdefault(player, []).append(shown)
