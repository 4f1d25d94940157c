"""The judge's case: its answers are all different, and a tiny run of it."""

from itertools import chain

import pytest

from agents.providers import minilm
from bench import judge
from bench.record import Lacking, Options


def test_no_answer_comes_twice_and_no_room_is_short() -> None:
    asked = judge.rooms(judge.ROOMS + judge.WARM_ROOMS)
    texts = list(chain.from_iterable(texts for _, texts in asked))
    assert {len(texts) for _, texts in asked} == {judge.ANSWERS}
    assert len(set(texts)) == len(texts)
    assert len({prompt for prompt, _ in asked}) == len(asked)


def test_one_in_a_hundred_is_slower_than_p99() -> None:
    assert judge.p99([float(each) for each in range(200)]) == 198
    assert judge.p99([7.0]) == 7


def test_a_tiny_run_has_both_bars() -> None:
    pytest.importorskip(minilm.PACKAGE)
    record = judge.run(Options(smoke=True))
    assert record.case == "judge"
    assert [bar.name for bar in record.bars] == ["12 answers judged, p99", "memory of the judge"]
    assert all(bar.reached > 0 for bar in record.bars)


def test_without_the_model_it_says_what_it_lacks(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> None:
        raise minilm.EmbedderMissing("the judge is off: no model")

    monkeypatch.setattr(judge, "open_senses", missing)
    with pytest.raises(Lacking, match="no model"):
        judge.run(Options(smoke=True))
