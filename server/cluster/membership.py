"""Which nodes live, as this one knows; and which of them inherits a game. Sans I/O, on a port."""

from collections.abc import Callable, Sequence
from hashlib import blake2b
from typing import Final

from game.ids import GameId
from persistence.ports import Beat, Member, Members

# The rest of a run's id, after its node's name.
MARK: Final = "#"
# For so many beats the others are still believed to live after Redis has forgotten everyone.
GRACE_BEATS: Final = 6


class Membership:
    """This node among the others; a node's beat is the lease on all of its rooms."""

    def __init__(self, members: Members, name: str, suffix: str, version: str) -> None:
        self._members = members
        self.name, self.version = name, version
        self.node = f"{name}{MARK}{suffix}"
        # Both change while it runs: whether it takes games, and what it has to bear.
        self.is_open = True
        self.load: Callable[[], tuple[int, int]] = lambda: (0, 0)
        self.others: tuple[Member, ...] = ()
        # Whether Redis answered the last time; before the first time nobody knows.
        self.is_known = False
        # There are other nodes, though Redis has not said yet which.
        self._has_company = False
        self._change, self._beats, self._grace = -1, 0, 0

    @property
    def me(self) -> Member:
        """This node, as the others see it."""
        rooms, connections = self.load()
        return Member(self.node, self.name, self.version, self.is_open, rooms, connections)

    @property
    def is_alone(self) -> bool:
        """Whether no other node is known to live."""
        return not self.others and not self._has_company

    @property
    def is_patient(self) -> bool:
        """Whether Redis has forgotten everything just now: who plays what is still to be said."""
        return self._grace > 0

    def expect_company(self) -> None:
        """Other nodes are there, by somebody else's word than that of Redis, which is away."""
        self._has_company = True

    def lives(self, node: str) -> bool:
        """Whether this run is one of the living, as far as is known."""
        return node == self.node or any(each.node == node for each in self.others)

    def version_of(self, node: str) -> str | None:
        """What it runs; None where it does not live."""
        return next((each.version for each in self.others if each.node == node), None)

    async def join(self) -> None:
        """Begin to live; an earlier run under the same name is over, since this one has its place.

        If it is not, both live on, each under its own run's name, and the games move to this one.
        """
        await self.look()
        for each in self.others:
            if each.name == self.name:
                await self._members.leave(each.node)
        await self.beat()

    async def beat(self, *, rejoin: bool = False) -> Beat | None:
        """Say that this node lives, and learn who else does; None while Redis is away."""
        beat = await self._members.beat(self.me, rejoin=rejoin)
        self.is_known = beat is not None
        if beat is None:
            return None
        if beat.is_new and self._beats and not rejoin:
            # Redis has forgotten everyone: the others have not died, they have not beaten yet.
            self._grace = GRACE_BEATS
        self._beats += 1
        is_over, self._grace = self._grace == 1, max(0, self._grace - 1)
        if beat.change != self._change or is_over:
            await self.look()
            self._change = beat.change
        self._has_company = False
        return beat

    async def look(self) -> None:
        """Ask anew who lives, with what they bear."""
        living = await self._members.living()
        if living is not None:
            awaited = self.others if self._grace else ()
            found = {each.node: each for each in (*awaited, *living) if each.node != self.node}
            self.others = tuple(found.values())

    async def bury(self, node: str) -> bool:
        """Declare a lapsed run dead; False if it lives after all, or Redis is away."""
        is_dead = await self._members.bury(node)
        if is_dead:
            self.others = tuple(each for each in self.others if each.node != node)
        return is_dead

    async def leave(self) -> None:
        """Go, and be missed by nobody."""
        await self._members.leave(self.node)

    def heir(self, game: GameId, *, without_me: bool = False) -> str | None:
        """Who inherits a game: one of the open nodes with the newest program, always the same.

        By rendezvous hashing, so that the games of a node that goes are spread over all others.
        None where nobody is open.
        """
        candidates = [each for each in self.others if each.is_open]
        if self.is_open and not without_me:
            candidates.append(self.me)
        if not candidates:
            return None
        newest = max(order(each.version) for each in candidates)
        nodes = [each.node for each in candidates if order(each.version) == newest]
        return max(nodes, key=lambda node: (weight(game, node), node))


def name_of(node: str) -> str:
    """The name that a run was configured with."""
    return node.rpartition(MARK)[0] or node


def weight(game: GameId, node: str) -> bytes:
    """How much a node is drawn to a game; no two nodes agree on all games."""
    return blake2b(f"{game} {node}".encode(), digest_size=8).digest()


def order(version: str) -> tuple[int, ...]:
    """A version as numbers that compare; what is no number counts as nothing."""
    return tuple(int(part) if part.isdecimal() else 0 for part in version.split("."))


def heirs_of(others: Sequence[Member], fair: float, count: int) -> list[str]:
    """Who is given so many rooms: always whoever bears the least, up to a fair share."""
    borne = {each.node: each.rooms for each in others}
    heirs: list[str] = []
    for _ in range(count):
        least = min(borne, key=lambda node: (borne[node], node))
        if borne[least] >= fair:
            break
        borne[least] += 1
        heirs.append(least)
    return heirs
