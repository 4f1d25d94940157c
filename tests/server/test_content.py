"""What ships is read whole and in one order; a broken file is named with its line."""

from pathlib import Path

import pytest

from agents.persona import PersonaError
from game.packs.schema import PackError
from server import content
from tests.server.stage import ROOT, personas, quips


def test_the_packs_that_ship_are_as_many_as_promised() -> None:
    found = content.prompts(ROOT / "game" / "packs")
    assert len(found) >= 300
    assert len({each.prompt.category for each in found}) >= 8
    assert {each.prompt.difficulty for each in found} == {"easy", "medium", "hard"}
    assert {(each.pack, each.language) for each in found} == {("house", "en")}


def test_the_characters_that_ship_can_all_be_cast() -> None:
    found = personas()
    assert len(found) >= 8
    cast = content.cast(found)
    assert [each.agent for each in cast] == sorted(each.slug for each in found)
    assert [each.name for each in cast] == [each.name for each in found]


def test_the_quips_that_ship_can_be_read() -> None:
    assert quips() == content.quips(ROOT / "agents" / "quips")


def test_a_pack_that_is_not_utf_8_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_bytes(b'pack = "a"\nlanguage = "\xff"\n')
    with pytest.raises(PackError, match=r"bad\.toml:2.*UTF-8"):
        content.prompts(tmp_path)


def test_a_broken_pack_or_character_is_named(tmp_path: Path) -> None:
    (tmp_path / "odd.toml").write_text("pack = 7\n")
    (tmp_path / "goat.json").write_text("{}")
    with pytest.raises(PackError, match=r"odd\.toml"):
        content.prompts(tmp_path)
    with pytest.raises(PersonaError, match="goat"):
        content.personas(tmp_path)


def test_other_files_are_no_content(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("nothing of ours")
    assert content.prompts(tmp_path) == []
    assert content.personas(tmp_path) == ()
