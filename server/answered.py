"""The outcomes of one person's last commands, for their retries; sans I/O.

Kept as bytes: as objects they were a fifth of a room's memory, and most of it after much chat.
"""

from hashlib import blake2b
from struct import Struct as Layout
from typing import Final

from game.refusals import Rejected

# Outcomes kept per person for their retries; an older retry is decided anew.
ANSWERS_MAX: Final = 64

# The mark of the command, the number of its event, and the UUID that it minted or zeros.
_RECORD: Final = Layout(">8sI16s")
_NOTHING: Final = bytes(16)
# In place of the number: to be found among the others.
_OTHER: Final = 0


# The number of its own event and the id that it minted, if any; or why it was refused.
Known = tuple[int, str | None] | Rejected


class Answered:
    """Outcomes by what caused them; when there are too many, the first goes."""

    __slots__ = ("_others", "_records")

    def __init__(self) -> None:
        self._records = b""
        # What is no plain answer, by its mark; few ask for what is refused.
        self._others: dict[bytes, Known] | None = None

    def get(self, cause: str) -> Known | None:
        """The outcome of the command with this cause."""
        mark = _mark(cause)
        at = self._find(mark)
        if at < 0:
            return None
        _, seq, made = _RECORD.unpack_from(self._records, at)
        if seq == _OTHER:
            assert self._others is not None
            return self._others[mark]
        return seq, None if made == _NOTHING else _spelled(made)

    def note(self, cause: str, outcome: Known) -> None:
        """Keep this one, unless the cause has its outcome already."""
        mark = _mark(cause)
        if self._find(mark) >= 0:
            return
        seq, made = _packed(outcome)
        if seq == _OTHER:
            self._others = self._others or {}
            self._others[mark] = outcome
        self._records += _RECORD.pack(mark, seq, made)
        if len(self._records) > ANSWERS_MAX * _RECORD.size:
            self._forget_first()

    def _find(self, mark: bytes) -> int:
        """Where its record begins; below 0 where there is none."""
        at = self._records.find(mark)
        while at > 0 and at % _RECORD.size:
            at = self._records.find(mark, at + 1)
        return at

    def _forget_first(self) -> None:
        mark, seq, _ = _RECORD.unpack_from(self._records)
        self._records = self._records[_RECORD.size :]
        if seq == _OTHER:
            assert self._others is not None
            del self._others[mark]


def _mark(cause: str) -> bytes:
    """Tells apart what one person asks; whoever made two alike would mislead only themselves."""
    return blake2b(cause.encode(), digest_size=8).digest()


def _packed(outcome: Known) -> tuple[int, bytes]:
    """The number and what was minted; `_OTHER` for what that can't say."""
    if isinstance(outcome, Rejected):
        return _OTHER, _NOTHING
    seq, made = outcome
    if made is None:
        return seq, _NOTHING
    try:
        packed = bytes.fromhex(made.replace("-", ""))
    except ValueError:
        return _OTHER, _NOTHING
    is_uuid = _spelled(packed) == made and packed != _NOTHING
    return (seq, packed) if is_uuid else (_OTHER, _NOTHING)


def _spelled(made: bytes) -> str:
    """A UUID as it is written."""
    digits = made.hex()
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"
