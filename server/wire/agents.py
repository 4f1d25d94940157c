"""What clients may ask about machine players: who they are, and what they remember."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from game.commands import Asked
from server.wire.envelope import Reply
from server.wire.world import BlockShown, Doing, TaskShown, TieShown

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


AgentCommand = ListAgents | GetAgent | GetMemories

# ---------------------------------------------------------------- to clients


class AgentShown(Struct, frozen=True, kw_only=True):
    """A machine player; `id` is what game.add_agent takes, `avatar` an emoji or empty."""

    id: str
    name: str
    avatar: str
    line: str
    traits: tuple[str, ...]
    # What it does now; null while it is not in the valley.
    now: Doing | None = None


class AgentsReply(Reply, frozen=True, kw_only=True):
    """Every machine player of this server, by id."""

    agents: tuple[AgentShown, ...]


class AgentReply(Reply, frozen=True, kw_only=True):
    """One of them, closer; `memories_of_me` is how many memories are about whoever asks."""

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
