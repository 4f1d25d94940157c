"""Small words: quotations, lists, counts, places, and how a line feels."""

import pytest

from agents.retelling import FELT, answered, counted, feeling, gist, listed, ordinal, quoted


def test_parts_are_listed_as_people_do() -> None:
    assert [listed(parts) for parts in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        *("", "a", "a and b", "a, b and c"),
    ]
    assert quoted("bees") == "“bees”"


def test_a_model_reads_the_first_sentence_and_no_tallies() -> None:
    told = answered("What? No. Really?", "Ada", quoted("Bees! All of them."))
    assert told == "To “What? No. Really?” Ada answered “Bees! All of them.”."
    assert gist(f"{told} It got 2 laughs.") == "What? No. Really? Ada answered Bees! All of them.."
    assert gist("Ada said: “Run. Now!”") == "Ada said: “Run. Now!”"
    assert gist("Ada won at “Friday”! I came 2nd.") == "Ada won at “Friday”!"
    assert gist("No end") == "No end"
    assert gist("To the hives we went. It was late.") == "To the hives we went."


def test_things_are_counted() -> None:
    assert counted(1, "laugh") == "1 laugh"
    assert counted(2, "laugh") == "2 laughs"
    assert counted(0, "vote for best") == "0 votes for best"


def test_places_are_named() -> None:
    places = [1, 2, 3, 4, 11, 12, 13, 21, 22, 112]
    named = "1st 2nd 3rd 4th 11th 12th 13th 21st 22nd 112th"
    assert " ".join(map(ordinal, places)) == named


@pytest.mark.parametrize(
    ("text", "felt"),
    [
        ("I love you all, haha", FELT),
        ("you are boring and I hate this", -FELT),
        ("great, but stupid", 0.0),
        ("a toaster", 0.0),
    ],
)
def test_a_line_feels_like_its_words(text: str, felt: float) -> None:
    assert feeling(text) == felt
