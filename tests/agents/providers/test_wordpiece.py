"""The ids are those of the reference, kept here for texts of many kinds."""

import pytest

from agents.providers.minilm import VOCABULARY
from agents.providers.wordpiece import IDS_MAX, WordPiece

WORDPIECE = WordPiece(VOCABULARY.read_text(encoding="utf-8").splitlines())


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("", []),
        ("  ", []),
        ("A duck, in a suit!", [1037, 9457, 1010, 1999, 1037, 4848, 999]),
        ("Naïve Café", [15743, 7668]),
        ("unhappily zyzzyva's", [4895, 3270, 9397, 6588, 1062, 2100, 28753, 3567, 1005, 1055]),
        ("你好 duck", [100, 100, 9457]),
        ("İstanbul ﬁsh 👍", [9960, 1984, 4095, 100]),
        ("don’t stop…", [2123, 1521, 1056, 2644, 1529]),
        ("tab\tnew\nline\xa0gap", [21628, 2047, 2240, 6578]),
        ("zero\u200bwidth\x00�", [5717, 9148, 11927, 2232]),
        (
            "a" * 101,
            [100],
        ),
        ("100% – Größe", [2531, 1003, 1516, 24665, 2080, 17499]),
        ("ab́c", [5925]),
    ],
)
def test_ids_are_those_of_the_reference(text: str, ids: list[int]) -> None:
    """Method: ids printed once by the `tokenizers` library with the model's own file."""
    assert WORDPIECE.ids(text) == [101, *ids, 102]


def test_a_long_text_is_cut() -> None:
    assert len(WORDPIECE.ids("duck " * 500)) == IDS_MAX == len(WORDPIECE.ids("unhappily " * 90))


def test_ranks_are_places_of_whole_words() -> None:
    ranks = WORDPIECE.ranks
    assert ranks["the"] == 0
    assert ranks["of"] == 1 < ranks["duck"]
    assert "##s" not in ranks
    assert "[CLS]" not in ranks


def test_rare_words_weigh_more_and_marks_nothing() -> None:
    start, the, duck, comma, seven, end = WORDPIECE.rarity(WORDPIECE.ids("the duck, 7"))
    assert start == end == comma == 0
    assert 0 < the < 0.1 < duck < seven == 1
    assert WORDPIECE.rarity(WORDPIECE.ids("a unhappily"))[1] == 0  # a letter is a mark
    assert WORDPIECE.rarity(WORDPIECE.ids("unhappily"))[-2] == 1  # a piece is of a rare word
    assert WORDPIECE.rarity(WORDPIECE.ids("!?")) == [1, 1, 1, 1]
