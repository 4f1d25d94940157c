"""Checks and rebuilds, on the twins; the real tables are met in tests/persistence/postgres."""

import pytest
from msgspec.structs import replace

from game.ids import Actor
from persistence import fakes
from persistence.ledger import Ledger
from persistence.ports import Known
from server import recount
from tests.honours import Evening
from tests.tables import NOW, write

PEOPLE = [Actor(f"00000000-0000-7000-8000-{n:012}") for n in range(4)]


class Case:
    """Three finished games, of which the first two are counted."""

    def __init__(self) -> None:
        self.store = fakes.Store()
        self.books, self.journal = fakes.TwinBooks(self.store), fakes.TwinJournal(self.store)
        self.said: list[str] = []
        self.evenings = [Evening(PEOPLE, number, leaves=False) for number in (1, 2, 3)]

    async def play(self, counted: int) -> None:
        for number, evening in enumerate(self.evenings):
            await write(self.journal, evening.table, evening.play())
            if number < counted:
                self.store.ledger.count(evening.outcome())

    async def check(self) -> int:
        self.said.clear()
        return await recount.check(self.books, self.journal, self.said.append)

    async def rebuild(self) -> int:
        self.said.clear()
        return await recount.rebuild(self.books, self.journal, self.said.append)


@pytest.fixture
def case() -> Case:
    return Case()


async def test_all_is_well_where_all_is_counted(case: Case) -> None:
    await case.play(3)
    assert await case.check() == 0
    assert case.said == ["3 games recounted, 0 differences"]


async def test_a_game_that_was_never_counted_is_named_and_a_rebuild_counts_it(case: Case) -> None:
    await case.play(2)
    assert await case.check() == 1
    game = case.evenings[2].table.game
    assert case.said == [
        f"game {game} is over and was never counted",
        "2 games recounted, 1 differences",
    ]
    assert await case.rebuild() == 0
    assert case.said == ["3 games counted again"]
    assert await case.check() == 0
    assert case.store.ledger.games[game].number == 3


async def test_each_difference_is_named_with_what_it_should_be(case: Case) -> None:
    await case.play(3)
    ledger = case.store.ledger
    key = next(iter(ledger.entries))
    entry = ledger.entries[key]
    ledger.entries[key] = replace(entry, line=replace(entry.line, wins=77))
    del ledger.careers[PEOPLE[1]]
    ledger.met[PEOPLE[2]][Actor("stranger")] = None
    assert await case.check() == 1
    scope = f"leaderboard {key[1]} {key[0].scope} {key[0].period}".rstrip()
    assert case.said == [
        f"careers {PEOPLE[1]}: is missing",
        f"co_players {PEOPLE[2]} stranger: should not be there",
        f"{scope}: total_wins is 77, and should be {entry.line.wins}",
        "3 games recounted, 3 differences",
    ]


async def test_a_rebuild_keeps_numbers_and_what_no_game_brought(case: Case) -> None:
    await case.play(0)
    for evening, number in zip(case.evenings, (4, 9, 11), strict=True):
        case.store.ledger.count(evening.outcome(), number)
    case.store.ledger.grant(PEOPLE[0], NOW)
    before = case.store.ledger.tables()
    await case.rebuild()
    assert case.store.ledger is not before
    assert case.store.ledger.tables() == before


async def test_who_was_erased_is_left_out(case: Case) -> None:
    await case.play(3)
    row = fakes.store.UserRow(id=PEOPLE[0], username="x", display_name="x", status="deleted")
    case.store.users[PEOPLE[0]] = row
    assert await case.check() == 0
    await case.rebuild()
    assert [key for key, _ in case.store.ledger.tables()["careers"].items()] == [
        (user,) for user in sorted(PEOPLE[1:])
    ] or PEOPLE[0] not in case.store.ledger.careers
    assert await case.check() == 0


async def test_two_games_that_claim_one_number_show_up(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    await case.play(3)
    known = [Known(each.table.game, 1, True) for each in case.evenings]

    async def games(_: object) -> list[Known]:
        return known

    monkeypatch.setattr(type(case.books), "games", games)
    ledger = Ledger()
    for number, evening in zip((1, 5, 6), case.evenings, strict=True):
        ledger.count(evening.outcome(), number)
    case.store.ledger = ledger
    assert await case.check() == 1
    assert [line for line in case.said if "number is 5, and should be 2" in line]
