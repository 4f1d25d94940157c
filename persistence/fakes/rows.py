"""The rows of people, sessions, keys and agents as the twins keep them: plain and changeable."""

from msgspec import Struct, field

from agents.exchange import Exchange, Overheard
from agents.persona import Persona
from agents.planning import Plan
from agents.relationships import Change, Tie
from game.ids import Actor
from persistence.ports.agents import StoredAgent
from persistence.ports.minds import Review, Thoughts
from persistence.ports.people import Role, Status
from persistence.ports.valley import StoredCharacter, StoredValley


class UserRow(Struct, kw_only=True):
    """A row of `users`; times in Unix ms."""

    id: Actor
    username: str
    username_key: str | None = None
    display_name: str
    email: str | None = None
    password_hash: str | None = None
    role: Role = "user"
    status: Status = "active"
    is_guest: bool = True
    created_at: int = 0
    last_login: int | None = None


class TokenRow(Struct, kw_only=True):
    """A row of `sessions`; `chain` is the session it belongs to."""

    id: str
    chain: str
    user: Actor
    token_hash: bytes
    ip: str | None
    agent: str
    created_at: int
    last_activity: int
    expires_at: int
    rotated_from: str | None = None
    ended_at: int | None = None


class KeyRow(Struct, kw_only=True):
    """A row of `api_keys`."""

    id: str
    user: Actor
    key_hash: bytes
    name: str
    scopes: tuple[str, ...]
    rate_limit: int
    is_active: bool = True
    created_at: int = 0
    last_used_at: int | None = None
    expires_at: int | None = None
    cause: str = ""


class AgentRows(Struct):
    """What the twin keeps of them."""

    personas: dict[str, Persona]
    agents: dict[str, StoredAgent]
    ties: dict[str, dict[str, Tie]]
    changes: dict[str, Change]
    # What they feel about people, what was said to them, and among themselves.
    person_ties: dict[str, dict[str, Tie]]
    talks: dict[tuple[str, Actor], list[Exchange]]
    overheard: dict[tuple[str, int], Overheard]
    # How far they have thought, their looks at themselves by agent, and their plans by id.
    thoughts: dict[str, Thoughts]
    reviews: dict[str, list[Review]]
    plans: dict[str, Plan]


class ValleyRows(Struct):
    """What the twin keeps of the valley, and whose it is."""

    characters: dict[Actor, StoredCharacter]
    stands: StoredValley | None = None
    run: str = ""
    # Changes of ties between agents that it has not taken in.
    unlived: dict[str, Change] = field(default_factory=dict)
