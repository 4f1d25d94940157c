"""Everyone connected to this node: who came, who went, and whom to send away. Sans I/O."""

from collections import Counter
from collections.abc import Callable, Iterator

from game.ids import Actor
from server.accounts.ban_list import BanList, put_out
from server.clock import Clock
from server.hall import Guest
from server.visitor import Visitor
from server.wire import Close


class Gathering:
    """The connections of one node; a Crowd. Bounded by the doors."""

    def __init__(self) -> None:
        self._guests: dict[Guest, None] = {}
        # Told of everybody whom some node puts out altogether: banned, signed out, or erased.
        self.parted: Callable[[Actor], None] = lambda _: None

    def __len__(self) -> int:
        return len(self._guests)

    def __iter__(self) -> Iterator[Guest]:
        """All of them, as they were when asked; whoever goes meanwhile is still named."""
        return iter(list(self._guests))

    def enter(self, guest: Guest) -> None:
        """A connection is open."""
        self._guests[guest] = None

    def leave(self, guest: Guest) -> None:
        """A connection is gone."""
        self._guests.pop(guest, None)

    def visitors(self) -> Iterator[Visitor]:
        """All who have signed in, at either door."""
        return (each for each in self if each.state == "open")

    def part(self, user: Actor, code: Close, reason: str, *, session: str | None = None) -> int:
        """End a person's connections, or those of one session of theirs; how many."""
        parted = 0
        for each in self.visitors():
            if each.actor == user and session in (None, each.login.session):
                each.hang_up(code, reason)
                parted += 1
        if session is None:
            self.parted(user)
        return parted

    def connections(self) -> dict[tuple[str, str], int]:
        """How many there are, by door and state."""
        return dict(Counter((each.door, each.state) for each in self._guests))


async def keep_out(ban_list: BanList, gathering: Gathering, clock: Clock) -> None:
    """Read the bans again; whoever is banned by now, on whatever node, is hung up on."""
    await ban_list.refresh(clock.now_ms())
    put_out(ban_list, gathering.visitors(), clock.now_ms())
