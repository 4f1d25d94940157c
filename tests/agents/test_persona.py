"""Characters: all that ship are sound and distinct, and a bad file says what is wrong."""

import json
from typing import Any

import pytest

from agents.persona import PersonaError, load_personas, parse_persona
from tests.agents.evening import personas, texts

KEEPER = dict(texts("characters/*.json"))["keeper"]


def changed(**changes: Any) -> str:
    return json.dumps({**json.loads(KEEPER), **changes})


def test_there_are_enough_for_the_fullest_table() -> None:
    assert len(personas()) >= 11


def test_every_character_is_its_own() -> None:
    for field in ("name", "line", "avatar", "constitution", "background", "pace", "tastes"):
        values = [getattr(persona, field) for persona in personas()]
        assert all(values.count(value) == 1 for value in values), field


def test_no_two_say_the_same_line_of_chat() -> None:
    kinds = ("greeting", "good_round", "losing", "winning", "reaction", "farewell")
    said = [
        line for persona in personas() for kind in kinds for line in getattr(persona.voice, kind)
    ]
    assert len(dict.fromkeys(said)) == len(said)


def test_every_taste_and_pace_is_human() -> None:
    for persona in personas():
        assert 1_500 <= persona.pace.think_min_ms < persona.pace.think_max_ms <= 15_000
        assert 4 <= persona.pace.typing_cps <= 12
        assert 0.1 <= persona.pace.chattiness <= 0.9


def test_the_order_of_the_files_does_not_matter() -> None:
    files = texts("characters/*.json")
    assert load_personas(files) == load_personas(files[::-1])
    assert [persona.slug for persona in load_personas(files[::-1])] == sorted(dict(files))


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("{", "keeper: Input data was truncated"),
        (changed(slug="Keeper!"), r"keeper: .*regex.*\$\.slug"),
        (changed(slug="baker"), "keeper: slug is 'baker', but the file is named 'keeper'"),
        (changed(shoe_size=9), "keeper: .*unknown field `shoe_size`"),
        (changed(tastes={"funny": {}, "creative": {"smell": 1}, "best": {}}), "smell"),
        (changed(name=""), r"keeper: .*\$\.name"),
        (
            changed(pace={"think_min_ms": 2, "think_max_ms": 1, "typing_cps": 5, "chattiness": 0}),
            "keeper: pace.think_min_ms is above",
        ),
        (
            changed(voice={**json.loads(KEEPER)["voice"], "forms": ["no place for the quip"]}),
            r"keeper: .*\$\.voice\.forms",
        ),
    ],
)
def test_a_bad_file_is_refused_with_its_reason(text: str, complaint: str) -> None:
    with pytest.raises(PersonaError, match=complaint):
        parse_persona(text, "keeper")


def test_two_of_a_kind_are_refused() -> None:
    with pytest.raises(PersonaError, match="slug 'keeper' is keeper's already"):
        load_personas([("keeper", KEEPER), ("keeper", KEEPER)])
    with pytest.raises(PersonaError, match="name 'Barnaby Foss' is keeper's already"):
        load_personas([("keeper", KEEPER), ("twin", changed(slug="twin"))])
