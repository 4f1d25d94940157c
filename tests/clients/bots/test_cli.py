"""What `genius bots` takes and refuses on its command line."""

import argparse

import pytest

from clients.bots.cli import add_arguments, options_of, run
from clients.bots.options import Options


def parsed(*words: str) -> argparse.Namespace:
    """The arguments as the command reads them."""
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    return parser.parse_args(words)


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("ws://127.0.0.1:8765/ws", "ws://127.0.0.1:8765/ws"),
        ("http://127.0.0.1:8765/", "ws://127.0.0.1:8765/ws"),
        ("https://play.example", "wss://play.example/ws"),
        ("127.0.0.1:8766", "ws://127.0.0.1:8766/ws"),
        ("ws://127.0.0.1:8765/other", "ws://127.0.0.1:8765/other"),
    ],
)
def test_a_server_may_be_named_as_in_a_browser(given: str, meant: str) -> None:
    assert parsed("--url", given).url == [meant]


def test_several_servers_come_by_commas_and_again_and_again() -> None:
    given = parsed("--url", "a:1,b:2", "--url", "http://c")
    assert given.url == ["ws://a:1/ws", "ws://b:2/ws", "ws://c/ws"]
    assert parsed().url is None
    assert options_of(given).addresses == ("ws://a:1/ws", "ws://b:2/ws", "ws://c/ws")
    assert options_of(parsed()).addresses == (Options().url,)


@pytest.mark.parametrize("wrong", ["ftp://127.0.0.1", "http://"])
def test_what_is_no_server_is_refused(wrong: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parsed("--url", wrong)
    assert "no address of a server" in capsys.readouterr().err


def test_a_table_seats_twelve(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(parsed("--players", "10", "--agents", "3")) == 2
    assert "seats 12" in capsys.readouterr().err
