"""A file of weights is checked when it is read, and each feature's part can be seen."""

import msgspec
import numpy as np
import pytest

from agents.judge.features import read
from agents.judge.weights import WeightsError, opinion, parse_weights
from tests.agents.judge.fakes import RANKS, SENSES, model, weights

TEXTS = ["duck soup", "a moon on a string"]


def test_weights_survive_their_file() -> None:
    assert parse_weights(msgspec.json.encode(weights())) == weights()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"{}", "missing required field"),
        (b"nonsense", "malformed"),
        (msgspec.json.encode(weights()).replace(b"rare_words", b"charm"), "measures charm"),
        (msgspec.json.encode(weights()).replace(b"[0.0,", b"[", 1), "differ in length"),
        (msgspec.json.encode(weights()).replace(b'"version":2', b'"version":1'), "version"),
    ],
)
def test_what_cant_be_used_is_named(text: bytes, said: str) -> None:
    with pytest.raises(WeightsError, match=said):
        parse_weights(text)


def test_a_part_is_what_its_feature_adds() -> None:
    seen = read("?", TEXTS, [], SENSES.embedder, RANKS)
    parts = model(elaboration=2.0).parts(seen, np.array([True, True]))
    assert parts["elaboration"].tolist() == (2 * seen.table[:, 0]).tolist()
    assert opinion(parts).tolist() == parts["elaboration"].tolist()


def test_the_room_counts_less_the_smaller_it_is() -> None:
    seen = read("?", TEXTS, [], SENSES.embedder, RANKS)
    parts = model(unlike_near=1.0).parts(seen, np.array([True, True]))
    assert parts["unlike_near"].tolist() == pytest.approx(
        [(1 - near) * seen.crowd.trust for near in seen.crowd.near]
    )


def test_what_needs_english_is_silent_without_it() -> None:
    seen = read("?", TEXTS, [], SENSES.embedder, RANKS)
    one = msgspec.structs.replace(model(elaboration=1.0, rare_words=1.0), meaning=[1.0] * 16)
    parts = one.parts(seen, np.array([True, False]))
    assert parts["rare_words"][0] != 0 == parts["rare_words"][1]
    assert parts["meaning"][0] != 0 == parts["meaning"][1]
    assert parts["elaboration"][1] > 0
