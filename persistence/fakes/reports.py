"""The twin of the moderators' list."""

from typing import Literal

from msgspec.structs import replace

from game.ids import Actor
from persistence.fakes.store import OnStore
from persistence.ports.reports import Report, ReportStatus

ROWS_MAX = 500


class TwinReports(OnStore):
    """The Reports port."""

    async def add(self, report: Report) -> bool:
        self.store.check()
        key = (report.reporter, report.message)
        if any((each.reporter, each.message) == key for each in self.store.reports.values()):
            return False
        self.store.reports[report.id] = report
        return True

    async def page(self, status: ReportStatus | None, limit: int) -> list[Report]:
        self.store.check()
        found = [each for each in self.store.reports.values() if status in (None, each.status)]
        found.sort(key=lambda each: (each.created_at, each.id), reverse=True)
        return found[: max(0, min(limit, ROWS_MAX))]

    async def resolve(self, id: str, status: Literal["resolved", "dismissed"], by: Actor) -> bool:
        self.store.check()
        found = self.store.reports.get(id)
        if found is None or found.status != "open":
            return False
        self.store.reports[id] = replace(found, status=status, resolved_by=by)
        return True
