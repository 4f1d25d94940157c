"""Evenings for the tests of honours: whole games played by the real rules, from a few numbers."""

from collections.abc import Mapping, Sequence
from random import Random

from game.commands import CastVote, SubmitResponse
from game.events import Entry
from game.ids import Actor
from game.outcomes import Outcome, outcome
from game.rules import VOTE_TYPES, Settings
from game.state import OVER, Phase, Seat
from tests.tables import NOW, Table

WORDS = ("no", "a duck, obviously", "who asked", " ".join(["well"] * 31), "it was like that")
WEEK_MS = 7 * 86_400_000


class Evening:
    """A game among these people that a seed plays: who answers, how fast, who votes for whom."""

    def __init__(
        self,
        people: Sequence[Actor],
        number: int,
        *,
        agents: int = 0,
        leaves: bool = True,
        at_ms: int | None = None,
    ) -> None:
        self.draw = Random(f"evening {number}")
        self.people = people
        self.table = Table(people[0], number, NOW + number * WEEK_MS if at_ms is None else at_ms)
        self.agents, self.leaves = agents, leaves
        self.entries: list[Entry] = []

    def play(self, *, to_the_podium: bool = True) -> list[Entry]:
        """All entries, to the podium or to the last reveal."""
        table = self.table
        # Half of the games are in an instant, with reveals of no length.
        settings = Settings(judge="off", reveal_seconds=self.draw.choice((0, 3)))
        self.entries += table.open(agents=self.agents, settings=settings)
        self.entries += table.join(*self.people)
        self.entries += table.start()
        while table.after.phase not in OVER:
            before = table.after.phase
            if before is Phase.REVEAL and not to_the_podium and self._is_last:
                break
            self._step()
        return self.entries

    @property
    def _is_last(self) -> bool:
        return self.table.round == self.table.after.total_rounds

    def outcome(self) -> Outcome:
        """What the whole game amounts to."""
        found = outcome(self.table.game, self.entries)
        assert found is not None
        return found

    def _step(self) -> None:
        table, draw = self.table, self.draw
        match table.after.phase:
            case Phase.ANSWERING:
                self._answer()
            case Phase.VOTING:
                self._vote()
            case _:
                if self.leaves and draw.random() < 0.3:
                    self.entries += table.join_or_leave(draw.choice(self.people[1:]))
        if table.after.phase not in OVER:
            self.entries += table.tick()

    def _seats(self) -> list[Seat]:
        seats = [seat for seat in self.table.after.active if self.draw.random() < 0.9]
        self.draw.shuffle(seats)
        return seats

    def _answer(self) -> None:
        table = self.table
        for seat in self._seats():
            if table.after.phase is not Phase.ANSWERING:
                return
            table.at_ms += self.draw.choice((500, 2_000, 9_000))
            said = SubmitResponse(game=table.game, round=table.round, text=self.draw.choice(WORDS))
            self.entries += table.post(seat.user, said)

    def _vote(self) -> None:
        table = self.table
        for seat in self._seats():
            current = table.after.round
            assert current is not None
            others = [a.response for a in current.answers.values() if a.author != seat.player]
            for vote_type in VOTE_TYPES:
                if table.after.phase is not Phase.VOTING or not others:
                    break
                cast = CastVote(
                    game=table.game,
                    round=table.round,
                    # Few choices, so that many end with equal scores.
                    response=self.draw.choice(others[:2]),
                    vote_type=vote_type,
                )
                self.entries += table.post(seat.user, cast)


def in_order(rows: Mapping[tuple[str, ...], tuple[object, ...]]) -> list[object]:
    """Rows of a table, sorted by key."""
    return sorted(rows.items())
