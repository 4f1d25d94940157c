"""All memories of one agent in RAM, laid out so that those to consider are found at once.

Exact: it chooses what `agents.retrieval.candidates` chooses, in the same orders.
"""

from collections.abc import Iterable
from typing import Final

import numpy as np
import numpy.typing as npt

from agents.memories import Memory
from agents.retrieval import CANDIDATES_MAX, Cue
from game.ids import Actor

Rows = npt.NDArray[np.int64]
_NONE: Final[Rows] = np.empty(0, np.int64)


class Hot:
    """The newest first; a row is a memory's place in that order."""

    def __init__(self, memories: Iterable[Memory]) -> None:
        self.memories = sorted(memories, key=lambda each: (each.at, each.id), reverse=True)
        weights = np.array([-each.importance for each in self.memories])
        self._weightiest: Rows = np.argsort(weights, kind="stable")
        self._with_word = _rows_by(each.words for each in self.memories)
        self._with_person = _rows_by(each.players for each in self.memories)
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
        self, asked: Cue, about: Actor | None = None, limit: int = CANDIDATES_MAX
    ) -> tuple[Memory, ...]:
        """Those to consider, of all or of those about a person."""
        is_in = None
        if about is not None:
            is_in = np.zeros(len(self.memories), np.bool_)
            is_in[self._with_person.get(about, _NONE)] = True
        newest = np.arange(len(self.memories))
        ways = (newest, self._weightiest, self._sharing(asked), self._nearest(asked))
        chosen: dict[int, None] = {}
        for way in ways:
            rows = way if is_in is None else way[is_in[way]]
            chosen.update(dict.fromkeys(rows[:limit].tolist()))
        return tuple(self.memories[row] for row in chosen)

    def _sharing(self, asked: Cue) -> Rows:
        """Those with a word of the cue, with the most of them first."""
        found = [self._with_word[word] for word in asked.words if word in self._with_word]
        if not found:
            return _NONE
        rows, counts = np.unique(np.concatenate(found), return_counts=True)
        ranked: Rows = rows[np.argsort(-counts, kind="stable")]
        return ranked

    def _nearest(self, asked: Cue) -> Rows:
        """Those that a cosine can be told of, the nearest first."""
        if asked.embedding is None:
            return _NONE
        rows, directions = self._meant.get((asked.model, len(asked.embedding)), (_NONE, None))
        if directions is None:
            return rows
        near = directions @ np.frombuffer(asked.embedding, "<f4")
        ranked: Rows = rows[np.argsort(-near, kind="stable")]
        return ranked


def _rows_by(named: Iterable[tuple[str, ...]]) -> dict[str, Rows]:
    """The rows with each name."""
    found: dict[str, list[int]] = {}
    for row, names in enumerate(named):
        for name in dict.fromkeys(names):
            found.setdefault(name, []).append(row)
    return {name: np.array(rows, np.int64) for name, rows in found.items()}
