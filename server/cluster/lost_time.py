"""Until when each game lost nobody's time, whoever played it: what came after is given back.

Sans I/O, on a port; all of it is remembered in Redis, and 0 stands for what nobody knows.
"""

from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from game.ids import GameId
from persistence.ports import Snapshots
from server.cluster.membership import Membership
from server.cluster.owners import Holding


class LostTime:
    """What one node knows and notes of it."""

    def __init__(self, snapshots: Snapshots, membership: Membership) -> None:
        self._snapshots, self._membership = snapshots, membership
        # When a node of this name was last known to live, before this start.
        self._alive_ms = 0
        # Games that were closed here against their will, and are open nowhere yet.
        self._owed: dict[GameId, int] = {}

    async def recall(self) -> None:
        """Learn when a node of this name last lived, before that is noted anew."""
        self._alive_ms = await self._snapshots.last_pulse(self._membership.name) or 0

    async def note(self, kept: Iterable[int], now_ms: int) -> None:
        """Note until when nobody lost time here, for whoever plays these games after this node."""
        kept_ms = min([now_ms, *kept, *self._owed.values()])
        # For the heirs of this run, and for the next of its name, which may not know of this one.
        for key in (self._membership.node, self._membership.name):
            await self._snapshots.pulse(key, kept_ms)

    def owe(self, game: GameId, kept_ms: int) -> None:
        """The game is to be opened again, and nobody has played it since."""
        self._owed[game] = min(kept_ms, self._owed.get(game, kept_ms))

    def settle(self, game: GameId) -> None:
        """The game is open again, here or elsewhere, or there is none."""
        self._owed.pop(game, None)

    async def played_until(self, game: GameId, holding: Holding, said_ms: int) -> int:
        """When the game was last played, by its last holder, and by what the caller says."""
        known = [said_ms] if said_ms else []
        if game in self._owed:
            known.append(self._owed[game])
        if holding.former_ms is not None:
            known.append(holding.former_ms)
        elif holding.former is not None:
            known.append(await self._snapshots.last_pulse(holding.former) or 0)
        return min(known, default=self._alive_ms)

    async def dated(self, holdings: Mapping[GameId, Holding]) -> dict[GameId, Holding]:
        """The same with the times of the dead runs, each of which is asked for once."""
        formers = dict.fromkeys(each.former for each in holdings.values() if each.former)
        known = {each: await self._snapshots.last_pulse(each) or 0 for each in formers}
        return {
            game: replace(each, former_ms=known[each.former]) if each.former else each
            for game, each in holdings.items()
        }
