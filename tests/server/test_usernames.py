"""Usernames: what may be one, and that what looks alike has one key."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.usernames import LENGTH_MAX, RESERVED, Username, key, read_username, same


@pytest.mark.parametrize(
    "name",
    [
        *("Ada", "a1b", "007", "ada_lovelace", "ada.l-1", "x" * 32, "Jörg", "François", "Ñandú"),
        *("Łukasz", "ßtraße", "Zoë", "Ἀθηνᾶ", "Вася", "Їжак", "שלום", "محمد", "हिन्दी", "ไทยแลนด์"),
        *("日本カナ", "さくらモモ", "ラーメン", "佐々木", "한국어", "韓國어", "中文名"),
    ],
)
def test_names_of_the_world_may_be_taken(name: str) -> None:
    found = read_username(name)
    assert found is not None
    assert found.written == name


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("ad", "too short"),
        ("x" * 33, "too long"),
        ("", "empty"),
        ("_ada", "a separator first"),
        (".ada", "a separator first"),
        ("ada lovelace", "a space"),
        ("ada!", "a sign"),
        ("ada@b.c", "an address"),
        ("ada\0", "a control character"),
        ("ada\n", "a line's end"),
        ("a\u202eda", "turned around"),
        ("a\u200bda", "nothing to see"),
        ("ab\u3164", "a letter that nobody sees"),
        ("\u115fab", "a letter that nobody sees"),
        ("\u0301ada", "a mark first"),
        ("ada1\u0301", "a mark on a digit"),
        ("adaq\u0301\u0302\u0303", "too many marks"),
        ("ad\U0001f600a", "a picture"),
        ("аdmin", "a Cyrillic letter among Latin ones"),
        ("pаypal", "a Cyrillic letter among Latin ones"),
        ("Αda", "a Greek letter among Latin ones"),
        ("adaカ", "two scripts"),
        ("ada٣", "a digit of another script"),
        ("adaʼs", "a letter that looks like a quote"),
    ],
)
def test_what_would_deceive_or_break_is_no_name(name: str, why: str) -> None:
    assert read_username(name) is None, why


@pytest.mark.parametrize(
    "name",
    [
        *(
            "admin",
            "ADMIN",
            "Adm1n",
            "adm.in",
            "a-d-m-i-n",
            "ádmin",
            "ａｄｍｉｎ",
            "r00t",
            "R.o.o.t",
        ),
        *("R.o.o.t", "sуstem", "Genius", "ge_nius", "m0derator", "rnoderator", "supp0rt", "guest"),
        *("guest-1", "ada.admin", "Guest_of_honour", "erased-1", "SERVER"),
    ],
)
def test_reserved_words_and_their_lookalikes_are_nobodys(name: str) -> None:
    assert read_username(name) is None


def test_an_operator_may_take_a_reserved_word() -> None:
    for word in RESERVED:
        found = read_username(word, reserved=True)
        assert found is not None or len(word) < 3


@pytest.mark.parametrize(
    ("one", "other"),
    [
        *(("paypal", "paypa1"), ("paypal", "PAYPAL"), ("paypal", "PayPaI"), ("coco", "сосо")),
        *(("bob", "b0b"), ("Jörg", "jorg"), ("modern", "rnodern"), ("wood", "vvood")),
        *(("straße", "STRASSE"), ("вася", "ВАСЯ"), ("ada", "ａｄａ"), ("Élan", "e\u0301lan")),
        *(("lllia", "iiiia"), ("scope", "ѕсоре")),
    ],
)
def test_lookalikes_have_one_key(one: str, other: str) -> None:
    assert key(one) == key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("ada", "bob"), ("a.b", "ab"), ("anna", "ana"), ("カナ日", "かな日"), ("がが日", "かか日")],
)
def test_what_is_told_apart_has_two(one: str, other: str) -> None:
    assert key(one) != key(other)


def test_a_name_is_the_same_in_any_case_but_no_lookalike_is() -> None:
    assert same("Straße", "STRASSE")
    assert same("Ada", "ａＤＡ")
    assert not same("paypal", "paypa1")
    assert not same("Jörg", "jorg")


@given(st.text(max_size=40))
def test_any_text_is_read_to_an_end(text: str) -> None:
    found = read_username(text)
    assert len(key(text)) >= 0
    if found is not None:
        assert 3 <= len(found.written) <= LENGTH_MAX
        assert 1 <= len(found.key) <= 128, "the table's limit"
        assert read_username(found.written) == found


@given(st.text(st.characters(categories=("Lu", "Ll", "Lt", "Lo", "Nd")), min_size=3, max_size=32))
def test_the_key_does_not_depend_on_case(text: str) -> None:
    for other in (text.lower(), text.casefold()):
        if same(text, other):
            assert key(text) == key(other)
    assert isinstance(read_username(text), Username | None)
