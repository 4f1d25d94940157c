"""One spectator: joins, counts what it is shown, and comes back, here or at another address.

Sans-I/O but for the timers and sockets that it asks its host for.
"""

from collections.abc import Callable
from typing import Any, Final, Protocol

import msgspec
from msgspec import Raw, Struct

from clients.addresses import Addresses
from clients.auth import Guest, Token
from clients.bots.crowd import Tally
from clients.exchange import NOT_NOW, PAUSE_MS
from clients.uplink import FINAL
from game.commands import JoinGame
from game.ids import GameId
from server.wire import CODECS, JSON, Close, FromClient, Hello, ResumeGame

ENDS: Final = ("game.completed", "game.cancelled")
# What only its author may read, and what nobody may before the end.
PERSONAL: Final = ("response.submitted", "vote.cast")
UNTOLD: Final = ("round.judged",)
WATCHING: Final = ("join", "resume")
_NOTHING: Final = (b"", b"null")


class _Fault(Struct):
    code: str = ""
    retry_after_ms: int | None = None


class Heard(Struct, kw_only=True):
    """As much of a frame as a spectator needs to count it."""

    re: str | None = None
    error: _Fault | None = None
    ev: str | None = None
    sig: str | None = None
    seq: int | None = None
    at: int | None = None
    text: Raw = Raw()
    response: Raw = Raw()
    vote_type: Raw = Raw()
    token: str | None = None
    retry_after_ms: int | None = None
    events: "list[Heard] | None" = None
    snapshot: Raw = Raw()


_read: Final = msgspec.json.Decoder(Heard).decode
_write: Final = CODECS[JSON].encode


class Line(Protocol):
    """A connection, as far as a watcher needs it."""

    def send(self, text: bytes) -> None:
        """Write a frame."""

    def abort(self) -> None:
        """Drop it."""


class Host(Protocol):
    """Who gives watchers their sockets and their time."""

    tally: Tally

    def dial(self, watcher: "Watcher") -> None:
        """Connect it to its address; `opened` or `closed` is called later."""

    def later(self, delay_s: float, call: Callable[[], None]) -> None:
        """Call back in so many seconds."""

    def now_s(self) -> float:
        """A clock for pauses."""

    def now_ms(self) -> float:
        """The time of day, when the bytes at hand arrived."""


