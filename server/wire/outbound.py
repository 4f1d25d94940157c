"""What clients receive: replies, views of events, and signals."""

from game.ids import GameId, MessageId, PlayerId, ResponseId
from game.snapshot import GameListed, GameShown, Snapshot
from game.views import EventView, PlayerShown, Skipped
from server.wire.console import ConsoleSignal
from server.wire.envelope import ErrorReply, Reply, Signal
from server.wire.world import MemorySignal, TickSignal


class GameReply(Reply, frozen=True, kw_only=True):
    """The game that was founded."""

    game: GameShown


class JoinReply(Reply, frozen=True, kw_only=True):
    """My seat (null: watching) and the game as I see it at `seq`."""

    game: GameShown
    player: PlayerShown | None
    snapshot: Snapshot


class ListReply(Reply, frozen=True, kw_only=True):
    """A page of games; `next` is the cursor of the following one."""

    games: list[GameListed]
    next: str | None


class ResumeReply(Reply, frozen=True, kw_only=True):
    """Either the events after the number held, or, where the gap is too old, a snapshot."""

    game: GameShown
    events: list[EventView | Skipped] | None = None
    snapshot: Snapshot | None = None


class HistoryReply(Reply, frozen=True, kw_only=True):
    """A page of a finished game; `next` is the `from_seq` of the following one."""

    game: GameShown
    events: list[EventView]
    next: int | None


class ResponseReply(Reply, frozen=True, kw_only=True):
    """My answer is kept, under this id."""

    response: ResponseId


class MessageReply(Reply, frozen=True, kw_only=True):
    """My line is kept, under this id."""

    message: MessageId


class TypingSignal(Signal, frozen=True, kw_only=True, tag="typing"):
    """Someone is writing."""

    game: GameId
    player: PlayerId | None


class ReactionSignal(Signal, frozen=True, kw_only=True, tag="reaction"):
    """Someone reacts; `player` is null for spectators."""

    game: GameId
    player: PlayerId | None
    kind: str
    data: str | None


class PresenceSignal(Signal, frozen=True, kw_only=True, tag="presence"):
    """A player's connection came or went."""

    game: GameId
    player: PlayerId
    connected: bool


class CountdownSignal(Signal, frozen=True, kw_only=True, tag="countdown"):
    """The phase ends in `left_ms`."""

    game: GameId
    phase: str
    left_ms: int


class OutageSignal(Signal, frozen=True, kw_only=True, tag="outage"):
    """Nothing can be kept right now and the clocks stand still (`over`: they run again)."""

    game: GameId
    over: bool


class AnnouncementSignal(Signal, frozen=True, kw_only=True, tag="announcement"):
    """Those who run the server say something to everyone, in a game or not."""

    text: str
    at: int


class GoodbyeSignal(Signal, frozen=True, kw_only=True, tag="goodbye"):
    """The server is going away; come back after this many milliseconds."""

    retry_after_ms: int


AnySignal = (
    TypingSignal
    | ReactionSignal
    | PresenceSignal
    | CountdownSignal
    | OutageSignal
    | AnnouncementSignal
    | GoodbyeSignal
    | TickSignal
    | MemorySignal
)


class PromptReply(Reply, frozen=True, kw_only=True):
    """My prompt waits for review, under this id."""

    prompt: str


ToClient = EventView | Skipped | AnySignal | ConsoleSignal | Reply | ErrorReply
