"""`leaderboard.get`: pages with shared ranks and no doubles, and where I stand."""

from typing import Any

import pytest

from game.careers import Line
from game.ids import Actor
from game.periods import board
from persistence.counting import BoardEntry
from persistence.ratings import Rating
from server.board import Board
from tests.server.fake_clock import NOW
from tests.server.stage import Databases, TwinNode
from tests.server.visiting import FakeVisitor

SCORES = {"ada": 50, "bob": 90, "cyd": 50, "dan": 7, "eve": 90}
WEEK_MS = 7 * 86_400_000


@pytest.fixture
def filled(node: TwinNode, databases: Databases) -> TwinNode:
    """A week's board of five."""
    for name, score in SCORES.items():
        line = Line(games=1, wins=1, score=score, highest=score)
        entry = BoardEntry(line, 0, Rating(30.0, 2.0))
        databases.store.ledger.entries[board("week", NOW), Actor(name)] = entry
    return node


async def get(node: TwinNode, name: str = "ada", **fields: Any) -> dict[str, Any]:
    return await node.ask(FakeVisitor(name), "leaderboard.get", scope="week", **fields)


def ranks(said: dict[str, Any]) -> list[tuple[int, str]]:
    return [(row["rank"], row["user"]) for row in said["rows"]]


WHOLE = [(1, "bob"), (1, "eve"), (3, "ada"), (3, "cyd"), (5, "dan")]


async def test_equal_scores_share_a_rank_and_mine_is_named(filled: TwinNode) -> None:
    said = await get(filled, "cyd")
    assert (said["scope"], said["next"]) == ("week", None)
    assert ranks(said) == WHOLE
    assert said["me"] == {
        "rank": 3,
        "user": "cyd",
        "name": "cyd",
        "is_guest": True,
        "total_score": 50,
        "games_played": 1,
        "wins": 1,
        "rating": 24.0,
        "is_rated": False,
    }


@pytest.mark.parametrize("limit", [1, 2, 3, 5])
async def test_pages_follow_each_other_without_gap_or_double(filled: TwinNode, limit: int) -> None:
    rows, cursor = [], None
    for _ in range(6):
        said = await get(filled, limit=limit, **({"cursor": cursor} if cursor else {}))
        assert len(said["rows"]) <= limit
        rows += ranks(said)
        cursor = said["next"]
        if cursor is None:
            break
    assert rows == WHOLE


async def test_who_has_finished_nothing_in_this_time_stands_nowhere(filled: TwinNode) -> None:
    assert (await get(filled, "stranger"))["me"] is None
    said = await filled.ask(FakeVisitor("ada"), "leaderboard.get")
    assert (said["scope"], said["rows"], said["me"], said["next"]) == ("all", [], None, None)


async def test_an_unreadable_cursor_ends_the_list(filled: TwinNode) -> None:
    for cursor in ("nonsense", "é", "", "MTIz"):
        said = await get(filled, cursor=cursor)
        assert (said["rows"], said["next"]) == ([], None)
        assert said["me"]["rank"] == 3


async def test_a_cursor_of_a_week_that_is_over_ends_the_list(filled: TwinNode) -> None:
    cursor = (await get(filled, limit=2))["next"]
    visitor = FakeVisitor("ada")
    later = Board(filled.boards, lambda: NOW + WEEK_MS)
    filled.clock.jump(WEEK_MS)
    said = await filled.ask(visitor, "leaderboard.get", scope="week", cursor=cursor)
    assert said["rows"] == []
    assert isinstance(later, Board)
