"""The filter: what it finds in whatever spelling, what it leaves alone, and how it covers."""

import tomllib
from pathlib import Path
from string import ascii_letters

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from game.texts import Flaw, clean_line, length
from game.words import _words, fold, hits, mask, screened

ROOT = Path(__file__).parents[2]
HIT = [
    *("fuck", "FUCK", "Fucking", "fuckers", "fuuuuck", "fuckinggg", "ffuckk", "fück", "f\u0301uck"),
    *("f.u.c.k", "f-u-c-k", "f_u_c_k", "f..u..c..k", "f u c k", "F U C K", "fu.ck", "fu\u200bck"),
    *("sh1t", "$hit", "5h1t", "sh!t", "a$$", "@ss", "b1tch", "c0ck", "n1gg3r", "s1ut", "4r5e"),
    *("ｆｕｃｋ", "𝓯𝓾𝓬𝓴", "ⓕⓤⓒⓚ", "🅵🆄🅲🅺", "🅕🅤🅒🅚", "fuсk", "сunt", "ѕhit", "shıt"),
    *("motherfucker", "mother-fucker", "bullshit", "assholes", "asses", "asssss", "bitches"),
    *("shitty", "shitting", "cumming", "shagging", "rapists", "faggots", "kys", "titties"),
]
CLEAN = [
    *("Scunthorpe", "assess", "assesses", "cockpit", "Dickens", "grape", "class", "bass", "pass"),
    *("therapist", "rapper", "rapping", "wrapped", "drape", "niger", "Nigeria", "shiitake"),
    *("Essex", "Sussex", "Penistone", "cocktail", "peacock", "Hancock", "raccoon", "cocoon"),
    *("document", "cumin", "cumulative", "circumstance", "shaggy", "snigger", "debugger"),
    *("spice", "spicy", "arsenal", "parse", "coarse", "torpedo", "pedometer", "retardant"),
    *("Yiddish", "Pakistan", "Japan", "push it", "as sad", "as salt", "class.ified", "who's hit"),
    *(
        "455",
        "a55",
        "80085",
        "8008",
        "17",
        "5",
        "$$$",
        "!!!",
        "****",
        "*.*.*.*",
        "t.t.f.n",
        "a s s",
    ),
    *(
        "Matsushita",
        "Lightwater",
        "mishit",
        "bastion",
        "buttress",
        "pussyfoot",
        "analysis",
        "Titan",
    ),
    *("magnificent", "hello world", "Ölçü", "李雷", "🦆🇫🇺", "con", "fack", "duck", "shot", "sit"),
]


@pytest.mark.parametrize("word", HIT)
def test_a_word_is_found_in_any_spelling(word: str) -> None:
    assert len(hits(word)) == 1, fold(word)
    for text in (f"oh {word}!", f"({word})", f"{word}, {word}", f"it's {word}."):
        covered = mask(text)
        assert not any(sign in covered for sign in "uck"), covered
        assert hits(covered) == []
        assert screened(text, "refuse") is None
        assert screened(text, "mask") == covered
        assert screened(text, "off") == text


@pytest.mark.parametrize("text", CLEAN)
def test_what_only_holds_a_word_is_left_alone(text: str) -> None:
    assert hits(text) == []
    assert mask(text) == text
    assert screened(f"the {text} of it", "refuse") == f"the {text} of it"


@pytest.mark.parametrize(
    ("text", "covered"),
    [
        ("what the Fuck, man", "what the ****, man"),
        ("f.u.c.k you", "*.*.*.* you"),
        ("f u c k", "* * * *"),
        ("a$$!", "***!"),
        ("fu\u0301\u0323ck", "****"),
        ("🅵🆄🅲🅺 it", "**** it"),
        ("fuuuuuuck", "*********"),
        ("shit123", "****123"),
        ("shit-head", "****-head"),
        ("🦆 shit 👨\u200d👩\u200d👧", "🦆 **** 👨\u200d👩\u200d👧"),
    ],
)
def test_each_letter_of_a_hit_is_a_star(text: str, covered: str) -> None:
    assert mask(text) == covered


def test_the_filter_knows_where_a_hit_stands() -> None:
    assert hits("oh shit, f.u.c.k") == [(3, 7), (9, 16)]
    assert hits("ﬀuck") == [(0, 4)]
    assert fold("Fﬁ\u0301Ⅳ").signs == "ffiiv"
    assert fold("aaaa").places == [(0, 1), (1, 4)]


def test_the_words_are_made_into_one_pattern_once_and_always_the_same() -> None:
    """Method: forget the pattern, which another file's tests may have had made."""
    before = _words().pattern
    _words.cache_clear()
    assert [_words().pattern for _ in range(3)] == [before] * 3
    assert _words.cache_info().misses == 1
    assert hits("oh shit, assess it") == [(3, 7)]


PIECES = st.one_of(
    st.sampled_from([*HIT, *CLEAN]),
    st.sampled_from([*" .-_'*!$@15", "", "\u0301", "\u200d", "s", "ing"]),
    st.text(max_size=4),
)


@given(st.lists(PIECES, max_size=8).map("".join))
@example("fuck1$hit")
@example("a$$a$$")
@example("cum$$$$hit")
@example("a ass s")
@example("f u c k s h i t")
def test_covering_is_done_at_once_and_lengthens_nothing(text: str) -> None:
    covered = mask(text)
    assert mask(covered) == covered
    assert len(covered) <= len(text)
    assert length(covered) <= length(text)
    if not hits(text):
        assert covered == text


@given(st.lists(PIECES, max_size=8).map("".join))
def test_a_covered_text_is_as_safe_as_before(text: str) -> None:
    line = clean_line(text, 60)
    if not isinstance(line, Flaw):
        assert clean_line(mask(line), 60) == mask(line)


@given(st.text(st.sampled_from(ascii_letters[:26] + " "), max_size=30))
def test_every_hit_is_whole_words(text: str) -> None:
    for first, last in hits(text):
        assert not text[first - 1 : first].isalpha()
        assert not text[last : last + 1].isalpha()


def strings(found: object) -> list[str]:
    """Every string in what was read from a file."""
    if isinstance(found, str):
        return [found]
    parts = found.values() if isinstance(found, dict) else found if isinstance(found, list) else ()
    return [each for part in parts for each in strings(part)]


def test_our_own_prompts_and_machines_never_swear() -> None:
    """A machine refused at a clean table would have nothing to say."""
    read = [
        *((path, tomllib.loads(path.read_text())) for path in ROOT.glob("game/**/*.toml")),
        *((path, tomllib.loads(path.read_text())) for path in ROOT.glob("agents/**/*.toml")),
        *((path, msgspec.json.decode(path.read_text())) for path in ROOT.glob("agents/**/*.json")),
    ]
    texts = [(path.name, text) for path, found in read for text in strings(found)]
    assert len(texts) > 1_000
    assert [(name, text) for name, text in texts if hits(text)] == []
