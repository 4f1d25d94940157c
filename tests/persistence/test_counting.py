"""Counting against a naive recount: any games, in any order, counted any number of times."""

from hypothesis import given, settings
from hypothesis import strategies as st

from game.achievements import BY_CODE
from game.ids import Actor
from game.periods import board
from game.state import Phase
from persistence.counting import BoardEntry, all_time
from persistence.ledger import COLUMNS, Ledger
from persistence.ports import Earned
from tests import naive_honours as naive
from tests.honours import Evening
from tests.tables import NOW

PEOPLE = [Actor(f"00000000-0000-7000-8000-{n:012}") for n in range(6)]
# Who sits down, with how many machines, and on which day; the index is the game's seed.
GAMES = st.lists(
    st.tuples(
        st.lists(st.sampled_from(PEOPLE), min_size=2, max_size=5, unique=True),
        st.integers(0, 2),
        st.integers(0, 120),
    ),
    min_size=1,
    max_size=6,
)
POINTS = COLUMNS["leaderboard"][1].index("achievement_points")
STATS = [COLUMNS["game_stats"][1].index(name) for name in (
    "number", "ended_at", "total_responses", "ai_responses", "human_responses",
    "response_time_ms_sum", "avg_response_time_ms",
)]  # fmt: skip


def played(wishes: list[tuple[list[Actor], int, int]], first: int) -> list[Evening]:
    """Those of these games that came to their end: some are left by everybody."""
    evenings = [
        Evening(people, first + n, agents=agents, at_ms=NOW + day * 86_400_000)
        for n, (people, agents, day) in enumerate(wishes)
    ]
    for evening in evenings:
        evening.play()
    return [each for each in evenings if each.table.after.phase is Phase.COMPLETED]


def agrees(ledger: Ledger, games: dict[int, naive.Game]) -> None:
    """Every row, to the last point."""
    tables, order = ledger.tables(), list(games.values())
    lines = {key: row[:POINTS] + row[POINTS + 1 :] for key, row in tables["leaderboard"].items()}
    assert lines == naive.boards(order)
    assert tables["careers"] == naive.careers(order)
    assert tables["co_players"] == naive.pairs(order)
    stats = {key: tuple(row[n] for n in STATS) for key, row in tables["game_stats"].items()}
    assert stats == naive.stats(games)
    earned = tables["player_achievements"]
    for (user, scope, period), row in tables["leaderboard"].items():
        brought = [
            BY_CODE[code].points
            for (owner, code), (game, _) in earned.items()
            if owner == user
            for each in order
            if each.id == game and (scope, period) in each.boards()
        ]
        assert row[POINTS] == sum(brought)


@settings(max_examples=40, deadline=None)
@given(wishes=GAMES, first=st.integers(1, 10_000), data=st.data())
def test_a_count_is_the_naive_recount(
    wishes: list[tuple[list[Actor], int, int]], first: int, data: st.DataObject
) -> None:
    """Method: ties, leavers, those who come back, machines; and old games asked for again."""
    ledger, games = Ledger(), dict[int, naive.Game]()
    evenings = played(wishes, first)
    for n, evening in enumerate(evenings, start=1):
        told = ledger.count(evening.outcome())
        games[told.number] = naive.Game(evening.entries)
        again = evenings[data.draw(st.integers(0, n - 1))]
        ledger.count(again.outcome())
        assert ledger.count(evening.outcome()) == told
    agrees(ledger, games)


def test_a_season_begins_with_everybody_unrated() -> None:
    first = Evening(PEOPLE[:3], 1, leaves=False, at_ms=NOW)
    later = Evening(PEOPLE[:3], 2, leaves=False, at_ms=NOW + 120 * 86_400_000)
    ledger = Ledger()
    for evening in (first, later):
        evening.play()
        ledger.count(evening.outcome())
    ended_ms, user = later.outcome().ended_ms, PEOPLE[0]
    only_later = Ledger()
    only_later.count(later.outcome())
    key = (board("season", ended_ms), user)
    assert ledger.entries[key].rating == only_later.entries[key].rating
    assert ledger.entries[all_time(user)].rating != only_later.entries[all_time(user)].rating
    # What was unlocked before is not unlocked again, and counts for no later season.
    assert ledger.entries[key].points < only_later.entries[key].points


def test_what_an_account_brought_counts_for_all_time_alone() -> None:
    evening = Evening(PEOPLE[:2], 1, leaves=False)
    evening.play()
    plain, granted, before = Ledger(), Ledger(), Ledger()
    before.keep(PEOPLE[0], Earned("signed_up", NOW, None))
    for ledger in (plain, granted, before):
        ledger.count(evening.outcome())
    assert granted.grant(PEOPLE[0], NOW) == ("signed_up",)
    assert granted.tables() == before.tables()
    for key, entry in granted.entries.items():
        is_all = key == all_time(PEOPLE[0])
        assert entry.points - plain.entries[key].points == (10 if is_all else 0)


def test_who_is_forgotten_leaves_what_others_owe_them() -> None:
    evening = Evening(PEOPLE[:3], 1, leaves=False)
    evening.play()
    ledger = Ledger()
    ledger.count(evening.outcome())
    gone, *others = PEOPLE[:3]
    ledger.forget(gone)
    tables = ledger.tables()
    for table in ("careers", "leaderboard", "player_achievements", "co_players"):
        assert [key for key in tables[table] if key[0] == gone] == []
    assert {key for key in tables["co_players"] if key[1] == gone} == {(o, gone) for o in others}


def test_a_newcomer_stands_at_nothing() -> None:
    entry = BoardEntry()
    assert (entry.points, entry.line.games) == (0, 0)
