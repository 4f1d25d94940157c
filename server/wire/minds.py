"""What clients may ask of the inside of a machine player: its layers, and what goes on in them."""

from typing import Literal

from msgspec import Struct, field

from game.commands import Asked
from server.wire.agents import AgentName
from server.wire.envelope import Reply

LayerName = Literal["L1", "L2", "L3", "L4", "L5", "L6", "L7", "L8", "L9"]


class GetMind(Asked, frozen=True, kw_only=True, tag="agent.mind"):
    """The layers of a machine player, their last signals, its reflections and plans."""

    agent: AgentName


# ---------------------------------------------------------------- to clients


class LayerShown(Struct, frozen=True, kw_only=True):
    """A layer; `at` and `doing`: its last signal that may be seen; `weights`: what it learnt."""

    layer: LayerName
    name: str
    period_ms: int
    is_on: bool
    at: int | None
    doing: str
    weights: dict[str, float]


class SignalShown(Struct, frozen=True, kw_only=True):
    """A signal between neighbours: forward, down to the act, or backward; -1 to 1 strong."""

    id: str
    at: int
    source: LayerName = field(name="from")
    target: LayerName = field(name="to")
    type: Literal["forward", "backward"]
    content: str
    strength: float
    game: str | None


class ThoughtShown(Struct, frozen=True, kw_only=True):
    """A reflection, a plan or a self-evaluation; `source` are the memories it rests on."""

    id: str
    content: str
    at: int
    until: int | None
    importance: float
    emotion: float
    tags: tuple[str, ...]
    source: tuple[str, ...]


class MindReply(Reply, frozen=True, kw_only=True):
    """All nine layers, L1 first; signals and thoughts newest first."""

    agent: str
    layers: tuple[LayerShown, ...]
    signals: tuple[SignalShown, ...]
    reflections: tuple[ThoughtShown, ...]
    plans: tuple[ThoughtShown, ...]
    evaluations: tuple[ThoughtShown, ...]
