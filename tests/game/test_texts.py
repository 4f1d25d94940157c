"""Texts: what is taken, what is refused and why, and how long a text is to a person."""

from unicodedata import normalize

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from game.rules import RULES
from game.texts import (
    NAME_POINTS_MAX,
    POINTS_PER_CHARACTER,
    Flaw,
    clean_address,
    clean_line,
    clean_name,
    clusters,
    cut,
    length,
    name_key,
)

FAMILY = "👨\u200d👩\u200d👧\u200d👦"
HEART = "❤\ufe0f\u200d🔥"
SCOTLAND = "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"
KEYCAP = "1\ufe0f\u20e3"
# Unicode 15 and later, unknown to this Python's own tables.
NEW = "\U0001fae8\U0001fabf"


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("  a \t\n b\r\n c\u2003\u00a0\u3000d\x0b\u2028\u0085", "a b c d"),
        ("e\u0301", "é"),
        ("\u1112\u1161\u11ab", "한"),
        ("\u212b", "å".upper()),
        *((text, text) for text in (FAMILY, HEART, SCOTLAND, KEYCAP, NEW, "👍🏽", "می\u200cخواهم")),
        *((text, text) for text in ("မြို့", "བསྒྲུབས", "ก้ำ", "क्षि", "ế", "ᾧ")),
        ("שלום \u200fעולם", "שלום \u200fעולם"),
    ],
)
def test_what_people_write_is_taken(text: str, clean: str) -> None:
    assert clean_line(text, 20) == clean


@pytest.mark.parametrize(
    "text",
    [
        *(f"a{sign}b" for sign in "\x00\x07\x1b\x7f\x9b\ud800\udfff\ue000\uf8ff\ufdd0\uffff\u0378"),
        *(f"a{chr(point)}b" for point in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))),
        *(f"a{chr(point)}b" for point in (0x1FFFE, 0x10FFFF, 0xF0000)),
        "z" + "\u0336\u0337\u0338\u0335",
        "z" + "\u0336\u200d\u0337\u200c\u0338\ufeff\u0335",
        "ก" + "็" * 4,
        "\x00",
    ],
)
def test_what_harms_is_refused(text: str) -> None:
    assert clean_line(text, 280) is Flaw.FORBIDDEN


def test_three_marks_are_a_letter_and_four_a_pile() -> None:
    assert clean_line("q\u0323\u0307\u0302", 1) == "q\u0323\u0307\u0302"
    assert clean_line("q\u0323\u0307\u0302\u0301", 1) is Flaw.FORBIDDEN
    # Before the letter takes one of them in, five are on it.
    assert clean_line("e\u0323\u0302\u0336\u0337\u0338", 1) == "ệ\u0336\u0337\u0338"


@pytest.mark.parametrize(
    "text",
    [
        *("", "   ", "\u200b", "\u200d\u200c", "\u3164", "\u2800\u2800", "\u115f\u1160\uffa0"),
        *("\U000e0041\U000e0042", "\ufe0f", "\u034f", "\u00ad", "\u0301", "\u2060 \u200e"),
        "\U0001d159",
    ],
)
def test_what_nobody_can_see_is_nothing(text: str) -> None:
    assert clean_line(text, 280) is Flaw.EMPTY


@pytest.mark.parametrize("one", ["x", "é", "e\u0301", FAMILY, KEYCAP, "👍🏽", "🇨🇭", "한", "क्षि"])
def test_a_length_is_what_people_count(one: str) -> None:
    assert length(one) == 1
    assert clean_line(one * 20, 20) == normalize("NFC", one * 20)
    assert clean_line(one * 21, 20) is Flaw.TOO_LONG


def test_one_character_can_not_hold_kilobytes() -> None:
    chain = "\u200d".join("👩" * 2_000)
    assert length(chain) == 1
    assert clean_line(chain, 280) is Flaw.TOO_LONG
    longest = "\u200d".join("👩" * (280 * POINTS_PER_CHARACTER // 2))
    assert clean_line(longest, 280) == longest
    assert clean_line(longest + "\u200d👩", 280) is Flaw.TOO_LONG
    # A column's width is kept after normalising, which may lengthen a text.
    assert clean_line("\u0958" * 40, 40, 80) == "\u0915\u093c" * 40
    assert clean_line("\u0958" * 41, 41, 80) is Flaw.TOO_LONG


TEXTS = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from(
            "aé \t\n\u0301\u0323\u200b\u200d\ufe0f\u202e\ud800\u3164👩🏽🇨\u1112\u1161\u0958"
        ),
    ),
    max_size=60,
)


@given(TEXTS, st.integers(1, 40))
@example("\u2000\u0301 a", 5)
def test_a_clean_text_is_clean_for_good(text: str, length_max: int) -> None:
    line = clean_line(text, length_max)
    if isinstance(line, Flaw):
        return
    assert clean_line(line, length_max) == line == normalize("NFC", line)
    assert line == " ".join(line.split())
    assert 1 <= length(line) <= length_max
    assert len(line) <= POINTS_PER_CHARACTER * length_max
    # It can be stored and sent.
    assert line.encode().decode() == line
    assert not any(ord(sign) < 32 or 0x202A <= ord(sign) <= 0x202E for sign in line)


