"""What players' votes have taught the judge: lessons, and the versions made of them."""

from typing import Protocol

from msgspec import Struct

from agents.calibration import Calibration, Learned

VERSIONS_KEPT = 50


class VersionLine(Struct, frozen=True, kw_only=True):
    """A version in a list; `reverted_to` is None where it was made of new votes."""

    version: int
    votes: int
    reverted_to: int | None
    created_at: int


class Calibrations(Protocol):
    """The versions of the judge's calibration, the newest of which is in use everywhere.

    The newest VERSIONS_KEPT are kept.
    """

    async def learn(self, learned: Learned) -> None:
        """Keep what some votes said, for the next version."""

    async def newer(self, than: int) -> Calibration | None:
        """The version in use, if it is newer; None before there is any."""

    async def versions(self) -> list[VersionLine]:
        """All that are kept, newest first."""

    async def advance(self, now_ms: int) -> Calibration | None:
        """Make the next version of what was learned, if it is due; None where it isn't."""

    async def revert(self, version: int, now_ms: int) -> Calibration | None:
        """Take up an earlier version again, as a new one; 0 is the judge as it shipped.

        What was learned since the newest is dropped with it. None: there is no such version.
        """
