"""On what terms a node takes connections: limits, credits, doors, bans; and who counts them."""

from typing import Protocol

from game.ids import Actor
from server.census import Census
from server.credits import Credits
from server.doors import Doors
from server.limits import Limits
from server.meters import NOBODY_LISTENS, Meters


class Bans(Protocol):
    """Who is kept out."""

    def refuses(self, address: str | None, user: Actor | None, now_ms: int) -> str | None:
        """Why this address or person is kept out; None where they aren't."""


class NoBans:
    """Everyone is welcome."""

    def refuses(self, address: str | None, user: Actor | None, now_ms: int) -> str | None:
        """Nothing against anybody."""
        return None


class Terms:
    """What all connections of one node share."""

    def __init__(
        self,
        limits: Limits = Limits(),  # noqa: B008 - frozen
        doors: Doors = Doors(),  # noqa: B008 - frozen
        bans: Bans | None = None,
        meters: Meters = NOBODY_LISTENS,
    ) -> None:
        self.limits, self.doors, self.meters = limits, doors, meters
        self.bans: Bans = bans or NoBans()
        self.credits = Credits(limits.rate_factor)
        self.census = Census(limits)
