"""Memories: what says the same becomes one, facts end, and what was recalled is not new."""

import math
import struct
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from agents.keywords import keywords
from agents.memories import (
    ANYBODY,
    SOURCES_MAX,
    Memory,
    embedded,
    endings,
    fingerprint,
    is_about,
    is_echo,
    merged,
    settled,
    unit,
)
from game.ids import Actor, GameId


def memory(number: int = 1, **changes: Any) -> Memory:
    content = changes.pop("content", f"thing number{number}")
    parts: dict[str, Any] = {
        "id": f"m{number}",
        "agent": "goat",
        "content": content,
        "at": number * 10,
        "accessed": number * 10,
        "importance": float(number % 10),
        "words": keywords(content),
    }
    return Memory(**{**parts, **changes})


def test_the_same_in_other_words_order_has_one_fingerprint() -> None:
    one = memory(content="Ada laughed at the toaster!")
    same = memory(2, content="the toaster: ADA laughs")
    assert fingerprint(one) == fingerprint(same) is not None
    for other in (
        memory(2, content="Ada laughed at bees"),
        memory(2, content=one.content, agent="ghost"),
        memory(2, content=one.content, kind="reflection"),
        memory(2, content=one.content, players=(Actor("ada"),)),
    ):
        assert fingerprint(other) != fingerprint(one)
    assert fingerprint(memory(content="the")) is None
    assert fingerprint(memory(subject="score")) is None


def test_merging_keeps_the_stronger_and_the_newer() -> None:
    old = memory(1, emotion=0.2, tags=("a",), source=("g/1",), importance=7.0, place="old")
    new = memory(2, emotion=-0.6, tags=("a", "b"), source=("g/2",), game=GameId("g"))
    both = merged(old, new)
    assert (both.id, both.at, both.accessed, both.times) == ("m1", 20, 20, 2)
    assert (both.importance, both.emotion, both.tags) == (7.0, -0.6, ("a", "b"))
    assert (both.source, both.place, both.game) == (("g/1", "g/2"), "old", "g")
    assert merged(both, memory(3, place="new")).place == "new"
    many = old
    for number in range(20):
        many = merged(many, memory(2, source=(f"g/{number + 2}",)))
    assert len(many.source) == SOURCES_MAX
    assert many.source[-1] == "g/21"


def test_a_batch_is_merged_with_what_is_held_and_with_itself() -> None:
    held = memory(1, content="a toaster")
    batch = [memory(2, content="the toaster"), memory(3, content="bees"), memory(4, content="Bee!")]
    mark = fingerprint(held)
    assert mark is not None
    found = settled({mark: held}, batch)
    assert [(each.id, each.times) for each in found] == [("m1", 2), ("m3", 2)]
    assert settled({}, [memory(5, content="the"), memory(6, content="of")]) == (
        *(memory(5, content="the"), memory(6, content="of")),
    )


def test_within_a_batch_each_fact_ends_the_one_before() -> None:
    batch = [memory(n, subject=s) for n, s in ((1, "x"), (2, "y"), (3, "x"), (4, "x"))]
    found = settled({}, [*batch, memory(5)])
    assert [each.until for each in found] == [30, None, 40, None, None]
    assert endings([*batch, memory(5)]) == {"x": 10, "y": 20}


def test_what_only_says_again_what_was_recalled_is_an_echo() -> None:
    recalled = ["Ada answered “a toaster full of angry bees” on Friday"]
    assert is_echo("A toaster, full of angry BEES", recalled)
    assert not is_echo("a toaster", recalled)
    assert not is_echo("a toaster full of angry wasps", recalled)
    assert not is_echo("a toaster full of angry bees", [])


@given(st.lists(st.integers(0, 4), max_size=30))
def test_nothing_is_lost_or_doubled_however_a_stream_is_cut(kinds: list[int]) -> None:
    """Method: one batch, and one by one with what came before held, come to the same."""
    stream = [memory(n, content=f"kind{kind}") for n, kind in enumerate(kinds, start=1)]
    at_once = {each.id: each for each in settled({}, stream)}
    held: dict[str, Memory] = {}
    for each in stream:
        marks = {str(fingerprint(one)): one for one in held.values()}
        held.update((one.id, one) for one in settled(marks, [each]))
    assert held == at_once
    assert sum(each.times for each in held.values()) == len(stream)


def test_a_vector_of_nothing_is_no_embedding() -> None:
    batch = [memory(n) for n in range(4)]
    vectors = [(3.0, 4.0), (0.0, 0.0), (math.nan, 1.0), (math.inf, 1.0)]
    found = embedded(batch, list(map(unit, vectors)), "small")
    assert [each.embedding for each in found] == [struct.pack("<2f", 0.6, 0.8), None, None, None]
    assert [each.model for each in found] == ["small", None, None, None]


def test_whom_a_memory_is_about() -> None:
    plain = memory(1)
    theirs, played = replace(plain, players=(Actor("ada"),)), replace(plain, game=GameId("g"))
    for whom, expected in (
        (None, [True, True, True]),
        (("ada",), [False, True, False]),
        (("bob", "ada"), [False, True, False]),
        (("bob",), [False, False, False]),
        ((), [False, False, False]),
        (ANYBODY, [True, False, False]),
    ):
        assert [is_about(each, whom) for each in (plain, theirs, played)] == expected
