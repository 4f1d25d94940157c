"""What each mode of a line does to those at its ends."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.faults.lines import Line, Lines, Mode

SOON_S = 5.0
NOT_YET_S = 0.15


@contextmanager
def echo(address: str | tuple[str, int]) -> Iterator[socket.socket]:
    """A server that says everything back."""
    family = socket.AF_UNIX if isinstance(address, str) else socket.AF_INET

    def serve(bound: socket.socket) -> None:
        while True:
            try:
                peer, _ = bound.accept()
            except OSError:
                return
            threading.Thread(target=repeat, args=(peer,), daemon=True).start()

    def repeat(peer: socket.socket) -> None:
        with peer:
            try:
                while said := peer.recv(65_536):
                    peer.sendall(said)
            except OSError:
                return

    with socket.socket(family) as bound:
        bound.bind(address)
        bound.listen()
        threading.Thread(target=serve, args=(bound,), daemon=True).start()
        yield bound
        bound.shutdown(socket.SHUT_RDWR)


class Ends:
    """A line with an echo behind it."""

    def __init__(self, lines: Lines, line: Line) -> None:
        self.lines, self.line = lines, line
        self.sockets: list[socket.socket] = []

    def dial(self) -> socket.socket:
        """A fresh connection."""
        self.sockets.append(socket.create_connection(("127.0.0.1", self.line.port), SOON_S))
        return self.sockets[-1]

    def turn(self, mode: Mode) -> None:
        """Change the line."""
        self.lines.turn(self.line, mode)

    def close(self) -> None:
        """Hang up."""
        for each in self.sockets:
            each.close()


@pytest.fixture(params=["tcp", "unix"])
def ends(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ends]:
    """Both kinds of what may stand behind a line."""
    place = ("127.0.0.1", 0) if request.param == "tcp" else str(tmp_path / "echo.sock")
    with echo(place) as bound, Lines("1") as lines:
        found = Ends(lines, lines.add(bound.getsockname()))
        yield found
        found.close()


def ask(end: socket.socket, word: bytes = b"hello") -> bytes:
    """What is said back, as much as was said."""
    end.sendall(word)
    said = b""
    while len(said) < len(word) and (more := end.recv(65_536)):
        said += more
    return said


def says_nothing(end: socket.socket, word: bytes = b"hello") -> bool:
    """Whether no answer comes in a moment."""
    end.settimeout(NOT_YET_S)
    try:
        return not ask(end, word)
    except TimeoutError:
        return True
    finally:
        end.settimeout(SOON_S)


def is_reset(end: socket.socket) -> bool:
    """Whether the connection is gone with a reset."""
    try:
        return end.recv(1) == b"never"
    except ConnectionResetError:
        return True


def test_it_passes_everything_on(ends: Ends) -> None:
    word = bytes(range(256)) * 4_000
    assert ask(ends.dial(), word) == word


def test_cut_resets_and_refuses_until_it_passes_again_at_the_same_port(ends: Ends) -> None:
    before = ends.dial()
    assert ask(before) == b"hello"
    ends.turn("cut")
    assert is_reset(before)
    with pytest.raises(ConnectionRefusedError):
        ends.dial()
    ends.turn("pass")
    assert ask(ends.dial()) == b"hello"


def test_a_reset_is_for_those_who_are_there(ends: Ends) -> None:
    before = ends.dial()
    assert ask(before) == b"hello"
    ends.lines.reset(ends.line)
    assert is_reset(before)
    assert ask(ends.dial()) == b"hello"


def test_delay_takes_its_time(ends: Ends) -> None:
    end = ends.dial()
    assert ask(end) == b"hello"
    ends.turn("delay")
    began = time.monotonic()
    assert ask(end) == b"hello"
    assert time.monotonic() - began > 0.04


def test_a_hole_swallows_and_whoever_spoke_into_it_is_reset_at_its_end(ends: Ends) -> None:
    old, quiet = ends.dial(), ends.dial()
    assert ask(old) == ask(quiet) == b"hello"
    ends.turn("hole")
    assert says_nothing(old)
    assert says_nothing(ends.dial())
    ends.turn("pass")
    assert is_reset(old)
    assert ask(quiet) == b"hello"


def test_half_open_connections_stay_deaf_while_new_ones_pass(ends: Ends) -> None:
    old = ends.dial()
    assert ask(old) == b"hello"
    ends.turn("half")
    assert says_nothing(old)
    assert ask(ends.dial()) == b"hello"
    ends.turn("pass")
    assert is_reset(old)


def test_what_is_stalled_comes_later_and_whole(ends: Ends) -> None:
    end = ends.dial()
    assert ask(end) == b"hello"
    ends.turn("stall")
    assert says_nothing(end, b"one")
    ends.turn("pass")
    assert end.recv(10) == b"one"


def test_a_slow_reader_gets_all_of_it_in_small_pieces(ends: Ends) -> None:
    end = ends.dial()
    assert ask(end) == b"hello"
    ends.turn("slow")
    began = time.monotonic()
    assert ask(end, b"x" * 1_500) == b"x" * 1_500
    assert time.monotonic() - began > 0.1
