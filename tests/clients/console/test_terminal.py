"""The operator's terminal: who signs in, where to, what is shown, completed and remembered."""

import io
import stat
from pathlib import Path
from typing import Any

import pytest
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document
from prompt_toolkit.history import FileHistory, InMemoryHistory

from clients.console.line import Line, console_url
from clients.console.screen import Screen, cell
from clients.console.signing import NotSaid, credentials
from clients.console.terminal import FromServer, history, obey
from clients.failures import Refused, Unanswered, Unreachable
from server.wire import ConsoleSignal, ExecuteReply, KeyAuth, PasswordAuth


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ("ws://127.0.0.1:8765", "ws://127.0.0.1:8765/console"),
        ("127.0.0.1:8765", "ws://127.0.0.1:8765/console"),
        ("https://play.example/", "wss://play.example/console"),
        ("http://play.example/games", "ws://play.example/games/console"),
        ("wss://play.example/console", "wss://play.example/console"),
    ],
)
def test_a_server_is_named_in_any_usual_way(given: str, url: str) -> None:
    assert console_url(given) == url


@pytest.mark.parametrize("given", ["", "gopher://x", "ws://"])
def test_what_names_no_server_is_said(given: str) -> None:
    with pytest.raises(Unreachable, match="ws://127"):
        console_url(given)


def test_a_password_is_read_or_asked_for_but_never_an_argument() -> None:
    known = credentials("ada", None, {"GENIUS_CONSOLE_PASSWORD": "word"}, None)
    assert known == PasswordAuth(username="ada", password="word")
    asked = credentials("ada", None, {}, lambda prompt: f"typed after {prompt!r}")
    assert isinstance(asked, PasswordAuth)
    assert "ada" in asked.password
    with pytest.raises(NotSaid, match="GENIUS_CONSOLE_PASSWORD"):
        credentials("ada", None, {}, None)


def test_a_key_is_read_from_a_file_or_the_environment(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text(" gk_1\n")
    assert credentials(None, file, {"GENIUS_KEY": "gk_2"}) == KeyAuth(key="gk_1")
    assert credentials(None, None, {"GENIUS_KEY": "gk_2"}) == KeyAuth(key="gk_2")
    file.write_bytes(b"\xff")
    for missing in (tmp_path / "none", file):
        with pytest.raises(NotSaid, match="can't be read"):
            credentials(None, missing, {})
    with pytest.raises(NotSaid, match="--user NAME"):
        credentials(None, None, {"GENIUS_KEY": "  "})


def shown(result: Any, text: str = "the server's text") -> str:
    file = io.StringIO()
    Screen(file, width=80).show(ExecuteReply(re="c", text=text, result=result))
    return file.getvalue()


def test_rows_are_a_table_and_all_else_the_servers_text() -> None:
    rows = [{"name": "Ada", "guest": False, "seen_at": None, "scopes": ["a"]}]
    lines = shown(rows).splitlines()
    assert [line.split() for line in lines] == [
        ["name", "guest", "seen", "scopes"],
        ["Ada", "no", "-", '["a"]'],
    ]
    for result in ([], {}, {"a": 1}, [1, 2], None):
        assert shown(result) == "the server's text\n"


def test_what_others_wrote_moves_no_cursor_and_is_no_markup() -> None:
    assert "[red]" in shown([{"name": "[red]\x1b[2J\u202e"}])
    for sign in ("\x1b", "\u202e"):
        assert sign not in shown([{"name": f"a{sign}b"}])
        assert sign not in shown({}, f"a{sign}b")


def test_moments_are_shown_in_the_time_of_this_place() -> None:
    assert cell("created_at", 1_764_000_000_000).startswith("2025-11-2")
    assert cell("seq", 1_764_000_000_000) == "1764000000000"
    assert (cell("x_at", None), cell("old", {}), cell("t", " a\nb ")) == ("-", "-", "a b")


class FakeLine:
    """A server that completes, watches, does as told or refuses."""

    def __init__(self, answer: Any) -> None:
        self.answer, self.asked = answer, ""
        self.watched: tuple[str, ...] = ()

    async def complete(self, line: str) -> list[str]:
        self.asked = line
        if isinstance(self.answer, Exception):
            raise self.answer
        return list(self.answer)

    async def execute(self, line: str) -> ExecuteReply:
        self.asked = line
        if isinstance(self.answer, Exception):
            raise self.answer
        return ExecuteReply(re="c", text=str(self.answer), result={})

    async def watch(self, *topics: str) -> None:
        self.watched = topics


async def completed(line: Any, text: str) -> list[tuple[str, int]]:
    document = Document(text)
    found = FromServer(line).get_completions_async(document, CompleteEvent())
    return [(each.text, each.start_position) async for each in found]


async def test_completion_is_the_servers_and_replaces_the_last_word() -> None:
    assert await completed(FakeLine(["list"]), "games li") == [("list", -2)]
    assert await completed(FakeLine(["help"]), "") == [("help", 0), ("watch", 0), ("exit", 0)]
    assert await completed(FakeLine([]), "wa") == [("watch", -2)]
    assert await completed(FakeLine(["never"]), "watch l") == [("log", -1)]
    assert await completed(FakeLine(Unanswered("late")), "games ") == []


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("done so", "done so"),
        (Refused("conflict", "That does not fit."), "That does not fit."),
        (Unanswered("no answer in 30 s"), "no answer in 30 s"),
    ],
)
async def test_a_line_shows_what_came_of_it(answer: Any, said: str) -> None:
    file, line = io.StringIO(), FakeLine(answer)
    typed: Any = line
    await obey(typed, Screen(file, width=80), "games list")
    assert (line.asked, file.getvalue().strip()) == ("games list", said)


async def test_watching_is_asked_for_by_its_topics() -> None:
    line, screen = FakeLine(""), Screen(io.StringIO())
    typed: Any = line
    await obey(typed, screen, "watch log game nonsense")
    assert line.watched == ("log", "game")
    await obey(typed, screen, "watch")
    assert line.watched == ()


def test_a_watched_line_says_what_it_is_about() -> None:
    file = io.StringIO()
    Screen(file, width=80).signal(ConsoleSignal(topic="game", at=1, about="g1", text="3 x"))
    assert file.getvalue() == "game g1  3 x\n"


def test_lines_are_remembered_in_the_state_folder_for_nobody_else(tmp_path: Path) -> None:
    kept = history({"XDG_STATE_HOME": str(tmp_path / "state")}, tmp_path)
    assert isinstance(kept, FileHistory)
    file = tmp_path / "state" / "genius" / "console_history"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    history({}, tmp_path)
    assert (tmp_path / ".local" / "state" / "genius" / "console_history").exists()
    blocked = tmp_path / "blocked"
    blocked.write_text("a file")
    assert isinstance(history({"XDG_STATE_HOME": str(blocked)}, tmp_path), InMemoryHistory)


async def test_a_server_that_is_not_there_is_unreachable() -> None:
    line = Line("ws://127.0.0.1:9", KeyAuth(key="gk"))
    with pytest.raises(Unreachable, match=r"127\.0\.0\.1:9"):
        await line.__aenter__()
    assert not line.is_open
