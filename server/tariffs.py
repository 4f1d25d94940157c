"""What anyone may say in a time: the rates of every kind of command, and the kind of every command.

For a connection, for a user on all connections, and for an address with all its users.
"""

from typing import Final

from msgspec import Struct

from game import commands as asked
from server import wire


class Rate(Struct, frozen=True):
    """So many at once, and so many a second in the long run."""

    burst: float
    per_s: float

    @property
    def interval_ms(self) -> float:
        """The time of one."""
        return 1000 / self.per_s

    @property
    def slack_ms(self) -> float:
        """How far one may run ahead of time; a little more, since times are rounded."""
        return (self.burst - 0.999) * 1000 / self.per_s

    def times(self, factor: float) -> "Rate":
        """The same, multiplied; one at once is always possible."""
        return Rate(max(1.0, self.burst * factor), self.per_s * factor)


class Tariff(Struct, frozen=True):
    """What one kind of command costs nobody, up to here."""

    kind: str
    connection: Rate
    user: Rate
    address: Rate


TARIFFS: Final = (
    Tariff("hello", Rate(10, 1), Rate(60, 2), Rate(200, 4)),
    Tariff("account", Rate(10, 0.2), Rate(20, 0.2), Rate(100, 2)),
    Tariff("chat", Rate(20, 2), Rate(30, 2), Rate(300, 30)),
    Tariff("signal", Rate(30, 10), Rate(40, 12), Rate(400, 120)),
    Tariff("play", Rate(60, 20), Rate(80, 25), Rate(800, 200)),
    Tariff("read", Rate(60, 10), Rate(80, 12), Rate(600, 100)),
    Tariff("create", Rate(20, 0.5), Rate(20, 0.5), Rate(200, 5)),
    Tariff("propose", Rate(10, 0.1), Rate(10, 0.1), Rate(100, 1)),
    Tariff("console", Rate(60, 20), Rate(60, 20), Rate(600, 200)),
    # Frames that say no command: unknown fields, no hello before, not to be read.
    Tariff("stray", Rate(30, 3), Rate(40, 4), Rate(400, 40)),
)
KINDS: Final = tuple(each.kind for each in TARIFFS)
HELLO: Final = KINDS.index("hello")
SIGNAL: Final = KINDS.index("signal")
STRAY: Final = KINDS.index("stray")

# The machine's own programs; and, behind a proxy that isn't named as one, everybody.
LOOPBACK_FACTOR: Final = 100.0
# Connections that an address may open, whatever for; and the machine's own programs.
ARRIVALS: Final = Rate(200, 20)
ARRIVALS_LOOPBACK: Final = Rate(1_000, 100)
# Further requests on connections that it has: a page is some eighty files, and behind one address
# may be a living room, or a school class. What they get lies ready.
REQUESTS: Final = Rate(3_000, 300)
REQUESTS_LOOPBACK: Final = Rate(10_000, 1_000)
# QR codes: each takes some milliseconds to draw, in which nobody is served.
DRAWINGS: Final = Rate(40, 1)
DRAWINGS_LOOPBACK: Final = Rate(400, 10)
# Refusals that a connection may run into before it is closed with 4429.
PATIENCE: Final = Rate(200, 20)
# Frames that are no message: pings, pongs, and parts of fragmented messages.
CONTROL: Final = Rate(1_100, 50)
# Bytes; reading pauses where there are none left.
BYTES: Final = Rate(1024 * 1024, 128 * 1024)

OPS: Final[dict[type, str]] = {
    wire.Hello: "hello",
    wire.Register: "account",
    wire.SignIn: "account",
    wire.Refresh: "account",
    wire.SignOut: "account",
    wire.CreateKey: "account",
    wire.ListKeys: "read",
    wire.RevokeKey: "account",
    wire.GetProfile: "read",
    wire.ExportProfile: "account",
    wire.EraseProfile: "account",
    wire.GetLeaderboard: "read",
    wire.CreateGame: "create",
    wire.ListGames: "read",
    wire.ListAgents: "read",
    wire.GetAgent: "read",
    wire.GetMemories: "read",
    wire.JoinValley: "play",
    wire.LeaveValley: "play",
    wire.MoveInValley: "play",
    wire.WatchValley: "read",
    wire.UnwatchValley: "read",
    wire.ResumeGame: "play",
    wire.GameHistory: "read",
    wire.React: "signal",
    wire.Typing: "signal",
    wire.ReportChat: "propose",
    wire.ProposePrompt: "propose",
    wire.RatePrompt: "play",
    wire.Execute: "console",
    wire.Watch: "console",
    wire.Complete: "console",
    asked.JoinGame: "play",
    asked.LeaveGame: "play",
    asked.SetReady: "play",
    asked.StartGame: "play",
    asked.KickPlayer: "play",
    asked.AddAgent: "play",
    asked.CancelGame: "play",
    asked.SubmitResponse: "play",
    asked.CastVote: "play",
    asked.MutePlayer: "play",
    asked.MuteChat: "play",
    asked.SendChat: "chat",
}
KIND_OF: Final[dict[type, int]] = {each: KINDS.index(kind) for each, kind in OPS.items()}
