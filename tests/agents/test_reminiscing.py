"""Memories are told to people as they would be told: you for them, quotations left alone."""

import pytest

from agents.memories import Memory
from agents.reminiscing import LENGTH_MAX, retold


def told(content: str, name: str = "Ada") -> str:
    memory = Memory(id="m", agent="goat", content=content, at=1, importance=1.0, accessed=1)
    return retold(memory, name)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (
            "To “Who is Ada?” Ada answered “Ada is a bee”. It got 2 laughs. I gave it my laugh.",
            "to “Who is Ada?” you answered “Ada is a bee”. It got 2 laughs. I gave it my laugh",
        ),
        ("Ada takes the lead with 900 points.", "you took the lead with 900 points"),
        ("Ada won the game at the table “T”. I came 2nd of 3.",
         "you won the game at the table “T”. I came 2nd of 3"),
        ("I take the lead with 3 points.", "I took the lead with 3 points"),
        ("Ada was sent away from my table.", "you were sent away from my table"),
        ("Ada told me: “my cat is Ada”", "you told me “my cat is Ada”"),
        ("Ada's answers are why I laugh.", "your answers are why I laugh"),
        ("Adam and Ada won.", "Adam and you won"),
        ("“Quoted” first.", "“Quoted” first"),
        ("Of that evening I still know: rain.", "of that evening I still know: rain"),
        ("Percival told me of the pond.", "Percival told me of the pond"),
    ],
)  # fmt: skip
def test_it_is_told_to_the_one_it_is_about(content: str, expected: str) -> None:
    assert told(content) == expected


def test_without_a_name_and_at_great_length_it_stays_a_line() -> None:
    assert told("Ada won.", "") == "Ada won"
    assert len(told("x" * 999)) == LENGTH_MAX
    assert told("x" * 999).endswith("…")
