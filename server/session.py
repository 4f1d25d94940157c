"""One login on one connection, sans I/O: frames in, what to do about them out.

Keeps the order of the handshake (hello first, once), counts bad frames, and knows who speaks.
"""

from typing import Final

from msgspec import Struct

from persistence.ports import Person
from server.wire import (
    BAD_FRAMES_MAX,
    Close,
    Codec,
    ErrorReply,
    Fault,
    FromClient,
    Hello,
    WireError,
    error_reply,
)

HELLO_MS_MAX: Final = 10_000


class HangUp(Struct, frozen=True):
    """End the connection with this code."""

    code: Close
    reason: str


Heard = FromClient | ErrorReply | HangUp


class Session:
    """Who speaks on a connection, and whether what they say is well formed."""

    def __init__(self, codec: Codec, now_ms: int) -> None:
        self.codec = codec
        self.person: Person | None = None
        self.hello_by_ms = now_ms + HELLO_MS_MAX
        self._bad_frames = 0
        # Commands may follow a hello at once; they wait for what becomes of it.
        self._greeted = False

    def hear(self, frame: bytes, *, binary: bool) -> Heard:
        """Read one frame: a command to carry out, an answer to give at once, or the end."""
        try:
            command = self.codec.decode(frame, binary=binary)
        except WireError as error:
            self._bad_frames += error.counts
            if self._bad_frames >= BAD_FRAMES_MAX:
                return HangUp(Close.PROTOCOL_ERROR, "too many frames that can't be read")
            return error_reply(error.id, error.code, error.detail)
        if isinstance(command, Hello):
            if self.person is not None:
                return error_reply(command.id, Fault.CONFLICT, "already signed in")
            self._greeted = True
        elif not self._greeted:
            return error_reply(command.id, Fault.UNAUTHORIZED, "say hello first")
        return command

    def welcome(self, person: Person) -> None:
        """The hello was good."""
        self.person = person

    def overdue(self, now_ms: int) -> HangUp | None:
        """Whether the hello took too long."""
        if self.person is None and now_ms > self.hello_by_ms:
            return HangUp(Close.NOT_SIGNED_IN, "no hello in time")
        return None
