"""What an agent knows of a game it sits in, and the memory it makes of one thing it saw there."""

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct, field

from agents.keywords import keywords
from agents.memories import CONTENT_LENGTH_MAX, Memory
from agents.retelling import listed
from game.ids import Actor, GameId, PlayerId, ResponseId, mint
from game.views import PlayerShown, View


class Witness(Struct, frozen=True, kw_only=True):
    """What one agent knows of one game, as far as its memories need it."""

    game: GameId
    agent: str
    # Its own seat; None before it has one, and once it has left it.
    me: PlayerId | None = None
    seq: int = 0
    table: str = ""
    host: str = ""
    people: Mapping[PlayerId, PlayerShown] = field(default_factory=dict)
    # Who sits there now.
    seated: tuple[PlayerId, ...] = ()
    prompt: str = ""
    votes: Mapping[str, ResponseId] = field(default_factory=dict)
    leader: PlayerId | None = None
    # What it recalled at this table, and may have said aloud.
    recalled: tuple[str, ...] = ()


class Sight(Struct, frozen=True, kw_only=True):
    """One thing seen: what to say of it, how much it matters, and whom it is about.

    `number` tells apart what one event shows; a `fact` is ended by the next one of its name.
    """

    content: str
    importance: float
    emotion: float = 0.0
    who: tuple[PlayerId, ...] = ()
    tags: tuple[str, ...] = ()
    number: int = 0
    fact: str | None = None


def remembered(mind: Witness, view: View, sight: Sight) -> Memory:
    """The memory of a sight, whose id is the same whenever it is made again."""
    shown = [mind.people[player] for player in sight.who if player in mind.people]
    # Before all else a text is found by who is in it: the baker by her trade too.
    names = [part for each in shown for part in (each.name, each.agent or "")]
    content = sight.content[:CONTENT_LENGTH_MAX]
    return Memory(
        id=mint(view.at, "memory", mind.agent, mind.game, view.seq, sight.number),
        agent=mind.agent,
        content=content,
        at=view.at,
        accessed=view.at,
        importance=sight.importance,
        emotion=sight.emotion,
        tags=sight.tags,
        agents=_once(each.agent for each in shown if each.agent not in (None, mind.agent)),
        players=tuple(Actor(user) for user in _once(each.user for each in shown)),
        place=mind.table,
        game=mind.game,
        source=(f"{mind.game}/{view.seq}",),
        subject=f"{sight.fact}:{mind.game}" if sight.fact is not None else None,
        words=keywords(*names, content),
    )


def name(mind: Witness, player: PlayerId) -> str:
    """What the agent calls them; itself "I"."""
    if player == mind.me:
        return "I"
    return mind.people[player].name if player in mind.people else "somebody"


def names(mind: Witness, players: Sequence[PlayerId]) -> str:
    """Them all, itself last, as one is taught to."""
    others = [name(mind, player) for player in players if player != mind.me]
    return listed([*others, *(["I"] if mind.me in players else [])]) or "nobody"


def _once(found: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each for each in found if each is not None))
