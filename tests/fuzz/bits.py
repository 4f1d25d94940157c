"""A websocket frame bit by bit, as a client may say it and as none should. Knows no codec."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from websockets.frames import apply_mask

CONT, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10
KEY: Final = b"\x0f\x1e\x2d\x3c"


def frame(
    opcode: int,
    payload: bytes = b"",
    *,
    fin: bool = True,
    rsv: int = 0,
    key: bytes | None = KEY,
    form: int | None = None,
    length: int | None = None,
) -> bytes:
    """One frame. `key` None leaves it unmasked; `form` 126 or 127 forces that way to write the
    length, and `length` lies about it."""
    told = len(payload) if length is None else length
    if form is None:
        form = told if told < 126 else 126 if told < 65_536 else 127
    head = bytes(((0x80 if fin else 0) | rsv << 4 | opcode, (0x80 if key else 0) | form))
    wide = told.to_bytes({126: 2, 127: 8}[form], "big") if form >= 126 else b""
    if key is None:
        return head + wide + payload
    return head + wide + key + apply_mask(payload, key)


def close(code: int | None = 1000, reason: bytes = b"") -> bytes:
    """A close frame; None leaves even the code out."""
    return frame(CLOSE, (b"" if code is None else code.to_bytes(2, "big")) + reason)


def pieces(opcode: int, payload: bytes, sizes: Sequence[int], key: bytes = KEY) -> list[bytes]:
    """A message in fragments of these sizes, and the rest in a last one."""
    cuts = [0]
    for size in sizes:
        cuts.append(min(cuts[-1] + size, len(payload)))
    cuts.append(len(payload))
    parts = [payload[a:b] for a, b in pairwise(cuts)]
    last = len(parts) - 1
    return [
        frame(CONT if n else opcode, part, fin=n == last, key=key) for n, part in enumerate(parts)
    ]
