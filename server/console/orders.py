"""What is ordered at one node and done at all of them. Sans I/O, on ports."""

from collections.abc import Iterable
from contextlib import suppress

from game import commands
from game.ids import Actor
from persistence.ports import StorageUnavailable
from server.accounts.ban_list import put_out
from server.cluster.orders import (
    Announce,
    BansChanged,
    Drain,
    Order,
    PartUser,
    Rebalance,
    Rewritten,
)
from server.console.means import Cluster, Means
from server.frames import frame
from server.visitor import Crowd, Visitor
from server.wire import AnnouncementSignal, Close


class WideCrowd:
    """A Crowd: whoever is hung up on here is so at the other nodes too."""

    def __init__(self, here: Crowd, cluster: Cluster) -> None:
        self._here, self._cluster = here, cluster

    def visitors(self) -> Iterable[Visitor]:
        """All who have signed in here."""
        return self._here.visitors()

    def part(self, user: Actor, code: Close, reason: str, *, session: str | None = None) -> int:
        """End a person's connections, or those of one session of theirs; how many here."""
        self._cluster.everyone(PartUser(user=user, session=session, code=code, reason=reason))
        return self._here.part(user, code, reason, session=session)


async def carry_out(means: Means, here: Crowd, order: Order) -> None:
    """Do here what another node ordered; `here` are this node's own connections.

    Orders may be lost: bans and sessions that ended are looked for every few seconds anyhow.
    """
    match order:
        case PartUser(user=user, session=session, code=code, reason=reason):
            here.part(user, code, reason, session=session)
        case Announce(text=text):
            await announce(means, text)
        case BansChanged():
            with suppress(StorageUnavailable):
                await means.ban_list.refresh(means.clock.now_ms())
            put_out(means.ban_list, here.visitors(), means.clock.now_ms())
        case Drain() | Rebalance() | Rewritten():
            # The cluster's own affair, which it sees to before it asks here.
            pass


async def announce(means: Means, text: str) -> tuple[int, int]:
    """Tell everyone who is connected here, and every game played here; how many of each."""
    said, told = AnnouncementSignal(text=text, at=means.clock.now_ms()), 0
    encoded: dict[str, bytes] = {}
    for visitor in list(means.crowd.visitors()):
        codec = visitor.codec
        if codec.name not in encoded:
            encoded[codec.name] = frame(codec, said)
        visitor.newest("announcement", encoded[codec.name])
        told += 1
    return told, await means.rooms.ask_all(commands.Announce(text=text))
