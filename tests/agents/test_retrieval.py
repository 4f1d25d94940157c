"""What comes to mind: each part in its place, and the promises that hold for any memories."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from agents.keywords import keywords
from agents.memories import Memory, unit
from agents.retrieval import (
    Cue,
    Weights,
    candidates,
    cue,
    nearness,
    overlap,
    retrieve,
    scaled,
)

NOW = 10**9
HOUR = 120_000
WEIGHTS = Weights()
EAST, WEST = unit((1.0, 0.0)), unit((-1.0, 0.0))
VECTORS = st.tuples(*[st.floats(-1, 1)] * 3).map(unit).filter(bool)


def memory(number: int = 1, **changes: Any) -> Memory:
    content = changes.pop("content", f"thing number{number}")
    parts: dict[str, Any] = {
        "id": f"m{number:03}",
        "agent": "goat",
        "content": content,
        "at": NOW - number * HOUR,
        "accessed": NOW - number * HOUR,
        "importance": 5.0,
        "words": keywords(content),
    }
    return Memory(**{**parts, **changes})


def embedded(number: int, vector: bytes | None, **changes: Any) -> Memory:
    return memory(number, embedding=vector, model="small", **changes)


MEMORIES = st.lists(
    st.builds(
        lambda number, importance, emotion, vector, word: memory(
            number,
            importance=importance,
            emotion=emotion,
            embedding=vector,
            model="small" if vector else None,
            content=f"the {word} thing",
        ),
        st.integers(0, 999),
        st.floats(0, 10),
        st.floats(-1, 1),
        st.none() | VECTORS,
        st.sampled_from(["bee", "toaster", "hat"]),
    ),
    max_size=20,
    unique_by=lambda each: each.id,
)


def test_recency_falls_with_each_hour_of_game_time_since_the_last_access() -> None:
    weights = Weights(importance=0, relevance=0, emotion=0, keyword=0)
    (only,) = retrieve([memory(10)], cue(), weights, NOW)
    # Constant over one candidate, so it stays what it is.
    assert only.parts.recency == pytest.approx(0.995**10)
    assert only.score == only.parts.recency
    later = memory(20, accessed=NOW + HOUR)
    assert retrieve([later], cue(), weights, NOW)[0].parts.recency == 1.0


def test_each_part_decides_where_all_else_is_equal() -> None:
    plain = memory(1)
    better = {
        "importance": replace(plain, id="a", importance=6.0),
        "emotion": replace(plain, id="a", emotion=-0.5),
        "recency": replace(plain, id="a", accessed=NOW),
        "keyword": replace(plain, id="a", words=("bee",)),
        "relevance": replace(plain, id="a", embedding=EAST, model="small"),
    }
    asked = cue("bees", EAST, "small")
    for part, each in better.items():
        (first, second) = retrieve([plain, each], asked, WEIGHTS, NOW)
        assert first.memory is each, part
        assert (getattr(first.parts, part), getattr(second.parts, part)) == (1.0, 0.0)
        off = Weights(**{part: 0.0})
        assert len({one.score for one in retrieve([plain, each], asked, off, NOW)}) == 1


def test_without_a_model_words_count_for_meaning_too() -> None:
    found = retrieve([memory(1, content="a bee"), memory(2)], cue("bees"), WEIGHTS, NOW)
    weight = WEIGHTS.keyword + WEIGHTS.relevance
    assert found[0].score - found[1].score >= weight
    assert found[0].match == 1.0
    assert found[1].match == 0.0


def test_a_rare_word_tells_more_than_a_common_one() -> None:
    crowd = [memory(n, content=f"ada number{n}") for n in range(5)]
    rare = memory(9, content="a toaster")
    (first, *_) = retrieve([*crowd, rare], cue("ada's toaster"), WEIGHTS, NOW)
    assert first.memory is rare


def test_what_never_happened_matches_visibly_less() -> None:
    held = [memory(n, content=f"ada answered “{word}”") for n, word in enumerate("xyz")]
    held.append(memory(7, content="ada answered “a toaster”"))
    happened = retrieve(held, cue("what did ada answer? toaster"), WEIGHTS, NOW)
    never = retrieve(held, cue("what did zoe paint? dragons"), WEIGHTS, NOW)
    assert happened[0].match > 0.9
    assert never[0].match < 0.1


def test_vectors_of_other_models_or_widths_say_nothing() -> None:
    asked = cue("", EAST, "small")
    one = embedded(1, EAST)
    others = [replace(one, model="big"), memory(1), embedded(1, unit((1, 0, 0)))]
    assert nearness([one, *others, embedded(1, WEST)], asked) == [1.0, None, None, None, -1.0]
    assert nearness([one], cue("")) == [None]
    assert nearness([], asked) == []
    against = retrieve([embedded(1, WEST)], asked, WEIGHTS, NOW)
    assert against[0].parts.relevance == 0.0


def test_candidates_are_the_best_by_each_way() -> None:
    held = [memory(n) for n in range(50)]
    heavy = memory(60, importance=9.0)
    worded = memory(61, content="bees")
    near = embedded(62, EAST)
    lost = memory(63)
    asked = cue("bees", EAST, "small")
    chosen = candidates([*held, lost, near, worded, heavy], asked, 2)
    assert {each.id for each in chosen} == {"m000", "m001", heavy.id, worded.id, near.id}
    assert overlap(worded, asked) == 1
    assert {each.id for each in candidates(held, Cue(), 1)} == {"m000"}


def test_equal_scores_fall_to_the_newer_and_then_the_greater_id() -> None:
    weights = Weights(recency=0, importance=0, relevance=0, emotion=0, keyword=0)
    found = retrieve([memory(2), memory(1), memory(3, at=NOW - HOUR)], cue(), weights, NOW)
    assert [each.memory.id for each in found] == ["m003", "m001", "m002"]


def test_a_constant_column_decides_nothing_and_others_fill_their_span() -> None:
    assert scaled([]) == []
    assert scaled([0.3, 0.3 + 1e-9]) == [0.3 + 1e-9, 0.3 + 1e-9]
    assert scaled([0.2, 0.4, 0.3]) == [0.0, 1.0, pytest.approx(0.5)]


@given(MEMORIES, st.integers(0, 10**9), st.integers(0, 10**9))
def test_newer_never_scores_lower_all_else_equal(
    others: list[Memory], one: int, other: int
) -> None:
    older, newer = sorted((one, other))
    pair = [memory(1, id="old", accessed=older), memory(1, id="new", accessed=newer)]
    found = retrieve([*others, *pair], cue("bee", unit((1, 0, 0)), "small"), WEIGHTS, NOW)
    scores = {each.memory.id: each.score for each in found}
    assert scores["new"] >= scores["old"]


@given(MEMORIES, st.none() | VECTORS)
def test_parts_stay_within_bounds_and_nothing_is_lost(
    held: list[Memory], vector: bytes | None
) -> None:
    found = retrieve(held, cue("bee hat", vector, "small"), WEIGHTS, NOW)
    assert {each.memory.id for each in found} == {each.id for each in held}
    for each in found:
        parts = [getattr(each.parts, name) for name in each.parts.__struct_fields__]
        assert all(0 <= part <= 1 + 1e-9 for part in [*parts, each.match])
        assert math.isfinite(each.score)
    assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)
    best = retrieve(held, cue("bee hat", vector, "small"), WEIGHTS, NOW, 3)
    assert best == found[:3]


@given(MEMORIES)
def test_the_order_of_arrival_does_not_matter(held: list[Memory]) -> None:
    asked = cue("toaster", unit((1, 0, 0)), "small")
    ways = [
        retrieve(candidates(each, asked, 3), asked, WEIGHTS, NOW) for each in (held, held[::-1])
    ]
    assert [each.memory.id for each in ways[0]] == [each.memory.id for each in ways[1]]