@given(
    st.text(st.characters(max_codepoint=0x7F), max_size=30),
    st.integers(1, 12),
    st.one_of(st.none(), st.integers(1, 12)),
)
@example("~" * 12, 12, None)
@example("\x7f", 5, None)
def test_plain_texts_go_a_short_way_to_the_same_end(
    text: str, length_max: int, points_max: int | None
) -> None:
    """Method: one letter that is not plain sends the same text the long way."""
    long_way = clean_line(f"é {text}", length_max + 2, points_max and points_max + 2)
    short_way = clean_line(text, length_max, points_max)
    if short_way is Flaw.EMPTY:
        assert long_way == "é"
    elif isinstance(short_way, Flaw) or isinstance(long_way, Flaw):
        # Of two flaws the long way may name the other one, where a text has both.
        controls = not " ".join(text.split()).isprintable()
        assert controls or short_way is long_way is Flaw.TOO_LONG
    else:
        assert long_way == f"é {short_way}"


@given(TEXTS)
def test_names_of_plain_letters_have_the_key_that_all_others_have(text: str) -> None:
    plain = text.encode("ascii", "ignore").decode()
    assert name_key(plain) == name_key(f"{plain}\u200b")


@given(TEXTS)
def test_characters_are_a_cutting_of_the_text(text: str) -> None:
    assert "".join(clusters(text)) == text
    assert len(clusters(text)) == length(text)
    short = cut(text, 3, 10)
    assert text.startswith(short)
    assert len(short) <= 10
    assert length(short) <= 3


def test_a_cut_leaves_whole_characters() -> None:
    assert cut(FAMILY + "ab", 2, 99) == FAMILY + "a"
    assert cut("a" + FAMILY, 9, 5) == "a"
    assert cut("ab c", 3, 9) == "ab"


@pytest.mark.parametrize(
    "name",
    [
        *("Ada", "  Ada \n Lovelace ", "ada2", "D'Arcy", "Zoë", "李雷", "🦆", FAMILY, SCOTLAND),
        *("Modesty", "Systema", "Genia", "Adminton", "Rooty", "System of a Down"),
    ],
)
def test_a_name_that_can_be_shown(name: str) -> None:
    assert clean_name(name) == " ".join(name.split())


@pytest.mark.parametrize(
    "name",
    [
        *("", " ", "x" * 33, FAMILY * 10, "a\u200bb", "a\u00adb", "a\u3164b", "\u2800b", "a\u200e"),
        *(
            "a\u202eb",
            "a\ufeffb",
            "\ud800",
            "admin",
            " ADMIN ",
            "Ａｄｍｉｎ",
            "a d m i n",
            "[admin]",
        ),
        *(
            "Moderator",
            "the moderators",
            "Admin Bob",
            "system",
            "S.Y.S.T.E.M.",
            "server",
            "Server!",
        ),
        *("AI Genius", "ai_genius", "A.I. GENIUS", "AIGenius Team", "AI Genius Support", "root"),
        *("✓ Official", "a\u200ddmin", "The System"),
    ],
)
def test_a_name_that_can_not_be(name: str) -> None:
    assert clean_name(name) is None


@given(TEXTS)
def test_a_name_fits_its_column_and_stays_itself(text: str) -> None:
    name = clean_name(text)
    if name is not None:
        assert clean_name(name) == name
        assert 1 <= len(name) <= NAME_POINTS_MAX
        assert length(name) <= RULES.name_length_max


def test_the_key_of_a_name_is_the_same_for_all_its_looks() -> None:
    looks = ("Ada L", "ADA  l", "Ａｄａ L", "A\u200dda L", "ada\ufe0f l")
    assert {name_key(name) for name in looks} == {"ada l"}
    assert name_key("Bob") != name_key("Bop")


HTTPS = "https://"


@pytest.mark.parametrize(
    "address",
    [HTTPS + rest for rest in ("a.example/p.png", "a.example", "a.example:8443/p?q=@#x@y")]
    + ["HTTPS://a.example/p.png", (HTTPS + "a.example/").ljust(256, "p")],
)
def test_an_address_of_a_picture(address: str) -> None:
    assert clean_address(address) == address


@pytest.mark.parametrize(
    "address",
    [
        *("", "a.png", "/a.png", "//a.example/a.png", "http://a.example/", "ftp://a.example/"),
        *("javascript:alert(1)", "data:image/png;base64,AA", HTTPS, HTTPS + "/a", HTTPS + "?a"),
        *(HTTPS + "u:p@a.example/", HTTPS + "u@a.example", HTTPS + "a\\@b.example/"),
        *(HTTPS + "a.example/ b", HTTPS + "a.example/\n", HTTPS + "ä.example/", HTTPS + "a\x00b"),
        (HTTPS + "a.example/").ljust(257, "p"),
    ],
)
def test_no_address_of_a_picture(address: str) -> None:
    assert clean_address(address) is None
