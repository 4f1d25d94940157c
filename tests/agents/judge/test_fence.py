"""The fence: whatever a player writes, it stays one JSON string on one line between the marks."""

import json
import re

from hypothesis import given
from hypothesis import strategies as st

from agents.judge.fence import LENGTH_MAX, fenced, harmless, mark_of, seen

MARK = mark_of(7)
# Pieces of the fence itself among any other signs.
PIECES = st.lists(
    st.one_of(st.text(max_size=8), st.sampled_from([MARK, f"<{MARK}>", f"</{MARK}>", "\n", '"'])),
    max_size=12,
).map("".join)


@given(PIECES)
def test_no_text_leaves_its_fence(text: str) -> None:
    lines = fenced(text, MARK).splitlines()
    assert len(lines) == 3
    assert (lines[0], lines[2]) == (f"<{MARK}>", f"</{MARK}>")
    inner = json.loads(lines[1])
    assert MARK not in inner
    assert not re.search(r"[<>{}\[\]`]", inner)
    assert len(inner) <= LENGTH_MAX


def test_the_mark_of_a_sitting_is_its_own() -> None:
    assert mark_of(7) == MARK != mark_of(8)


def test_a_mark_that_is_put_together_by_leaving_a_mark_out_is_none() -> None:
    half = len(MARK) // 2
    nested = MARK[:half] + MARK + MARK[half:]
    assert MARK not in fenced(nested, MARK).splitlines()[1]


def test_an_honest_answer_is_read_as_it_was_written() -> None:
    assert harmless("  A mirror,\n for   ducks! Größe 7 & 你好 ") == (
        "A mirror, for ducks! Größe 7 & 你好"
    )
    assert harmless("a {b} [c] <d> `e`") == "a (b) (c) (d) 'e'"


def test_what_cannot_be_seen_is_gone() -> None:
    assert seen("a\x00b\u200bc\u202ed\ue000\nf") == "a bcd f"
    assert harmless("ｆｕｌｌ　ｗｉｄｔｈ") == "full width"
