"""Results: the names and the form that clients read from a reveal and a podium."""

from typing import Any

import pytest
from msgspec import to_builtins

from game.ids import PlayerId, ResponseId
from game.results import GameStats, Result, Scores, Standing, VoteCount

SHAPES: list[tuple[Any, dict[str, Any]]] = [
    (
        Result(
            ResponseId("r"), PlayerId("p"), "ha", True, Scores(1, 2, 3, 2), "ear", VoteCount(), 5
        ),
        {
            "response": "r",
            "player": "p",
            "text": "ha",
            "is_ai": True,
            "scores": {"creativity": 1, "humor": 2, "relevance": 3, "total": 2},
            "judge": "ear",
            "votes": {"funny": 0, "creative": 0, "best": 0},
            "points": 5,
        },
    ),
    (Standing(PlayerId("p"), 5, 1), {"player": "p", "score": 5, "rank": 1}),
    (
        GameStats(3, 2, 1, 4, 900, PlayerId("p"), None, None),
        {
            "total_responses": 3,
            "human_responses": 2,
            "ai_responses": 1,
            "total_votes": 4,
            "avg_response_time_ms": 900,
            "fastest_player": "p",
            "most_funny_player": None,
            "most_creative_player": None,
        },
    ),
]


@pytest.mark.parametrize(("shape", "wire"), SHAPES)
def test_a_shape_has_the_names_of_the_wire(shape: Any, wire: dict[str, Any]) -> None:
    assert to_builtins(shape) == wire
