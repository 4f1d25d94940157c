"""What can go wrong for someone outside the wire, one exception per thing that they may do next."""

from server.wire import Close

# What the codes mean to whoever was sent away.
_REASONS = {
    Close.PROTOCOL_ERROR: "the server could not read what was sent",
    Close.NOT_SIGNED_IN: "not signed in, or the token is no longer good",
    Close.FORBIDDEN: "not allowed here",
    Close.SEAT_TAKEN: "the same seat signed in elsewhere, and the newest connection holds it",
}


class ClientError(Exception):
    """Base of all that the client raises."""


class Refused(ClientError):
    """The server said no and changed nothing; `code` is for machines."""

    def __init__(self, code: str, message: str, retry_after_ms: int | None = None) -> None:
        super().__init__(f"{code}: {message}")
        self.code, self.message, self.retry_after_ms = code, message, retry_after_ms


class Unanswered(ClientError):
    """No answer in time: whether the command was carried out is unknown."""


class Unreachable(ClientError):
    """No connection could be made for too long."""


class Dismissed(ClientError):
    """The server closed the connection with a code that forbids coming back unchanged."""

    def __init__(self, code: int, reason: str = "") -> None:
        said = reason or _REASONS.get(Close(code), "")
        super().__init__(f"closed with {code}: {said}")
        self.code = code


class FellBehind(ClientError):
    """A reader of `events` took too long and its bounded queue is full; join again."""


class Left(ClientError):
    """The client was closed, by its own side, while something still waited."""


class Broken(ClientError):
    """A frame could not be read, or a callback raised; the reason is its cause."""


def told(error: Exception) -> ClientError:
    """What the waiting callers are told of it; a bug keeps its own trace as the cause."""
    if isinstance(error, ClientError):
        return error
    broken = Broken(f"{type(error).__name__}: {error}")
    broken.__cause__ = error
    return broken
