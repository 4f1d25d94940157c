"""What is to be done at every node, as an operator or an office orders it. Pure."""

from msgspec import Struct

from game.ids import Actor, GameId
from server.wire import Close


class PartUser(Struct, frozen=True, tag="part"):
    """End a person's connections, or those of one session of theirs."""

    user: Actor
    session: str | None
    code: Close
    reason: str


class Announce(Struct, frozen=True, tag="announce"):
    """Say this in every game played there."""

    text: str


class BansChanged(Struct, frozen=True, tag="bans"):
    """Read the bans again now."""


class Drain(Struct, frozen=True, tag="drain"):
    """The node of this name hands its rooms over and ends."""

    node: str


class Rebalance(Struct, frozen=True, tag="rebalance"):
    """Give away rooms beyond a fair share."""


class Rewritten(Struct, frozen=True, tag="rewritten"):
    """The journal of this game has other texts now: close it where it is open."""

    game: GameId


Order = PartUser | Announce | BansChanged | Drain | Rebalance | Rewritten
