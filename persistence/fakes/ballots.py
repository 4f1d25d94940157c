"""Twins of looking back on votes, and of what was found in them."""

import math
from collections.abc import Iterator, Sequence
from typing import Literal

from msgspec.structs import replace

from game.ballots import Ballot, Line, ballots
from game.events import RoundStarted
from game.ids import Actor, GameId, mint
from game.mutual import Signal
from persistence.fakes.store import OnStore
from persistence.ports.ballots import AGAIN, GAMES_MAX, ROUNDS_MAX, ROUNDS_TOGETHER_MAX, Raised
from persistence.ports.reports import ReportStatus

ROWS_MAX = 500


class TwinBallots(OnStore):
    """The Ballots port."""

    async def of_prompt(self, prompt: str, limit: int = ROUNDS_MAX) -> list[Ballot]:
        self.store.check()
        proposed = self.store.proposals.get(prompt)
        text = proposed.prompt.text if proposed is not None else prompt
        found = [each for asked, each in self._public() if asked == text]
        found.sort(key=lambda each: each.at_ms)
        return found[max(0, len(found) - max(0, limit)) :]

    def _public(self) -> Iterator[tuple[str, Ballot]]:
        for game, state in self.store.states.items():
            if state.status == "completed" and state.visibility == "public":
                asked = self._asked(game)
                for each in ballots(game, self.store.entries[game]):
                    lines = tuple(self._without_erased(line) for line in each.lines)
                    yield asked[each.round], replace(each, lines=lines)

    def _asked(self, game: GameId) -> dict[int, str]:
        events = (entry.event for entry in self.store.entries[game])
        return {each.round: each.prompt.text for each in events if isinstance(each, RoundStarted)}

    def _without_erased(self, line: Line) -> Line:
        row = self.store.users.get(line.author)
        return replace(line, text=None) if row is not None and row.status == "deleted" else line

    async def of_people(self, people: Sequence[Actor], limit: int = GAMES_MAX) -> list[Ballot]:
        self.store.check()
        counted = sorted(self.store.ledger.games.items(), key=lambda each: each[1].number)
        together = [
            game
            for game, _ in counted
            if sum(user in self.store.states[game].players for user in people) > 1
        ]
        found = [
            replace(each, lines=tuple(replace(line, text=None, name="") for line in each.lines))
            for game in together[max(0, len(together) - max(0, limit)) :]
            for each in ballots(game, self.store.entries[game])
        ]
        return found[-ROUNDS_TOGETHER_MAX:]


class TwinSignals(OnStore):
    """The Signals port."""

    async def keep(self, signal: Signal, now_ms: int) -> bool:
        self.store.check()
        people = tuple(sorted(signal.people))
        rows = [self.store.users.get(user) for user in people]
        if any(row is None or row.status == "deleted" for row in rows):
            return False
        key, evidence = (signal.kind, people), math.log10(signal.won)
        before = self.store.signals.get(key)
        if before is not None and before.status != "open" and evidence < before.evidence + AGAIN:
            return False
        self.store.signals[key] = Raised(
            id=before.id if before else mint(now_ms, "signal", signal.kind, *people),
            kind=signal.kind,
            people=people,
            evidence=evidence,
            rounds=signal.rounds,
            games=signal.games,
            created_at=before.created_at if before else now_ms,
            updated_at=now_ms,
        )
        return True

    async def page(self, status: ReportStatus | None, limit: int) -> list[Raised]:
        self.store.check()
        found = [each for each in self.store.signals.values() if status in (None, each.status)]
        found.sort(key=lambda each: (each.updated_at, each.id), reverse=True)
        return found[: max(0, min(limit, ROWS_MAX))]

    async def resolve(
        self, id: str, status: Literal["resolved", "dismissed"], by: Actor, now_ms: int
    ) -> bool:
        self.store.check()
        for key, each in self.store.signals.items():
            if each.id == id and each.status == "open":
                self.store.signals[key] = replace(each, status=status, resolved_by=by)
                return True
        return False
