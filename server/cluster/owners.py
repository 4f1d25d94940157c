"""Who serves which game: asks and claims leases, and knows what to make of silence. Sans I/O.

All of it is guessed; that no two nodes write the same game the journal's key sees to.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct

from game.ids import GameId
from persistence.ports import Leases
from server.cluster.membership import Membership

# Somebody else, who can't be asked while Redis is away.
UNKNOWN: Final = ""


class Holding(Struct, frozen=True):
    """Who plays a game now, and which dead run did before, if that is known."""

    holder: str
    former: str | None
    # When that run was last known to live, where this has been asked already.
    former_ms: int | None = None


class Owners:
    """Finds and claims for one node."""

    def __init__(self, leases: Leases, membership: Membership) -> None:
        self._leases, self.membership = leases, membership

    @property
    def node(self) -> str:
        """This run of this node."""
        return self.membership.node

    async def settle(self, games: Sequence[GameId]) -> dict[GameId, Holding]:
        """The holder of each, which is this node now where nobody living held it.

        While Redis is away: this node, if it has never seen another; else UNKNOWN.
        """
        held = await self._leases.holders(games)
        free: dict[GameId, str | None] = {}
        if held is not None:
            free = await self._free(games, held)
            claimed = await self._leases.claim(free, self.node) if free else {}
            held = {**held, **claimed} if claimed is not None else None
        if held is None:
            holder = self.node if self.membership.is_alone else UNKNOWN
            return dict.fromkeys(games, Holding(holder, None))
        return {game: Holding(held[game], free.get(game)) for game in games}

    async def inherited(self, games: Sequence[GameId]) -> list[GameId]:
        """Those that nobody living holds and that fall to this node by rendezvous."""
        membership = self.membership
        held = await self._leases.holders(games)
        if held is None and not membership.is_alone:
            return []
        free = await self._free(games, held or {})
        return [game for game in free if membership.heir(game) in (self.node, None)]

    async def orphans(self, games: Sequence[GameId]) -> list[GameId]:
        """Those that nobody living holds, or this node itself; none while Redis is away."""
        held = await self._leases.holders(games)
        if held is None:
            return []
        mine = [game for game, holder in held.items() if holder == self.node]
        return [*await self._free(games, held), *mine]

    async def _free(
        self, games: Sequence[GameId], held: Mapping[GameId, str]
    ) -> dict[GameId, str | None]:
        """Those that nobody living holds, with the dead holder that they have yet."""
        lives = self.membership.lives
        if not all(map(lives, held.values())):
            # Perhaps it has only come since this node last looked.
            await self.membership.look()
        found = {game: held.get(game) for game in games}
        return {game: who for game, who in found.items() if who is None or not lives(who)}

    async def keep(self, games: Sequence[GameId]) -> dict[GameId, str]:
        """Hold on to those served here, and take back what was forgotten; the holder of each."""
        claimed = await self._leases.claim(dict.fromkeys(games), self.node)
        return claimed if claimed is not None else dict.fromkeys(games, self.node)

    async def pass_on(self, game: GameId, heir: str, *, holder: str | None = None) -> bool:
        """Make a node the holder of a game of this one, or of another `holder`."""
        claimed = await self._leases.claim({game: holder or self.node}, heir)
        return claimed is not None and claimed[game] == heir

    async def release(self, games: Sequence[GameId]) -> None:
        """Hold these no longer."""
        await self._leases.release(games, self.node)
