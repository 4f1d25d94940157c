"""One person's last outcomes come back as they were, whatever they say."""

from collections import OrderedDict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.ids import mint
from game.refusals import Refusal, Rejected
from server import answered
from server.answered import ANSWERS_MAX, Answered, Known

ids = st.one_of(
    st.none(),
    st.uuids().map(str),
    st.sampled_from(["", "m1", "x" * 36, "0" * 32, "f" * 32, "Ａ" * 36]),
    st.sampled_from(["00000000-0000-0000-0000-000000000000", f"{'0a' * 16}"]),
    st.uuids().map(lambda each: str(each).upper()),
)
outcomes: st.SearchStrategy[Known] = st.one_of(
    st.tuples(st.integers(0, 2**32 - 1), ids),
    st.builds(Rejected, st.sampled_from(Refusal), st.text(max_size=5)),
)


@given(st.lists(st.tuples(st.integers(0, 90).map(str), outcomes), max_size=150))
def test_a_person_s_last_outcomes_are_kept_in_the_order_of_their_coming(
    said: list[tuple[str, Known]],
) -> None:
    """Method: a dict that forgets its first tells what should be there."""
    kept, expected = Answered(), OrderedDict[str, Known]()
    for cause, outcome in said:
        kept.note(cause, outcome)
        expected.setdefault(cause, outcome)
        if len(expected) > ANSWERS_MAX:
            expected.popitem(last=False)
    for cause in map(str, range(91)):
        assert kept.get(cause) == expected.get(cause)


def test_a_mark_is_found_only_where_one_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    """Method: marks as they come, one of which reads like the middle of a record."""
    marks = {"a": b"aaaaaaaa", "b": b"aaaa\0\0\0\7", "c": b"cccccccc"}
    monkeypatch.setattr(answered, "_mark", marks.__getitem__)
    kept = Answered()
    kept.note("a", (7, None))
    assert kept.get("b") is None
    kept.note("b", (8, None))
    kept.note("c", (9, None))
    assert [kept.get(each) for each in "abc"] == [(7, None), (8, None), (9, None)]


def test_they_take_few_bytes() -> None:
    kept = Answered()
    for number in range(ANSWERS_MAX * 3):
        kept.note(f"ada/mark/{number}", (number + 1, mint(1_000, number)))
    assert len(kept._records) == ANSWERS_MAX * 28
    assert kept._others is None


def test_what_is_forgotten_is_gone_altogether() -> None:
    kept = Answered()
    for number in range(ANSWERS_MAX * 3):
        kept.note(str(number), Rejected(Refusal.ROUND_CLOSED))
    assert len(kept._others or {}) == ANSWERS_MAX
