"""The house packs are sound, and a pack that is not is refused at the right file and line."""

import json
import unicodedata
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.packs.schema import (
    CATEGORIES,
    DIFFICULTIES,
    TEXT_LENGTH_MAX,
    Pack,
    PackError,
    PackPrompt,
    check_packs,
    parse_pack,
)

FOLDER = Path(__file__).parents[3] / "game" / "packs"
FILES = sorted(file.name for file in FOLDER.glob("*.toml"))
TOP = 'pack = "house"\nlanguage = "en"\ncategory = "office"\n'  # lines 1 to 3
GOOD = '[[prompt]]\ntext = "Why?"\ndifficulty = "easy"\n'  # lines 4 to 6


def shipped(name: str) -> Pack:
    return parse_pack((FOLDER / name).read_text("utf-8"), name)


def refused(text: str) -> tuple[int, str]:
    """The line and the reason of a refusal."""
    with pytest.raises(PackError) as caught:
        parse_pack(text, "bad.toml")
    error = caught.value
    assert error.file == "bad.toml"
    assert str(error) == f"bad.toml:{error.line}: {error.reason}"
    return error.line, error.reason


def with_text(value: str) -> str:
    """A pack whose second prompt's text, on line 9, is this TOML value."""
    return f'{TOP}{GOOD}\n[[prompt]]\ntext = {value}\ndifficulty = "hard"\n'


def test_the_house_packs_fill_an_evening() -> None:
    packs = [(name, shipped(name)) for name in FILES]
    check_packs(packs)
    assert sum(len(pack.prompts) for _, pack in packs) >= 300
    assert sorted(pack.category for _, pack in packs) == sorted(CATEGORIES)
    assert len(CATEGORIES) >= 8


@pytest.mark.parametrize("name", FILES)
def test_each_house_pack_has_every_difficulty(name: str) -> None:
    pack = shipped(name)
    assert name == f"{pack.pack}-{pack.category}.toml"
    assert (pack.pack, pack.language) == ("house", "en")
    levels = Counter(prompt.difficulty for prompt in pack.prompts)
    assert all(levels[level] >= 10 for level in DIFFICULTIES)
    gaps = ["___" in prompt.text for prompt in pack.prompts]
    assert all(gaps) if pack.category == "fill-in" else not any(gaps)


def test_a_pack_is_read_with_the_lines_of_its_texts() -> None:
    text = TOP + GOOD + '# odd but legal\n[[ "prompt" ]]\ndifficulty = "hard"\n"text" = "How?"'
    prompts = (PackPrompt("Why?", "easy", 5), PackPrompt("How?", "hard", 10))
    assert parse_pack(text, "a.toml") == Pack("house", "en", "office", prompts)
    assert parse_pack(text.replace("\n", "\r\n"), "a.toml").prompts == prompts


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        (TOP + GOOD + "text = oops\n", 7, "Invalid value"),
        (TOP + GOOD + 'text = "again"\n', 7, "Cannot overwrite a value"),
        (TOP + '[[prompt]]\ntext = """never closed\n\n', 7, "at end of document"),
        (TOP + GOOD + "endless = " + "9" * 5000 + "\n", 7, "unreadable value"),
        (TOP + GOOD + "deep = " + "[" * 5000 + "]" * 5000 + "\n", 7, "unreadable value"),
        ("\n" + TOP + "colour = 1\n" + GOOD, 5, "unknown key 'colour'"),
        (TOP + "\n" + GOOD + "\nlevel = 1\n", 9, "unknown key 'level'"),
        (TOP + 'prompt = [{ text = "Why?", difficulty = "easy" }]\n', 4, "unknown key 'prompt'"),
        (TOP + "prompt = [{}]\n", 4, "unknown key 'prompt'"),
        (TOP + GOOD + " [extra]\n", 7, "unknown table [extra]"),
        (TOP + GOOD + "[prompt.extra]\n", 7, "unknown table [prompt.extra]"),
        (GOOD, 1, "missing key 'pack'"),
        ('pack = "house"\ncategory = "office"\n' + GOOD, 1, "missing key 'language'"),
        ('pack = "house"\nlanguage = "en"\n' + GOOD, 1, "missing key 'category'"),
        (TOP + GOOD + '[[prompt]]\ndifficulty = "easy"\n', 7, "missing key 'text'"),
        (TOP + GOOD + '\n[[prompt]]\ntext = "How?"\n', 8, "missing key 'difficulty'"),
        ("pack = true\n" + TOP[15:] + GOOD, 1, "pack must be a string"),
        (TOP + GOOD.replace('"easy"', "1"), 6, "difficulty must be a string"),
        (with_text("5"), 9, "text must be a string"),
        (with_text("{ en = 'How?' }"), 9, "text must be a string"),
        ('pack = " "\n' + TOP[15:] + GOOD, 1, "pack is empty"),
        (with_text('""'), 9, "text is empty"),
        (with_text(r'" \t\u3000"'), 9, "text is empty"),
        (with_text('"""\\\n  \\\n  """'), 9, "text is empty"),
        (with_text(f'"{"a" * 201}"'), 9, "text has 201 characters, 200 are allowed"),
        (with_text('"cafe\u0301"'), 9, "text is not NFC-normalised"),
        (with_text(r'"a\u0007b"'), 9, "text holds the control character U+0007"),
        (with_text('"""[[prompt]]\ntext = 1"""'), 9, "text holds the control character U+000A"),
        (with_text('"a\u202eb"'), 9, "text holds the control character U+202E"),
        (with_text('"a\u2028b"'), 9, "text holds the control character U+2028"),
        (TOP.replace("office", "chairs") + GOOD, 3, "unknown category 'chairs', not one of bad-"),
        (TOP + GOOD.replace("easy", "Easy"), 6, "unknown difficulty 'Easy', not one of easy, "),
        (TOP.replace('"en"', '"eng"') + GOOD, 2, "language 'eng' is not a two-letter code"),
        (TOP.replace('"en"', '"EN"') + GOOD, 2, "language 'EN' is not a two-letter code"),
        (with_text('"  WHY? "'), 9, "text already stands at bad.toml:5"),
        (TOP, 1, "no prompts"),
    ],
    ids=lambda part: str(part)[-30:],
)
def test_a_bad_pack_is_refused_with_its_line(text: str, line: int, reason: str) -> None:
    found, why = refused(text)
    assert reason in why
    assert found == line


