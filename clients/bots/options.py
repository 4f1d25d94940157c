"""What a run of bots is asked to do; plain values, checked by who builds them."""

from typing import Literal

from msgspec import Struct

from game.rules import Mode, Settings


class Options(Struct, frozen=True, kw_only=True):
    """One run. Durations say their unit; `concurrent` None means all games at once."""

    url: str = "ws://127.0.0.1:8765/ws"
    # Several ways in, in place of `url`: players, also of one game, are spread over them.
    urls: tuple[str, ...] = ()
    games: int = 1
    players: int = 4
    rounds: int = 5
    concurrent: int | None = None
    # People who play again and again; 0: every game has new ones.
    regulars: int = 0
    think_ms: float = 50.0
    agents: int = 0
    mode: Mode = "classic"
    time_limit_seconds: int = 60
    settings: Settings = Settings(voting_seconds=30, reveal_seconds=0, judge="auto")
    seed: str = "1"
    codec: Literal["json", "msgpack"] = "json"
    # Null: as long as all deadlines of a game together, and a minute for outages.
    timeout_s: float | None = None
    database: str | None = None
    # Connections that only watch; they live in a process of their own.
    spectators: int = 0

    @property
    def addresses(self) -> tuple[str, ...]:
        """Where the servers are."""
        return self.urls or (self.url,)

    @property
    def limit_s(self) -> float:
        """How long one game may take, and how long a bot waits for any one answer."""
        if self.timeout_s is not None:
            return self.timeout_s
        each = self.settings
        phases_s = each.judging_seconds + each.voting_seconds + each.reveal_seconds
        return 60.0 + self.rounds * (self.time_limit_seconds + phases_s)
