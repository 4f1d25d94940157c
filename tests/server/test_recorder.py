"""The last posts of a room, bounded, and written as lines that a person can read."""

from pathlib import Path

import msgspec

from game.commands import SendChat, Tick
from game.ids import SYSTEM, Actor, GameId
from server.recorder import FILES_MAX, POSTS_KEPT, Recorder
from server.room import Post, post

GAME = GameId("g")


def line(n: int) -> Post:
    return post(Actor("ada"), SendChat(id=f"c{n}", game=GAME, text=f"line {n}"))


def test_the_posts_are_written_with_their_moments(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path / "crashes")
    recorder.note([line(1), line(2)], 1_000)
    recorder.note([post(SYSTEM, Tick())], 2_000)
    path = recorder.dump(GAME, 7)
    assert path == tmp_path / "crashes" / "g-7.jsonl"
    found = [msgspec.json.decode(each) for each in path.read_bytes().splitlines()]
    assert [each[0] for each in found] == [1_000, 1_000, 2_000]
    assert found[0][1]["actor"] == "ada"
    assert found[0][1]["command"] == {
        "op": "chat.send",
        "id": "c1",
        "game": "g",
        "text": "line 1",
    }
    assert found[2][1]["command"]["op"] == "clock.tick"


def test_only_the_last_ones_are_kept(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path)
    for n in range(POSTS_KEPT + 10):
        recorder.note([line(n)], n)
    path = recorder.dump(GAME, 1)
    assert path is not None
    lines = path.read_bytes().splitlines()
    assert len(lines) == POSTS_KEPT
    assert b"line 10" in lines[0]


def test_a_folder_that_is_full_gets_no_more(tmp_path: Path) -> None:
    for n in range(FILES_MAX):
        (tmp_path / f"{n}.jsonl").touch()
    assert Recorder(tmp_path).dump(GAME, 1) is None
    assert len(list(tmp_path.iterdir())) == FILES_MAX


def test_a_folder_that_cannot_be_made_costs_only_the_log(tmp_path: Path) -> None:
    taken = tmp_path / "crashes"
    taken.touch()
    assert Recorder(taken).dump(GAME, 1) is None


def test_without_a_folder_nothing_is_written() -> None:
    recorder = Recorder(None)
    recorder.note([line(1)], 1)
    assert recorder.dump(GAME, 1) is None
