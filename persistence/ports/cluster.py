"""Many nodes over one database: who lives, who serves which game, and letters between them.

All of it is routing, and may be lost at any time: what is true and who may write, the journal says.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from msgspec import Struct

from game.ids import GameId


class Member(Struct, frozen=True):
    """One run of one node. `node` names the run, `name` what it was configured to be."""

    node: str
    name: str
    version: str
    # False while it drains or can't play; others may hand it rooms only while it is open.
    is_open: bool = True
    rooms: int = 0
    connections: int = 0


class Beat(Struct, frozen=True):
    """What a node learns when it says that it lives."""

    # Somebody has declared this run dead: its rooms are others' now. Said until it rejoins.
    is_buried: bool
    # Nothing was known of this run: it is new, or all was forgotten.
    is_new: bool
    # Goes up whenever a member comes, goes, opens or closes.
    change: int
    # Runs that have not been heard of for the term of their lease. When nobody was heard for half
    # of it, Redis was away from them all: then nobody lapses for one term more.
    lapsed: tuple[str, ...] = ()


class Members(Protocol):
    """The nodes that live: each says so again and again, which is the lease on all its rooms."""

    async def beat(self, me: Member, *, rejoin: bool = False) -> Beat | None:
        """Say that I live; `rejoin` lifts a burial. None while Redis is away."""

    async def living(self) -> tuple[Member, ...] | None:
        """Everyone whose lease has not lapsed, by name; None while Redis is away."""

    async def bury(self, node: str) -> bool:
        """Declare a lapsed run dead; True if that is so now, False if it lives after all."""

    async def leave(self, node: str) -> None:
        """I am going, and hold nothing any more."""


class Leases(Protocol):
    """Which node serves which game: a cache of guesses; the journal's key is the fact."""

    async def holders(self, games: Sequence[GameId]) -> dict[GameId, str] | None:
        """The holder of each that has one; None while Redis is away."""

    async def claim(
        self, games: Mapping[GameId, str | None], node: str
    ) -> dict[GameId, str] | None:
        """Give each to `node` if its holder is nobody, `node` or the one named here.

        Gives the holder of each afterwards; None while Redis is away.
        """

    async def release(self, games: Sequence[GameId], node: str) -> None:
        """Forget that `node` serves these, where it does."""


class Inboxes(Protocol):
    """Letters between nodes: in order from one to another, or lost; never twice by themselves.

    Those to everyone keep their order too, but may overtake those to one node, and be overtaken.
    """

    async def open(self, node: str, hear: Callable[[bytes], None]) -> None:
        """Receive what is sent to `node` and to everyone, from now on, through every outage."""

    async def send(self, letters: Sequence[tuple[str | None, bytes]]) -> list[int] | None:
        """Send each to a node, or to everyone; how many heard each, None while Redis is away."""

    async def close(self) -> None:
        """Receive no more."""
