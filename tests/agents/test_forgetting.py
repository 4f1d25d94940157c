"""A full memory: the least worth goes, a line of each evening stays, and the bound holds."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from agents.forgetting import HOUR_MS, SUMMARY, compact, worth
from agents.keywords import keywords
from agents.memories import Memory
from game.ids import Actor, GameId

NOW = 10**12


def memory(number: int, **changes: Any) -> Memory:
    content = f"thing number{number}"
    parts: dict[str, Any] = {
        "id": f"m{number:04}",
        "agent": "goat",
        "content": content,
        "at": NOW - HOUR_MS,
        "accessed": NOW - HOUR_MS,
        "importance": 3.0,
        "words": keywords(content),
    }
    return Memory(**{**parts, **changes})


def test_what_matters_is_worth_more() -> None:
    plain = worth(memory(1), NOW)
    for changes in (
        {"importance": 4.0},
        {"emotion": -0.5},
        {"accesses": 3},
        {"accessed": NOW},
        {"kind": "reflection"},
    ):
        assert worth(memory(1, **changes), NOW) > plain, changes
    assert worth(memory(1, accesses=10), NOW) == worth(memory(1, accesses=99), NOW)


def test_up_to_the_bound_nothing_goes() -> None:
    held = [memory(n) for n in range(10)]
    assert compact(held, NOW, 10).forgotten == ()


def test_the_least_worth_go_and_a_line_of_each_evening_stays() -> None:
    one, two = GameId("one"), GameId("two")
    dull = [
        memory(n, importance=1.0 + n / 100, game=one, players=(Actor("ada"),)) for n in range(4)
    ]
    few = [memory(10 + n, importance=1.0, game=two) for n in range(2)]
    fine = [memory(100 + n, importance=9.0, game=two) for n in range(14)]
    found = compact([*fine, *dull, *few], NOW, 16)
    assert set(found.forgotten) >= {each.id for each in (*dull, *few)}
    (line,) = found.summaries
    assert (line.game, line.times, line.players, line.tags) == (one, 4, ("ada",), (SUMMARY,))
    assert "number3" in line.content
    assert line.words == keywords(line.content)
    # Forgotten itself, a summary is not summed up again.
    again = [memory(n, importance=0.0, game=one, tags=(SUMMARY,)) for n in range(4)]
    assert compact([*fine, *again], NOW, 15).summaries == ()
    assert compact([memory(1)], NOW, 0).forgotten == ("m0001",)


@given(st.lists(st.tuples(st.integers(0, 3), st.floats(0, 10)), max_size=60), st.integers(1, 50))
def test_the_bound_holds_whatever_is_remembered(drawn: list[tuple[int, float]], bound: int) -> None:
    held = [
        memory(n, game=GameId(f"g{game}") if game else None, importance=importance)
        for n, (game, importance) in enumerate(drawn)
    ]
    found = compact(held, NOW, bound)
    left = len(held) - len(found.forgotten) + len(found.summaries)
    assert left <= bound
    assert len(set(found.forgotten)) == len(found.forgotten)
    if len(held) <= bound:
        assert left == len(held)
    kept = [worth(each, NOW) for each in held if each.id not in found.forgotten]
    gone = [worth(each, NOW) for each in held if each.id in found.forgotten]
    assert max(gone, default=0.0) <= min(kept, default=99.0)
