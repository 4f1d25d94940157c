"""What is found for a plain request: status, headers of its own, and the body. Pure."""

from http import HTTPStatus

from msgspec import Struct


class Found(Struct, frozen=True):
    """One answer; the headers that all answers have are added where it is sent.

    `is_part`: it is read by a page and shown by none, so what guards pages would guard nothing.
    """

    status: HTTPStatus
    headers: dict[str, str]
    body: bytes = b""
    is_part: bool = False


def text(status: HTTPStatus, words: str, **headers: str) -> Found:
    """A line for people or programs."""
    kind = {"Content-Type": "text/plain; charset=utf-8", **headers}
    return Found(status, kind, words.encode() + b"\n")
