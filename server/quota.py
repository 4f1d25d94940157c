"""How many live games one person may host, those that are just being founded included; sans I/O.

Games on all nodes count, but what is being founded only here: on several nodes at the same
moment a person may get a few more.
"""

from game.ids import Actor
from persistence.ports import Games


class Quota:
    """Bounded by the commands under way."""

    def __init__(self, games: Games, most: int) -> None:
        self._games, self.most = games, most
        # Being founded, by the command that asks for it: a retry takes no second place.
        self._pending: dict[Actor, dict[str, int]] = {}

    async def take(self, host: Actor, cause: str) -> bool:
        """Whether one more is free, which is held until `release`; raises StorageUnavailable."""
        pending = self._pending.setdefault(host, {})
        pending[cause] = pending.get(cause, 0) + 1
        if pending[cause] > 1:
            return True
        others, is_free = len(pending) - 1, False
        try:
            is_free = await self._games.hosted(host) + others < self.most
        finally:
            if not is_free:
                self.release(host, cause)
        return is_free

    def release(self, host: Actor, cause: str) -> None:
        """It is founded, and counted as such, or won't be."""
        pending = self._pending[host]
        pending[cause] -= 1
        if not pending[cause]:
            del pending[cause]
        if not pending:
            del self._pending[host]
