"""Log lines as people and as collectors read them, and what they are said to be about."""

import asyncio
import contextlib
import io
import logging
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
import pytest

from server import logs

Heard = Callable[[], list[str]]


@pytest.fixture
def quiet_after() -> Iterator[None]:
    """Puts the root logger back as it was; what other tests were about is not told here."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    token = logs.enter()
    yield
    with contextlib.suppress(ValueError):  # an asynchronous test has a context of its own
        logs.leave(token)
    root.handlers[:], root.level = before, level


def lines(form: logs.LogFormat, say: Callable[[logging.Logger], object]) -> list[str]:
    stream = io.StringIO()
    logs.set_up("debug", form, stream)
    say(logging.getLogger("server.tests"))
    return stream.getvalue().splitlines()


def broken(log: logging.Logger) -> None:
    try:
        raise ValueError("so it goes")
    except ValueError:
        log.exception("a command broke")


@pytest.mark.usefixtures("quiet_after")
def test_a_line_for_people_tells_when_who_and_what_about() -> None:
    token = logs.enter(connection="k7", user="u1", game="g2", command="c3")
    (line,) = lines("text", lambda log: log.warning("%d games", 3))
    logs.leave(token)
    moment, _, rest = line.partition("Z ")
    assert len(moment) == len("2026-01-01T00:00:00.000")
    assert rest == ("WARNING server.tests: 3 games [connection=k7 user=u1 game=g2 command=c3]")
    (line,) = lines("text", lambda log: log.info("alone"))
    assert line.endswith("INFO    server.tests: alone")


@pytest.mark.usefixtures("quiet_after")
def test_a_line_for_collectors_is_one_json_object_even_of_a_traceback() -> None:
    token = logs.enter(user="u1", command='c"\n3')
    (line,) = lines("json", broken)
    logs.leave(token)
    said: dict[str, Any] = msgspec.json.decode(line)
    assert list(said) == ["ts", "level", "logger", "message", "user", "command", "trace"]
    assert (said["level"], said["logger"], said["message"]) == (
        "error",
        "server.tests",
        "a command broke",
    )
    assert (said["user"], said["command"]) == ("u1", 'c"?3')
    assert "ValueError: so it goes" in said["trace"]
    first, *_, last = lines("text", broken)
    assert first.endswith("a command broke")
    assert last == "ValueError: so it goes"


@pytest.mark.usefixtures("quiet_after")
def test_an_id_of_a_client_cannot_forge_a_line_nor_fill_the_disk() -> None:
    token = logs.enter(command="c\n2026 ERROR forged\x1b[31m" + "x" * 500)
    found = lines("text", lambda log: log.info("once"))
    logs.leave(token)
    assert len(found) == 1
    assert "\x1b" not in found[0]
    assert len(found[0]) < 200


@pytest.mark.usefixtures("quiet_after")
async def test_a_task_says_what_it_is_about_and_tells_nobody_else() -> None:
    """Method: a room's task is begun in the middle of somebody's command."""
    said: list[list[str]] = []

    async def turn() -> None:
        said.append(lines("text", lambda log: log.info("turn")))

    token = logs.enter(user="u1", command="c3")
    await asyncio.create_task(logs.of_game("g2", turn))
    said.append(lines("text", lambda log: log.info("reply")))
    logs.leave(token)
    said.append(lines("text", lambda log: log.info("idle")))
    assert [each[0].partition("server.tests: ")[2] for each in said] == [
        "turn [game=g2]",
        "reply [user=u1 command=c3]",
        "idle",
    ]


@pytest.mark.usefixtures("quiet_after")
def test_setting_up_again_does_not_say_everything_twice() -> None:
    first = io.StringIO()
    logs.set_up("info", "text", first)
    assert len(lines("text", lambda log: log.debug("low"))) == 1
    assert first.getvalue() == ""
    assert logging.getLogger("websockets").level >= logging.WARNING


@pytest.mark.usefixtures("quiet_after")
def test_lines_of_several_nodes_in_one_stream_say_whose_they_are() -> None:
    token = logs.enter(user="u1")
    told = {}
    for form in ("text", "json"):
        stream = io.StringIO()
        logs.set_up("info", form, stream, node="hall-2")  # type: ignore[arg-type]
        logging.getLogger("server.tests").info("here")
        told[form] = stream.getvalue()
    logs.leave(token)
    assert told["text"].endswith("here [node=hall-2 user=u1]\n")
    line = msgspec.json.decode(told["json"])
    assert (line["node"], line["user"]) == ("hall-2", "u1")
