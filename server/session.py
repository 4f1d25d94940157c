"""One login on one connection, sans I/O: frames in, what to do about them out.

Keeps the order of the handshake (hello first, once), counts bad frames, spends credits, and
knows who speaks.
"""

from typing import Final

import msgspec
from msgspec import Struct

from persistence.ports import Person
from server.limits import Limits
from server.tariffs import KIND_OF, STRAY
from server.wallet import Wallet
from server.wire import (
    BAD_FRAMES_MAX,
    Close,
    Codec,
    ErrorReply,
    Fault,
    FromClient,
    FromConsole,
    Hello,
    WireError,
    error_reply,
)

HELLO_MS_MAX: Final = Limits().hello_ms
# Among the first fields of a message, or not at all: this far into one that is cut short.
BEGINNING_BYTES: Final = 1024


class HangUp(Struct, frozen=True):
    """End the connection with this code."""

    code: Close
    reason: str


FLOODING: Final = HangUp(Close.FLOODING, "flooding: slow down")
Heard = FromClient | FromConsole | ErrorReply | HangUp


class Session:
    """Who speaks on a connection, and whether what they say is well formed and not too much."""

    __slots__ = (
        *("_bad_frames", "_greeted", "_hello_ms", "_wallet", "codec", "hello_by_ms", "person"),
    )

    def __init__(
        self, codec: Codec, now_ms: int, wallet: Wallet, hello_ms: int = HELLO_MS_MAX
    ) -> None:
        self.codec = codec
        self.person: Person | None = None
        self.hello_by_ms = now_ms + hello_ms
        self._hello_ms = hello_ms
        self._wallet = wallet
        self._bad_frames = 0
        # Commands may follow a hello at once; they wait for what becomes of it.
        self._greeted = False

    def hear(self, frame: bytes, *, binary: bool, now_ms: int) -> Heard:
        """Read one frame: a command to carry out, an answer to give at once, or the end."""
        try:
            command = self.codec.decode(frame, binary=binary)
        except WireError as error:
            return self._unreadable(frame, error, now_ms)
        wait_ms = self._wallet.spend(KIND_OF.get(type(command), STRAY), now_ms)
        if wait_ms:
            return self._limited(command.id, wait_ms, now_ms)
        if isinstance(command, Hello):
            if self.person is not None:
                return error_reply(command.id, Fault.CONFLICT, "already signed in")
            self._greeted = True
        elif not self._greeted:
            return error_reply(command.id, Fault.UNAUTHORIZED, "say hello first")
        return command

    def passed(self, now_ms: int) -> HangUp | None:
        """A frame came that is no message: a ping, a pong, or a part of one."""
        return FLOODING if self._wallet.control.spend(now_ms) else None

    def _unreadable(self, frame: bytes, error: WireError, now_ms: int) -> ErrorReply | HangUp:
        self._bad_frames += error.counts
        if self._bad_frames >= BAD_FRAMES_MAX:
            return HangUp(Close.PROTOCOL_ERROR, "too many frames that can't be read")
        named = error.id
        if named is None and error.code == Fault.TOO_LARGE:
            named = id_in(frame[:BEGINNING_BYTES], binary=self.codec.binary)
        wait_ms = self._wallet.spend(STRAY, now_ms)
        if wait_ms:
            return self._limited(named, wait_ms, now_ms)
        return error_reply(named, error.code, error.detail)

    def _limited(self, re: str | None, wait_ms: int, now_ms: int) -> ErrorReply | HangUp:
        if self._wallet.patience.spend(now_ms):
            return FLOODING
        return error_reply(re, Fault.RATE_LIMITED, "", wait_ms)

    def waits_for_hello(self, now_ms: int) -> None:
        """Whoever has said hello isn't silent: an outage must not cost them the connection."""
        self.hello_by_ms = now_ms + self._hello_ms

    def welcome(self, person: Person) -> None:
        """The hello was good."""
        self.person = person

    def overdue(self, now_ms: int) -> HangUp | None:
        """Whether the hello took too long."""
        if self.person is None and now_ms > self.hello_by_ms:
            return HangUp(Close.NOT_SIGNED_IN, "no hello in time")
        return None


def id_in(beginning: bytes, *, binary: bool) -> str | None:
    """The id in the beginning of a message that is cut short, where it can be told."""
    if binary:
        _, found, rest = beginning.partition(b"\xa2id")
        length, begin = (rest[0] - 0xA0, 1) if rest and 0xA0 <= rest[0] < 0xC0 else (0, 1)
        if rest[:1] == b"\xd9" and len(rest) > 1:
            length, begin = rest[1], 2
    else:
        _, found, rest = beginning.partition(b'"id"')
        rest = rest.lstrip(b" \t\r\n").removeprefix(b":").lstrip(b" \t\r\n")
        length, begin = rest.find(b'"', 1) + 1, 0
    written = rest[begin : begin + length]
    if not found or not length or len(written) < length:
        return None
    try:
        return written.decode() if binary else msgspec.json.decode(written, type=str)
    except (UnicodeDecodeError, msgspec.DecodeError):
        return None
