"""`genius agents` and `genius world`: folders are checked, characters loaded, days told."""

import argparse
import shutil
from pathlib import Path

import msgspec
import pytest

from agents.check import schema
from server.valley import village_task
from server.valley.village_task import SHIPPED, add_agents, add_world, run_agents, run_world


def agents(*words: str) -> tuple[int, list[str]]:
    parser = argparse.ArgumentParser()
    add_agents(parser)
    said: list[str] = []
    return run_agents(parser.parse_args(words), said.append), said


def world(*words: str) -> tuple[int, list[str]]:
    parser = argparse.ArgumentParser()
    add_world(parser)
    said: list[str] = []
    return run_world(parser.parse_args(["run", *words]), said.append), said


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(SHIPPED, tmp_path / "them")
    return tmp_path / "them"


def test_those_who_ship_pass() -> None:
    assert agents("check") == (0, ["12 characters, nothing wrong"])


def test_faults_are_told_by_file_and_line(folder: Path) -> None:
    path = folder / "goat.json"
    path.write_text(path.read_text().replace('"place": "hill"', '"place": "moon"', 1))
    status, said = agents("check", str(folder))
    assert status == 1
    assert len(said) == 1
    assert said[0].startswith("goat.json:")
    assert said[0].endswith("there is no place 'moon' on the map")
    assert world("--agents", str(folder)) == (1, said)


def test_what_cannot_be_read_is_said(folder: Path) -> None:
    (folder / "goat.json").write_bytes(b"\xff")
    with pytest.raises(village_task.PersonaError, match=r"goat\.json: can't be read"):
        agents("check", str(folder))
    with pytest.raises(village_task.PersonaError, match="there is no character here"):
        agents("check", str(folder / "nowhere"))


def test_the_schema_is_printed() -> None:
    status, said = agents("schema")
    assert status == 0
    assert msgspec.json.decode(said[0]) == schema()


def test_days_are_told_and_the_same_seed_tells_the_same() -> None:
    status, said = world("--days", "2", "--seed", "7")
    assert status == 0
    assert said[0] == "Day 1, Monday (workday)"
    assert [each for each in said if each.startswith("Day")][1:] == ["Day 2, Tuesday (workday)"]
    assert said[-1].startswith("state ")
    assert world("--days", "2", "--seed", "7")[1] == said
    assert world("--days", "2", "--seed", "8")[1][-1] != said[-1]


def test_a_day_that_cannot_be_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    for words in (("--days", "0"), ("--dt-ms", "0"), ("--dt-ms", "2001")):
        assert world(*words) == (2, [])
    assert "--dt-ms from 1 to 2000" in capsys.readouterr().err
