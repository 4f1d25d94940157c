"""The local model: real where its packages are, and one clear line where they aren't."""

import sys
from array import array
from pathlib import Path

import numpy as np
import pytest

from agents.providers import minilm
from agents.providers.minilm import EmbedderMissing, MiniLM, open_senses
from agents.providers.wordpiece import WordPiece

SIGNS = ["[UNK]", "[CLS]", "[SEP]", "the", "duck"]


class Session:
    """Says its ids back as meanings, and counts how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0

    def run(self, names: None, fed: dict[str, np.ndarray]) -> list[np.ndarray]:
        self.asked += 1
        assert fed["attention_mask"].tolist() == [[1] * fed["input_ids"].shape[1]]
        ids = fed["input_ids"].astype(np.float32)
        return [np.stack([ids, ids * 0 + 1], axis=-1)]


def test_a_vector_is_the_mean_of_its_tokens_with_length_one() -> None:
    (vector,) = MiniLM(Session(), WordPiece(SIGNS)).vectors(["the duck"])
    assert isinstance(vector, array)
    assert np.allclose(vector, np.array([2.5, 1]) / np.hypot(2.5, 1))


def test_a_text_is_asked_about_once() -> None:
    session = Session()
    model = MiniLM(session, WordPiece(SIGNS))
    assert model.vectors(["duck", "duck"])[0] == model.vectors(["duck"])[0]
    assert session.asked == 1


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
    assert senses.ranks["duck"] > senses.ranks["the"]
