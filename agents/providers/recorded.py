"""A language model's replies, recorded once and given again: for tests, and to replay a sitting."""

from collections.abc import Mapping
from hashlib import blake2b
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from agents.ports import Model, ModelUnavailable, Question

DIGEST_BYTES: Final = 12


class RecordingError(ValueError):
    """A recording that can't be read; says why."""


class Recording(Struct, frozen=True, forbid_unknown_fields=True):
    """Who replied, and the replies by the digest of their questions."""

    model: str
    replies: dict[str, str]


def digest(question: Question) -> str:
    """What a question is found by: all of it, so a changed instruction has no old reply."""
    return blake2b(msgspec.json.encode(question), digest_size=DIGEST_BYTES).hexdigest()


def open_recording(path: Path) -> "Recorded":
    """A recorded model from its JSON file; RecordingError names the file."""
    try:
        return Recorded(msgspec.json.decode(path.read_bytes(), type=Recording))
    except (OSError, msgspec.DecodeError) as error:
        raise RecordingError(f"{path.name}: {error}") from error


class Recorded:
    """Says what was recorded, and nothing else."""

    def __init__(self, recording: Recording) -> None:
        self.name = recording.model
        self._replies: Mapping[str, str] = recording.replies

    async def reply(self, question: Question) -> str:
        """The recorded reply; ModelUnavailable where this question was never asked."""
        found = self._replies.get(digest(question))
        if found is None:
            raise ModelUnavailable("nobody recorded a reply to this question")
        return found


class Recorder:
    """Passes questions on to a model and keeps what it replies."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._replies: dict[str, str] = {}

    @property
    def name(self) -> str:
        """The model's own."""
        return self._model.name

    async def reply(self, question: Question) -> str:
        """The model's reply; what it can't reply to is not recorded."""
        said = await self._model.reply(question)
        self._replies[digest(question)] = said
        return said

    def recording(self) -> Recording:
        """All that was said so far, in an order that doesn't depend on who answered first."""
        return Recording(self.name, dict(sorted(self._replies.items())))


def written(recording: Recording) -> bytes:
    """A recording as the file that `open_recording` reads."""
    return msgspec.json.format(msgspec.json.encode(recording), indent=1) + b"\n"
