"""The ranks of a page, wherever in the board it begins."""

from hypothesis import given
from hypothesis import strategies as st

from persistence.ranks import ranks


def test_equal_ones_share_and_the_next_skips() -> None:
    assert ranks(0, 0, [9, 9, 5, 5, 5, 1]) == [1, 1, 3, 3, 3, 6]


def test_a_page_that_begins_among_equals_has_their_rank() -> None:
    # One is better, and two equal ones stand on the page before.
    assert ranks(1, 3, [5, 5, 4]) == [2, 2, 6]


def test_an_empty_page_has_none() -> None:
    assert ranks(0, 0, []) == []


@given(st.lists(st.integers(0, 5), max_size=20), st.integers(0, 20))
def test_any_page_has_the_ranks_of_the_whole(scores: list[int], start: int) -> None:
    board = sorted(scores, reverse=True)
    page = board[start:]
    better = sum(each > page[0] for each in page[:1] and board)
    expected = [1 + sum(other > each for other in board) for each in page]
    assert ranks(better, start, page) == expected
