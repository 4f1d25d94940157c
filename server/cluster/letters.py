"""What nodes write to each other, as tagged structs. Pure; must not know how they travel.

Any letter may be lost, and one sent again may arrive twice: what matters is in the journal.
"""

import msgspec
from msgspec import Struct

from game.commands import Command
from game.ids import Actor, GameId
from server.cluster.orders import Order
from server.outcomes import Said
from server.valley.folk import Walker
from server.wire import AnySignal, Figure


class Letter(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`sender` is the run of a node that wrote it."""

    sender: str


class Ask(Letter, frozen=True, kw_only=True, tag="ask"):
    """Carry out a command in a room of yours; `cause` is its name in the journal."""

    call: int
    game: GameId
    actor: Actor
    cause: str
    command: Command


class Told(Letter, frozen=True, kw_only=True, tag="told"):
    """What became of it; the asker has to know entry `seq` before the author hears of it."""

    call: int
    said: Said
    seq: int = 0


class Take(Letter, frozen=True, kw_only=True, tag="take"):
    """The game is yours: its room here is closed, and has lost nobody's time until `kept_ms`."""

    game: GameId
    kept_ms: int


class Sat(Struct, frozen=True, array_like=True):
    """A seat's connection: the mark of the claim by which its person came to it, and where."""

    claim: str
    node: str


class Watch(Letter, frozen=True, kw_only=True, tag="watch"):
    """People of mine watch a game of yours. Said when it changes, and again every few seconds.

    A higher `number` is a newer letter. `seats` are those who hold their seat's connection here,
    each with their claim; `fresh` are the claims among them that no owner has answered yet: only
    these take a seat over. `watching` counts all connections; `host` is set if they have one.
    """

    game: GameId
    number: int
    seats: tuple[tuple[Actor, str], ...] = ()
    fresh: tuple[str, ...] = ()
    watching: int = 0
    host: Actor | None = None


class Company(Letter, frozen=True, kw_only=True, tag="company"):
    """Who holds their seat's connection at other nodes than yours, of a game of mine.

    A higher `number` is a newer letter; `watch` is that of the newest Watch it knows of.
    """

    game: GameId
    number: int
    watch: int
    seats: tuple[tuple[Actor, Sat], ...] = ()


class Unseat(Letter, frozen=True, kw_only=True, tag="unseat"):
    """The person has come to their seat elsewhere since that claim: hang up on the older."""

    game: GameId
    actor: Actor
    claim: str


class Signals(Letter, frozen=True, kw_only=True, tag="signals"):
    """What was signalled in passing, in order, each with its key if only the newest matters."""

    game: GameId
    said: tuple[tuple[str | None, AnySignal], ...]


class Ordered(Letter, frozen=True, kw_only=True, tag="ordered"):
    """Something that operators or offices want done at every node."""

    order: Order


class Walkers(Letter, frozen=True, kw_only=True, tag="walkers"):
    """Whose characters walk in the valley through connections of mine; and whether some watch it.

    Said when it changes, and again every few seconds.
    """

    walkers: tuple[Walker, ...] = ()
    watching: bool = False


class Sights(Letter, frozen=True, kw_only=True, tag="sights"):
    """What changed in the valley since my last such letter; `full`: these are there, and no others.

    Said by the node that it lives on.
    """

    tick: int
    now_ms: int
    figures: tuple[Figure, ...] = ()
    gone: tuple[str, ...] = ()
    full: bool = False


AnyLetter = Ask | Told | Take | Watch | Company | Unseat | Signals | Ordered | Walkers | Sights

encode = msgspec.msgpack.Encoder().encode
# Raises msgspec.MsgspecError of what another version wrote and this can't read, or of no letter.
decode = msgspec.msgpack.Decoder(AnyLetter).decode
