"""All memories of one agent in RAM, laid out so that those to consider are found at once.

Exact: it chooses what `agents.retrieval.candidates` chooses, in the same orders.
"""

from collections.abc import Iterable
from typing import Final

import numpy as np
import numpy.typing as npt

from agents.memories import ANYBODY, Memory, Whom, is_about
from agents.retrieval import CANDIDATES_MAX, Cue

Rows = npt.NDArray[np.int64]
Marks = npt.NDArray[np.float32]
# Of a memory, all that decides where it lies; to be recalled changes nothing of that.
LAID_OUT_BY: Final = (
    "at",
    "importance",
    "words",
    "players",
    "agents",
    "game",
    "embedding",
    "model",
)
_NONE: Final[Rows] = np.empty(0, np.int64)


class Hot:
    """The newest first; a row is a memory's place in that order."""

    def __init__(self, memories: Iterable[Memory]) -> None:
        self.memories = sorted(memories, key=lambda each: (each.at, each.id), reverse=True)
        self._row_of = {each.id: row for row, each in enumerate(self.memories)}
        weights = np.array([-each.importance for each in self.memories])
        self._weightiest: Rows = np.argsort(weights, kind="stable")
        self._with_word = _rows_by(each.words for each in self.memories)
        self._about = _rows_by((*each.players, *each.agents) for each in self.memories)
        self._open: Rows = np.array(
            [row for row, each in enumerate(self.memories) if is_about(each, ANYBODY)], np.int64
        )
        # Of each model and width: the rows that have such an embedding, and their directions.
        self._meant: dict[tuple[str | None, int], tuple[Rows, npt.NDArray[np.float32]]] = {}
        kinds: dict[tuple[str | None, int], list[int]] = {}
        for row, each in enumerate(self.memories):
            if each.embedding is not None:
                kinds.setdefault((each.model, len(each.embedding)), []).append(row)
        for kind, rows in kinds.items():
            said = b"".join(self.memories[row].embedding or b"" for row in rows)
            directions = np.frombuffer(said, "<f4").reshape(len(rows), -1)
            self._meant[kind] = np.array(rows, np.int64), directions

    def candidates(
        self, asked: Cue, about: Whom | None = None, limit: int = CANDIDATES_MAX
    ) -> tuple[Memory, ...]:
        """Those to consider, of all or of those about any of these, or ANYBODY."""
        is_in = None
        newest, weightiest = np.arange(min(limit, len(self.memories))), self._weightiest
        if about is not None:
            is_in = np.zeros(len(self.memories), np.bool_)
            is_in[self._open if about == ANYBODY else self._of(about)] = True
            newest, weightiest = np.flatnonzero(is_in), weightiest[is_in[weightiest]]
        chosen: dict[int, None] = {}
        for rows in (
            newest[:limit],
            weightiest[:limit],
            _best(*self._sharing(asked), is_in, limit),
            _best(*self._nearest(asked), is_in, limit),
        ):
            chosen.update(dict.fromkeys(rows.tolist()))
        return tuple(self.memories[row] for row in chosen)

    def _of(self, whom: Whom) -> Rows:
        """Those about any of these."""
        return np.concatenate([_NONE, *(self._about.get(each, _NONE) for each in whom)])

    def renew(self, memory: Memory) -> bool:
        """Take this one in place of what it was; False if it would lie elsewhere, or is new."""
        row = self._row_of.get(memory.id)
        if row is None or any(
            getattr(memory, name) != getattr(self.memories[row], name) for name in LAID_OUT_BY
        ):
            return False
        self.memories[row] = memory
        return True

    def _sharing(self, asked: Cue) -> tuple[Rows, Marks]:
        """Those with a word of the cue, and how many of its words each has."""
        found = [self._with_word[word] for word in asked.words if word in self._with_word]
        counts = np.bincount(np.concatenate([_NONE, *found]), minlength=len(self.memories))
        rows = np.flatnonzero(counts)
        return rows, counts[rows].astype(np.float32)

    def _nearest(self, asked: Cue) -> tuple[Rows, Marks]:
        """Those that a cosine can be told of, and the cosine."""
        meant = asked.embedding
        rows, directions = self._meant.get((asked.model, len(meant or b"")), (_NONE, None))
        if meant is None or directions is None:
            return _NONE, np.empty(0, np.float32)
        return rows, directions @ np.frombuffer(meant, "<f4")


def _best(rows: Rows, marks: Marks, is_in: npt.NDArray[np.bool_] | None, limit: int) -> Rows:
    """The rows with the highest marks, of equal ones the newer first; only those that are in."""
    if is_in is not None:
        inside = is_in[rows]
        rows, marks = rows[inside], marks[inside]
    if len(rows) > limit:
        # Whoever is as good as the last one is let in, so that the order decides.
        is_good = marks >= np.partition(marks, -limit)[-limit]
        rows, marks = rows[is_good], marks[is_good]
    ranked: Rows = rows[np.argsort(-marks, kind="stable")]
    return ranked[:limit]


def _rows_by(named: Iterable[tuple[str, ...]]) -> dict[str, Rows]:
    """The rows with each name."""
    found: dict[str, list[int]] = {}
    for row, names in enumerate(named):
        for name in dict.fromkeys(names):
            found.setdefault(name, []).append(row)
    return {name: np.array(rows, np.int64) for name, rows in found.items()}
