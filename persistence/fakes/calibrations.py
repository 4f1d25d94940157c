"""The twin of the judge's calibration."""

from functools import reduce

from msgspec.structs import replace

from agents.calibration import Calibration, Learned, advanced, is_due, together, votes_in
from persistence.fakes.store import OnStore
from persistence.ports.calibrations import VERSIONS_KEPT, VersionLine


class TwinCalibrations(OnStore):
    """The Calibrations port."""

    async def learn(self, learned: Learned) -> None:
        self.store.check()
        if votes_in(learned):
            self.store.lessons.append(learned)

    async def newer(self, than: int) -> Calibration | None:
        self.store.check()
        last = self.store.versions[-1][0] if self.store.versions else Calibration()
        return last if last.version > than else None

    async def versions(self) -> list[VersionLine]:
        self.store.check()
        return [line for _, line in reversed(self.store.versions)]

    async def advance(self, now_ms: int) -> Calibration | None:
        last = await self.newer(0) or Calibration()
        learned: Learned = reduce(together, self.store.lessons, {})
        since_ms = self.store.versions[-1][1].created_at if self.store.versions else 0
        if not is_due(votes_in(learned), now_ms - since_ms):
            return None
        return self._add(advanced(last, last.version + 1, learned), None, now_ms)

    async def revert(self, version: int, now_ms: int) -> Calibration | None:
        last = await self.newer(0) or Calibration()
        kept = {found.version: found for found, _ in self.store.versions} | {0: Calibration()}
        if version not in kept or not self.store.versions:
            return None
        return self._add(replace(kept[version], version=last.version + 1), version, now_ms)

    def _add(self, made: Calibration, reverted_to: int | None, now_ms: int) -> Calibration:
        line = VersionLine(
            version=made.version, votes=made.votes, reverted_to=reverted_to, created_at=now_ms
        )
        self.store.lessons.clear()
        self.store.versions = [*self.store.versions, (made, line)][-VERSIONS_KEPT:]
        return made
