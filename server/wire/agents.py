"""What clients may ask about machine players: who they are, and what they remember."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from game.commands import Asked
from server.wire.envelope import Reply
from server.wire.world import BlockShown, Doing, TaskShown, TieShown

# As agents.exchange has it, which nobody outside may import.
Tone = Literal[
    "neutral", "warm", "amused", "curious", "cool", "hurt", "angry", "sad", "proud", "wistful"
]
AgentName = Annotated[str, Meta(min_length=1, max_length=64)]


class ListAgents(Asked, frozen=True, kw_only=True, tag="agent.list"):
    """The machine players there are."""


class GetAgent(Asked, frozen=True, kw_only=True, tag="agent.get"):
    """One machine player."""

    agent: AgentName


class GetMemories(Asked, frozen=True, kw_only=True, tag="agent.memories"):
    """What a machine player remembers of me (admins: of everyone), what fits `query` first."""

    agent: AgentName
    query: Annotated[str, Meta(max_length=500)] | None = None
    limit: Annotated[int, Meta(ge=1, le=100)] = 20


class TalkToAgent(Asked, frozen=True, kw_only=True, tag="agent.talk"):
    """Say something to a machine player, who answers."""

    agent: AgentName
    text: Annotated[str, Meta(min_length=1, max_length=500)]


AgentCommand = ListAgents | GetAgent | GetMemories | TalkToAgent

# ---------------------------------------------------------------- to clients


class RelationshipShown(Struct, frozen=True, kw_only=True):
    """How an agent feels about whoever asks: affection from -100, trust from 0, to 100."""

    type: str
    affection: int
    trust: int
    frequency: int


class AgentShown(Struct, frozen=True, kw_only=True):
    """A machine player; `id` is what game.add_agent takes, `avatar` an emoji or empty."""

    id: str
    name: str
    avatar: str
    line: str
    traits: tuple[str, ...]
    relationship: RelationshipShown
    # What it does now; null while it is not in the valley.
    now: Doing | None = None


class AgentsReply(Reply, frozen=True, kw_only=True):
    """Every machine player of this server, by id."""

    agents: tuple[AgentShown, ...]


class CauseShown(Struct, frozen=True, kw_only=True):
    """Why a relationship changed; `by` says whose doing it was, `source` who told it (gossip)."""

    cause: str
    affection: int
    trust: int
    at: int
    by: Literal["me", "agent", ""]
    source: str | None
    note: str


class LineShown(Struct, frozen=True, kw_only=True):
    """What I said to an agent, and what it answered."""

    at: int
    me: str
    reply: str
    emotional_tone: str


class StepShown(Struct, frozen=True, kw_only=True):
    """One step of a plan; at `place`, or wherever it is where that is empty."""

    what: str
    place: str
    done: bool


class PlanShown(Struct, frozen=True, kw_only=True):
    """What an agent means to do, step by step; `deadline` in Unix ms."""

    goal: str
    steps: tuple[StepShown, ...]
    status: Literal["active", "paused", "done", "dropped"]
    priority: int
    deadline: int | None


class AgentReply(Reply, frozen=True, kw_only=True):
    """One of them, closer; `causes`: why it feels so, newest first; `talks`: the last lines."""

    agent: AgentShown
    background: str
    likes: tuple[str, ...]
    dislikes: tuple[str, ...]
    memories_of_me: int
    goals: tuple[str, ...] = ()
    # Beside its day, which is today's.
    plan: tuple[TaskShown, ...] = ()
    schedule: tuple[BlockShown, ...] = ()
    ties: tuple[TieShown, ...] = ()
    causes: tuple[CauseShown, ...] = ()
    talks: tuple[LineShown, ...] = ()
    plans: tuple[PlanShown, ...] = ()


class Answered(Struct, frozen=True, kw_only=True):
    """What an agent said, and how it meant it."""

    text: str
    emotional_tone: Tone


class TalkReply(Reply, frozen=True, kw_only=True):
    """The answer; `change` is what this line moved, `recalled` the memories in the answer."""

    agent: str
    reply: Answered
    relationship: RelationshipShown
    change: CauseShown | None
    recalled: tuple[str, ...]
    ended: bool


class PartsShown(Struct, frozen=True, kw_only=True):
    """What a score is made of, each 0 to 1 among the memories considered."""

    recency: float
    importance: float
    relevance: float
    emotion: float
    keyword: float


class MemoryShown(Struct, frozen=True, kw_only=True):
    """A memory; `until`: no longer so; `match`: how well it fits by itself; times in Unix ms."""

    id: str
    kind: Literal["observation", "reflection", "plan", "metacognition"]
    content: str
    at: int
    until: int | None
    times: int
    importance: float
    emotion: float
    tags: tuple[str, ...]
    agents: tuple[str, ...]
    players: tuple[str, ...]
    place: str
    game: str | None
    source: tuple[str, ...]
    score: float
    match: float
    parts: PartsShown


class MemoriesReply(Reply, frozen=True, kw_only=True):
    """What came to mind, best first."""

    agent: str
    memories: list[MemoryShown]
