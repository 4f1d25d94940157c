"""The list of words: plain small letters, each word once, and enough of them."""

from game.stems import EXACT, STEMS
from game.words import hits


def test_the_list_is_plain_small_letters() -> None:
    stems = [stem for found, _ in STEMS for stem in found]
    assert 100 <= len(dict.fromkeys(stems)) <= 250
    for word in (*stems, *EXACT):
        assert word.isascii()
        assert word.isalpha()
        assert word.islower()
    for _, endings in STEMS:
        assert len(dict.fromkeys(endings)) == len(endings)
        assert all(each == "" or each.isalpha() for each in endings)


def test_every_word_of_the_list_is_found() -> None:
    words = [stem + ending for stems, endings in STEMS for stem in stems for ending in endings]
    assert [word for word in (*words, *EXACT) if hits(word) != [(0, len(word))]] == []
