"""The lines that ship are many, whole and each there once; the chooser says none twice in a row."""

import pytest

from agents.banter import (
    COMMON,
    KEYS,
    SLOT,
    SLOTS,
    Bank,
    BanterError,
    Chooser,
    Warmth,
    load_banter,
    mark,
    parse_bank,
)
from tests.agents.evening import personas, texts

SHIPPED = load_banter(texts("talk/*.toml"))
FULL = dict.fromkeys(SLOTS, "duck")
MOODS: tuple[Warmth, ...] = ("warm", "neutral", "cool")


def every(bank: Bank) -> list[str]:
    moods = (bank.any, bank.warm, bank.neutral, bank.cool)
    return [line for lines in moods for said in lines.values() for line in said]


def test_everybody_has_lines_of_their_own_and_nobody_says_anothers() -> None:
    assert sorted(SHIPPED) == sorted([COMMON, *(each.slug for each in personas())])
    lines = [line for bank in SHIPPED.values() for line in every(bank)]
    assert len(dict.fromkeys(lines)) == len(lines)
    for slug, bank in SHIPPED.items():
        assert len(every(bank)) >= (250 if slug == COMMON else 30), slug


def test_every_key_can_be_answered_in_every_mood_without_a_rare_slot() -> None:
    always = dict.fromkeys(("you", "like", "dislike", "goal", "trait"), "duck")
    needs = {"memory": "memory", "fact": "memory", "life": "memory", "other": "other",
             "hearsay": "other", "heard": "other", "doing": "activity",
             "news": "memory"}  # fmt: skip
    for key in KEYS:
        for mood in MOODS:
            slots = {**always, "felt": "dear", needs.get(key, "you"): "duck"}
            chooser = Chooser(SHIPPED, "nobody", mood, slots, [], "seed")
            assert chooser.line(key), (key, mood)


def test_lines_are_said_once_before_any_comes_again() -> None:
    chooser = Chooser(SHIPPED, "goat", "warm", FULL, [], "seed")
    count = sum(len(SHIPPED[who].lines("joke", "warm")) for who in ("goat", COMMON))
    first = [chooser.line("joke") for _ in range(count)]
    assert len(dict.fromkeys(first)) == count
    # One's own come first, and after all of them the one said longest ago.
    own = [SLOT.sub("duck", line) for line in SHIPPED["goat"].lines("joke", "warm")]
    assert sorted(first[: len(own)]) == sorted(own)
    assert chooser.line("joke") == first[0]
    later = Chooser(SHIPPED, "goat", "warm", FULL, chooser.marks[:1], "seed")
    assert later.line("joke") != first[0]
    assert all(mark(line) for line in first)


def test_a_line_whose_slot_is_empty_is_not_said() -> None:
    bank = load_minimal('[any]\njoke = ["a {topic}", "{topic}: b. {topic}"]\n')
    assert Chooser(bank, "x", "cool", {}, [], 1).line("joke") == ""
    chooser = Chooser(bank, "x", "cool", {}, [], 1)
    chooser.fill("topic", "duck")
    said = {chooser.line("joke"), chooser.line("joke")}
    assert said == {"a duck", "Duck: b. Duck"}


def load_minimal(extra: str) -> dict[str, Bank]:
    return {COMMON: parse_bank(extra, COMMON), "x": Bank()}


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[any]\njoke = 3\n", "Expected `array`"),
        ("[angry]\n", "angry"),
        ('[any]\nnonsense = ["x"]\n', "nothing is answered by 'nonsense'"),
        ('[any]\njoke = ["{nobody}"]\n', "has no slot 'nobody'"),
        ('[any]\njoke = ["x"]\n[warm]\nlikes = ["x"]\n', "is in joke too"),
    ],
)
def test_a_bad_bank_is_refused_with_its_name(text: str, complaint: str) -> None:
    with pytest.raises(BanterError, match=r"^b: ") as error:
        parse_bank(text, "b")
    assert complaint in str(error.value)


def test_the_common_bank_must_be_there_and_have_something_to_say() -> None:
    with pytest.raises(BanterError, match="no such file"):
        load_banter([])
    with pytest.raises(BanterError, match="nothing to say to"):
        load_banter([(COMMON, "[any]\n")])
