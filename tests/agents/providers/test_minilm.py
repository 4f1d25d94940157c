"""The local model: real where its packages are, and one clear line where they aren't."""

import math
import sys
from array import array
from pathlib import Path

import numpy as np
import pytest

from agents.providers import minilm
from agents.providers.minilm import EmbedderMissing, MiniLM, open_senses
from agents.providers.wordpiece import HALF_AT, WordPiece

SIGNS = ["[UNK]", "[CLS]", "[SEP]", "the", "duck"]


class Session:
    """Says its ids back as meanings, and counts how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0

    def run(self, names: None, fed: dict[str, np.ndarray]) -> list[np.ndarray]:
        self.asked += 1
        assert ((fed["input_ids"] > 0) <= (fed["attention_mask"] > 0)).all()
        ids = fed["input_ids"].astype(np.float32)
        return [np.stack([ids, ids * 0 + 1], axis=-1)]


def test_a_vector_is_the_mean_of_its_words_by_rarity_with_length_one() -> None:
    (vector,) = MiniLM(Session(), WordPiece(SIGNS)).vectors(["the duck"])
    the, duck = 1 / (1 + HALF_AT), 2 / (2 + HALF_AT)
    expected = np.array([3 * the + 4 * duck, the + duck])
    assert isinstance(vector, array)
    assert np.allclose(vector, expected / np.linalg.norm(expected))


def test_a_text_is_asked_about_once() -> None:
    session = Session()
    model = MiniLM(session, WordPiece(SIGNS))
    assert model.vectors(["duck", "duck"])[0] == model.vectors(["duck"])[0]
    assert session.asked == 1


def test_texts_run_together_and_come_back_each_in_its_place() -> None:
    session = Session()
    texts = ["duck " * (9 - n) for n in range(9)] + ["the"]
    together = MiniLM(session, WordPiece(SIGNS)).vectors(texts)
    alone = [MiniLM(session, WordPiece(SIGNS)).vectors([text])[0] for text in texts]
    assert together == alone
    assert session.asked == math.ceil(len(texts) / minilm.BATCH) + len(texts)


def test_what_was_unused_for_longest_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(minilm, "KEPT_MAX", 2)
    session = Session()
    model = MiniLM(session, WordPiece(SIGNS))
    for text in ("the", "duck", "the", "duck the", "the"):
        model.vectors([text])
    assert session.asked == 3
    model.vectors(["duck"])
    assert session.asked == 4


def test_without_the_model_the_judge_is_off() -> None:
    with pytest.raises(EmbedderMissing, match="the judge is off: no package nobody_has_this"):
        open_senses("nobody_has_this")


def test_without_the_runtime_the_judge_is_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(EmbedderMissing, match=r"the judge is off: .*onnxruntime"):
        open_senses()


def test_another_model_is_not_trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("onnxruntime")
    (tmp_path / "other_model").mkdir()
    (tmp_path / "other_model" / "__init__.py").touch()
    (tmp_path / "other_model" / "model.onnx").write_bytes(b"other")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(EmbedderMissing, match="another model"):
        open_senses("other_model")


def test_the_real_one_hears_meaning_and_the_company_changes_nothing() -> None:
    pytest.importorskip(minilm.PACKAGE)
    senses = open_senses()
    one, two, three = senses.embedder.vectors(
        ["bees", "a swarm of angry bees", "pineapple on pizza"]
    )
    assert np.dot(one, two) > 0.6
    assert np.dot(one, three) < 0.3
    assert open_senses().embedder.vectors(["bees"])[0] == one
    assert open_senses().embedder.vectors(["Bees", "bees and more bees in a hat"])[0] == one
    assert senses.ranks["duck"] > senses.ranks["the"]