class Watcher:
    """Follows one game to its end, then hangs up; `done` is called once, `here` at the join."""

    __slots__ = (
        "_done", "_game", "_here", "_host", "_line", "_name", "_over",
        "_rest_s", "_seq", "_token", "_waiting", "addresses",
    )  # fmt: skip

    def __init__(
        self,
        host: Host,
        addresses: Addresses,
        game: GameId,
        name: str,
        here: Callable[[], None],
        done: Callable[["Watcher"], None],
    ) -> None:
        self.addresses = addresses
        self._host, self._game, self._name = host, game, name
        self._here: Callable[[], None] | None = here
        self._done = done
        self._line: Line | None = None
        self._seq: int | None = None
        self._token: str | None = None
        self._rest_s: float | None = None
        # Whether live events may not come yet.
        self._waiting = True
        self._over = False

    def start(self) -> None:
        """Go and watch."""
        self._host.dial(self)

    def opened(self, line: Line) -> None:
        """The connection is there."""
        self._line = line
        auth = Token(self._token) if self._token else Guest(self._name)
        self._say(Hello(id="hello", client="genius-crowd/1", auth=auth))

    def closed(self, code: int) -> None:
        """It ended, or never began."""
        self._line = None
        if self._over:
            return
        tally, addresses = self._host.tally, self.addresses
        if not self._waiting:
            tally.watching -= 1
            tally.reconnects += 1
        self._waiting = True
        if code in FINAL:
            self._end(f"closed with {code}")
            return
        if self._rest_s is not None:
            addresses.rest(self._rest_s, self._host.now_s())
            self._rest_s = None
        if code == Close.FLOODING:
            addresses.flooded()
        else:
            addresses.failed()
        self._host.later(addresses.turn(self._host.now_s()), self._again)

    def take(self, frame: bytes) -> None:
        """One frame."""
        try:
            heard = _read(frame)
        except msgspec.DecodeError as error:
            self._end(f"could not read a frame: {error}")
            return
        if heard.ev is not None:
            self._count(heard, live=True)
        elif heard.sig is not None:
            self._host.tally.signals += 1
            if heard.sig == "goodbye":
                self._rest_s = (heard.retry_after_ms or 0) / 1000
        elif heard.error is not None:
            self._refused(heard.re, heard.error)
        elif heard.re == "hello":
            self._token = heard.token or self._token
            self._ask()
        elif heard.re in WATCHING:
            self._watch(heard)

    def give_up(self, why: str) -> None:
        """The host waits no longer."""
        self._end(why)

    # -- inside

    def _again(self) -> None:
        if not self._over:
            self._host.dial(self)

    def _say(self, command: FromClient) -> None:
        if self._line is not None:
            self._line.send(_write(command))

    def _ask(self) -> None:
        if self._seq is None:
            self._say(JoinGame(id="join", game=self._game, role="spectator"))
        else:
            self._say(ResumeGame(id="resume", game=self._game, seq=self._seq))

    def _refused(self, re: str | None, fault: _Fault) -> None:
        if fault.code not in NOT_NOW:
            self._end(f"{re} was refused: {fault.code}")
            return
        wait_s = (fault.retry_after_ms or PAUSE_MS) / 1000
        line = self._line
        again: Any = self._ask if re in WATCHING else lambda: self.opened(line) if line else None
        self._host.later(wait_s, lambda: again() if self._line is line else None)

    def _watch(self, heard: Heard) -> None:
        """The reply to join or resume: from here on each number follows the one before."""
        tally = self._host.tally
        if self._waiting:
            self._waiting = False
            self.addresses.lost()
            tally.came()
        if bytes(heard.snapshot) not in _NOTHING:
            tally.snapshots += self._seq is not None
            self._seq = max(self._seq or 0, heard.seq or 0)
        for each in heard.events or ():
            tally.resumed += 1
            self._count(each, live=False)
        if self._here is not None:
            here, self._here = self._here, None
            here()

    def _count(self, heard: Heard, *, live: bool) -> None:
        tally = self._host.tally
        tally.events += 1
        if live and self._waiting:
            return  # before the answer to the join, whose snapshot holds it
        last, seq = self._seq or 0, heard.seq or 0
        if seq <= last:
            tally.doubled += 1
            return
        if seq != last + 1:
            tally.holes += 1
            tally.note(f"{self._name}: {seq} came after {last}")
        self._seq = seq
        if live and heard.at is not None:
            tally.lag_ms[max(0, round(self._host.now_ms() - heard.at))] += 1
        if leaks(heard):
            tally.secrets += 1
            tally.note(f"{self._name}: {heard.ev} {heard.seq} told a secret")
        if heard.ev in ENDS:
            self._end(None)

    def _end(self, fault: str | None) -> None:
        if self._over:
            return
        self._over = True
        tally = self._host.tally
        if not self._waiting:
            tally.watching -= 1
        if fault is not None:
            tally.missing += 1
            tally.note(f"{self._name}: {fault}")
        if self._here is not None:
            here, self._here = self._here, None
            here()
        if self._line is not None:
            self._line.abort()
        self._done(self)


def leaks(heard: Heard) -> bool:
    """Whether a spectator was shown what is not theirs to know yet."""
    if heard.ev in UNTOLD:
        return True
    if heard.ev not in PERSONAL:
        return False
    return any(
        bytes(each) not in _NOTHING for each in (heard.text, heard.response, heard.vote_type)
    )
