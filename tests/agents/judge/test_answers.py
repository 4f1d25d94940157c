"""Files of rated answers: known columns, mapped ones, and what can't be read."""

import pytest

from agents.judge.answers import KNOWN, TARGETS, AnswersError, Shape, parse, shape_of
from tests.agents.judge.fakes import SENSES

USES = ("id", "prompt", "response", "originality", "study")
CAPTIONS = (
    *("contest", "cartoon_description", "caption", "unfunny", "somewhat_funny", "funny"),
    *("mean_1to3", "stratum"),
)
MAP = {"prompt": "q", "text": "a", "score": "s"}


def test_known_files_are_known_by_their_columns() -> None:
    assert [shape_of(USES, {}, None), shape_of(CAPTIONS, {}, None)] == list(KNOWN)
    assert tuple(shape.target for shape in KNOWN) == TARGETS


def test_any_file_can_be_mapped() -> None:
    assert shape_of(("a", "s", "q"), MAP, "humor") == Shape("q", "a", "s", "humor")


@pytest.mark.parametrize(
    ("columns", "chosen", "said"),
    [
        (("a", "b"), {}, "columns unknown"),
        (("a", "s"), MAP, "no column q"),
        (USES[:-1], {}, "no column study"),
        (USES, {"prompt": "prompt"}, "names prompt, text and score"),
        (USES, {**MAP, "mood": "id"}, "nothing else"),
    ],
)
def test_what_is_missing_is_named(
    columns: tuple[str, ...], chosen: dict[str, str], said: str
) -> None:
    with pytest.raises(AnswersError, match=said):
        shape_of(columns, chosen, None)


def test_rows_become_columns() -> None:
    row = dict(zip(CAPTIONS, ("1", "A cat", "Meow.", "3", "2", "1", "1.7", "top"), strict=True))
    found = parse([row, {**row, "caption": "Purr."}], KNOWN[1])
    assert found.prompts == ["A cat", "A cat"]
    assert found.texts == ["Meow.", "Purr."]
    assert found.ratings == [1.7, 1.7]
    assert found.counts == [(3, 2, 1), (3, 2, 1)]
    assert found.strata == ["top", "top"]
    assert found.rooms() == {"A cat": [0, 1]}
    assert found.reads(SENSES)["A cat"].told.shape[0] == 2


def test_two_panels_are_two_groups() -> None:
    rows = [
        dict(zip(USES, ("1", "Knife?", "cut", "2.5", panel), strict=True)) for panel in ("x", "y")
    ]
    assert len(set(parse(rows, KNOWN[0]).groups)) == 2


def test_a_row_that_is_no_rating_is_named() -> None:
    good = {"q": "?", "a": "x", "s": "1"}
    with pytest.raises(AnswersError, match="row 3: could not convert"):
        parse([good, {**good, "s": "fine"}], Shape("q", "a", "s"))
    with pytest.raises(AnswersError, match="no rows"):
        parse([], Shape("q", "a", "s"))
