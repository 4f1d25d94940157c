"""The page's load: that the case runs, and what it makes of frames."""

import os

import pytest

from bench.firstload import Load, Smoothness, judged, record, run
from bench.record import Lacking, Options

pytestmark = [pytest.mark.services, pytest.mark.browser, pytest.mark.timeout(120)]


def test_the_page_is_loaded_twice_and_the_stage_watched() -> None:
    try:
        found = run(Options(smoke=True))
    except Lacking as lack:
        if "CI" in os.environ:
            pytest.fail(str(lack))
        pytest.skip(str(lack))
    figures = {each.name: each.value for each in found.figures}
    assert found.case == "firstload"
    assert figures["first visit: requests"] > figures["second visit: requests"] > 0
    # Bytes hang on nobody's speed: this bar holds even here.
    assert found.bars[0].met, found.bars[0]
    assert len(found.bars) == 3


def test_a_late_frame_is_counted() -> None:
    assert judged([16.0, 16.0, 48.0, 20.0]) == Smoothness(per_second=40.0, late=0.25)
    assert judged([]) == Smoothness(per_second=0.0, late=1.0)


def test_the_worst_scene_and_the_largest_load_decide() -> None:
    loads = [Load(10_240, 3, 700.0), Load(20_480, 3, 900.0), Load(10_240, 3, 1_200.0)]
    stages = {"a": Smoothness(60.0, 0.0), "b": Smoothness(30.0, 0.5)}
    bars = record(loads, loads, stages).bars
    assert [each.reached for each in bars] == [20.0, 900.0, 30.0]
    assert [each.met for each in bars] == [True, True, False]
