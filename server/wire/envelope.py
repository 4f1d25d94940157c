"""What every answer of the wire has in common: the reply, the refusal, the signal."""

from msgspec import Struct

from server.wire.codes import MESSAGES


class Reply(Struct, frozen=True, kw_only=True):
    """The answer to one command: committed where it changed something."""

    re: str | None
    ok: bool = True
    seq: int | None = None


class ErrorShown(Struct, frozen=True):
    """`code` is for machines, `message` for people."""

    code: str
    message: str
    retry_after_ms: int | None = None


class ErrorReply(Struct, frozen=True, kw_only=True):
    """Refused: nothing changed."""

    re: str | None
    ok: bool
    error: ErrorShown


class Signal(Struct, frozen=True, kw_only=True, tag_field="sig"):
    """Said once, kept nowhere, may be dropped; the newest wins."""


def error_reply(
    re: str | None, code: str, detail: str = "", retry_after_ms: int | None = None
) -> ErrorReply:
    """A refusal in words for people and codes for machines."""
    said = MESSAGES.get(code, "Refused.")
    message = f"{said} ({detail})" if detail else said
    return ErrorReply(re=re, ok=False, error=ErrorShown(code, message, retry_after_ms))