def test_lines_are_counted_past_what_only_looks_like_a_prompt() -> None:
    """Method: a folded string whose lines read as headers and keys must not shift the count."""
    folded = '[[prompt]]\ntext = """\\\n  [[prompt]]\\\n  text = 1"""\ndifficulty = "easy"\n'
    assert parse_pack(TOP + folded, "a.toml").prompts[0].text == "[[prompt]]text = 1"
    assert refused(TOP + folded + GOOD.replace("easy", "tricky"))[0] == 11


def test_the_longest_text_and_joined_emoji_are_welcome() -> None:
    for text in ("a" * TEXT_LENGTH_MAX, "A \U0001f469\u200d\U0001f680 waves. Why?"):
        assert parse_pack(with_text(f'"{text}"'), "a.toml").prompts[1].text == text


def pack_of(*texts: str, pack: str = "house", language: str = "en") -> Pack:
    prompts = tuple(PackPrompt(text, "easy", line) for line, text in enumerate(texts, start=5))
    return Pack(pack, language, "office", prompts)


def test_no_file_fills_the_pack_of_the_players() -> None:
    with pytest.raises(PackError) as caught:
        parse_pack(TOP.replace("house", "community") + GOOD, "a.toml")
    assert str(caught.value) == "a.toml:1: the pack 'community' is the players' own"


def test_a_text_stands_once_in_a_pack_and_language() -> None:
    first, second = pack_of("One?", "Two  times?"), pack_of("Three?", "Four?", "two TIMES?")
    with pytest.raises(PackError) as caught:
        check_packs([("a.toml", first), ("b.toml", second)])
    assert (caught.value.file, caught.value.line) == ("b.toml", 7)
    assert str(caught.value) == "b.toml:7: text already stands at a.toml:6"


def test_other_packs_and_languages_may_repeat_a_text() -> None:
    packs = [pack_of("One?"), pack_of("One?", pack="guest"), pack_of("One?", language="de")]
    check_packs([(f"{n}.toml", pack) for n, pack in enumerate(packs)])


def written(pack: Pack, asides: Sequence[list[str]]) -> tuple[str, Pack]:
    """The pack as a file, asides before its prompts, and the pack as it should be read back."""
    rows = [f"{key} = {json.dumps(getattr(pack, key))}" for key in ("pack", "language", "category")]
    prompts = []
    for prompt, aside in zip(pack.prompts, asides, strict=True):
        rows += [*aside, "[[prompt]]", f"difficulty = {json.dumps(prompt.difficulty)}"]
        rows += [f"text = {json.dumps(prompt.text, ensure_ascii=False)}"]
        prompts.append(PackPrompt(prompt.text, prompt.difficulty, len(rows)))
    return "\n".join(rows), Pack(pack.pack, pack.language, pack.category, tuple(prompts))


TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Cn", "Zl", "Zp")),
    min_size=1,
    max_size=TEXT_LENGTH_MAX,
).filter(lambda text: text.strip() and unicodedata.is_normalized("NFC", text))
PROMPTS = st.lists(
    st.builds(PackPrompt, TEXTS, st.sampled_from(DIFFICULTIES)),
    min_size=1,
    max_size=6,
    unique_by=lambda prompt: " ".join(prompt.text.casefold().split()),
)
PACKS = st.builds(
    Pack,
    pack=st.from_regex(r"[a-z][a-z0-9-]{0,20}", fullmatch=True),
    language=st.from_regex(r"[a-z]{2}", fullmatch=True),
    category=st.sampled_from(CATEGORIES),
    prompts=PROMPTS.map(tuple),
)


ASIDES = st.lists(st.sampled_from(["", "# aside", "  # [[prompt]]", '# text = "no"']), max_size=3)


@given(PACKS, st.data())
def test_a_valid_pack_written_out_reads_back(pack: Pack, data: st.DataObject) -> None:
    """Method: write any pack among blank rows and comments, and read texts and lines back."""
    count = len(pack.prompts)
    asides = data.draw(st.lists(ASIDES, min_size=count, max_size=count))
    text, expected = written(pack, asides)
    assert parse_pack(text, "a.toml") == expected
