"""The operator's channel: its commands, its replies and its signals."""

from typing import Annotated, Any, Literal

from msgspec import Meta

from game.commands import Asked
from server.wire.envelope import Reply, Signal

Line = Annotated[str, Meta(max_length=2_000)]
Topic = Literal["log", "game", "task"]


class Execute(Asked, frozen=True, kw_only=True, tag="console.exec"):
    """Carry out one line, as an operator types it."""

    line: Line


class Watch(Asked, frozen=True, kw_only=True, tag="console.watch"):
    """Hear of these from now on; none: of nothing."""

    topics: Annotated[tuple[Topic, ...], Meta(max_length=3)]


class Complete(Asked, frozen=True, kw_only=True, tag="console.complete"):
    """What could come next in this line."""

    line: Line


ConsoleCommand = Execute | Watch | Complete


class ExecuteReply(Reply, frozen=True, kw_only=True):
    """`text` as a person reads it, `result` the same for programs."""

    text: str
    result: Any


class CompleteReply(Reply, frozen=True, kw_only=True):
    """Words that could stand where the line's last one stands."""

    completions: list[str]


class ConsoleSignal(Signal, frozen=True, kw_only=True, tag="console"):
    """Something that was asked to be watched; `about` is the game or task, if it is one's."""

    topic: Topic
    at: int
    about: str | None
    text: str
