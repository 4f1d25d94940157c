"""Recorded replies: what was said to a question is said again, and nothing is made up."""

from pathlib import Path

import pytest

from agents.ports import ModelUnavailable, Question
from agents.providers.recorded import (
    Recorded,
    Recorder,
    Recording,
    RecordingError,
    digest,
    open_recording,
    written,
)
from tests.agents.judge.models import Says

ONE, OTHER = Question("score", "a duck", 1), Question("score", "a duck", 2)


async def test_what_was_recorded_is_said_again_after_a_trip_through_a_file(tmp_path: Path) -> None:
    recorder = Recorder(Says("five", "six"))
    assert (await recorder.reply(OTHER), await recorder.reply(ONE)) == ("five", "six")
    path = tmp_path / "replies.json"
    path.write_bytes(written(recorder.recording()))
    model = open_recording(path)
    assert model.name == recorder.name == "parrot"
    assert (await model.reply(ONE), await model.reply(OTHER)) == ("six", "five")


async def test_a_recording_does_not_depend_on_who_was_asked_first() -> None:
    one, other = Recorder(Says("five")), Recorder(Says("five"))
    for question in (ONE, OTHER):
        await one.reply(question)
    for question in (OTHER, ONE):
        await other.reply(question)
    assert written(one.recording()) == written(other.recording())


async def test_what_nobody_asked_has_no_reply() -> None:
    with pytest.raises(ModelUnavailable, match="nobody recorded"):
        await Recorded(Recording("m", {digest(ONE): "five"})).reply(OTHER)


async def test_what_the_model_cannot_say_is_not_recorded() -> None:
    recorder = Recorder(Says())
    with pytest.raises(ModelUnavailable, match="on holiday"):
        await recorder.reply(ONE)
    assert recorder.recording().replies == {}


@pytest.mark.parametrize(
    "text", ["", "[]", '{"model": "m"}', '{"model": "m", "replies": {"a": 1}}']
)
def test_a_broken_recording_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "broken.json"
    path.write_text(text)
    with pytest.raises(RecordingError, match=r"broken\.json: "):
        open_recording(path)
    with pytest.raises(RecordingError, match=r"absent\.json: "):
        open_recording(tmp_path / "absent.json")
