"""Starts with packs, characters or quips that can't be read: file and line, and nothing is made."""

from pathlib import Path

import pytest

from agents.persona import PersonaError
from agents.quips import QuipsError
from game.packs.schema import PackError
from persistence.migrate import MigrationError, read
from server import content
from tests.starts.conftest import Written
from tests.starts.serving import refused

UNFIT = (PackError, PersonaError, QuipsError)
HEAD = 'pack = "house"\nlanguage = "en"\ncategory = "office"\n'
PROMPT = '[[prompt]]\ntext = "{}"\ndifficulty = "easy"\n'
BAD = [
    ("game/packs/zz.toml", "pack = [\n", "zz.toml:"),
    ("game/packs/zz.toml", HEAD.replace("pack", "pakc", 1), "zz.toml:1: unknown key 'pakc'"),
    ("game/packs/zz.toml", HEAD + PROMPT.format("a") * 2, "text already stands at zz.toml:5"),
    ("agents/characters/zz.json", "{", "zz"),
    ("agents/quips/zz.toml", "quips = [\n", "zz"),
]


@pytest.mark.parametrize(("path", "text", "said"), BAD)
def test_words_that_cannot_be_read_are_named(
    tree: Path, write: Written, path: str, text: str, said: str
) -> None:
    """Method: what a start does first, without the start."""
    write(path, text)
    with pytest.raises(UNFIT) as refusal:
        content.words(tree)
    assert said in str(refusal.value)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(("path", "text", "said"), [BAD[0], BAD[2], BAD[3]])
def test_a_start_without_its_words_ends_in_one_line_and_makes_nothing(
    tree: Path, write: Written, tmp_path: Path, path: str, text: str, said: str
) -> None:
    write(path, text)
    refused({"GENIUS_DATA_DIR": str(tmp_path / "data")}, said, tree=tree)
    assert not (tmp_path / "data").exists()


UNREADABLE = [
    ("game/packs/zz.toml", b"pack = \n\xff", "zz.toml:2: not UTF-8"),
    ("agents/characters/zz.json", b"\xff", "zz.json: not UTF-8"),
    ("agents/quips/zz.toml", None, "zz.toml: can't be read: Is a directory"),
    ("game/packs/zz.toml", None, "can't be read: Is a directory"),
    ("migrations/0000_zz.sql", b"\xff", "0000_zz.sql: can't be read"),
]


def look(tree: Path) -> None:
    """Read all files that a start reads before it makes anything."""
    content.words(tree)
    read(tree / "migrations")


@pytest.mark.parametrize(("path", "written", "said"), UNREADABLE)
def test_a_file_that_is_not_text_is_named(
    tree: Path, path: str, written: bytes | None, said: str
) -> None:
    """Method: bytes that are no UTF-8, or a folder of that name, which not even root can read."""
    if written is None:
        (tree / path).mkdir()
    else:
        (tree / path).write_bytes(written)
    with pytest.raises((*UNFIT, MigrationError)) as refusal:
        look(tree)
    assert said in str(refusal.value)
    assert "\n" not in str(refusal.value)
