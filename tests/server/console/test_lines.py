"""Lines: words, quotes, options, the rest of a line, and what won't do."""

import pytest

from server.console.lines import Form, Param, Wrong, count, duration_ms, one_of, words

FORM = Form(
    ("bans", "add"),
    (
        Param("target"),
        Param("for", "duration", option=True, read=duration_ms),
        Param("now", switch=True),
        Param("reason", optional=True, rest=True),
    ),
)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("", []),
        ("  ", []),
        ("a  b", ["a", "b"]),
        ("don't panic", ["don't", "panic"]),
        ('kick "Eve the Great" x', ["kick", "Eve the Great", "x"]),
        ('say "open', ["say", "open"]),
        ('say ""', ["say", ""]),
        ("\ta\u00a0b ", ["a", "b"]),
    ],
)
def test_words_are_split_at_spaces_and_held_by_double_quotes(line: str, found: list[str]) -> None:
    assert [word.text for word in words(line)] == found


@pytest.mark.parametrize(
    ("line", "given"),
    [
        ("bans add eve", {"target": "eve"}),
        ("bans add eve --for 2h", {"target": "eve", "for": 7_200_000}),
        ("bans add --for 90s eve --now", {"target": "eve", "for": 90_000, "now": True}),
        ("bans add eve it's  spam", {"target": "eve", "reason": "it's  spam"}),
        ('bans add eve "it is"', {"target": "eve", "reason": "it is"}),
        ('bans add eve "it" is', {"target": "eve", "reason": '"it" is'}),
        # Within the rest nothing is an option any more, nor is a quoted word.
        ("bans add eve see --for 2h", {"target": "eve", "reason": "see --for 2h"}),
        ('bans add "--now"', {"target": "--now"}),
    ],
)
def test_a_line_gives_its_values(line: str, given: dict[str, object]) -> None:
    assert FORM.fits(words(line))
    assert FORM.read(line) == given


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("bans add", "TARGET is missing; usage: bans add TARGET [--for DURATION] [--now] [REASON]"),
        ("bans add eve --for", "--for needs a value"),
        ("bans add eve --for soon", "'soon': a span of time"),
    ],
)
def test_what_will_not_do_hears_the_usage(line: str, why: str) -> None:
    with pytest.raises(Wrong) as wrong:
        FORM.read(line)
    assert why in str(wrong.value)


def test_what_is_too_much_is_said() -> None:
    with pytest.raises(Wrong, match="'b' is too much"):
        Form(("x",), (Param("a"),)).read("x a b")


@pytest.mark.parametrize(
    ("text", "ms"), [("1s", 1_000), ("30m", 1_800_000), ("7d", 604_800_000), ("2w", 1_209_600_000)]
)
def test_spans_of_time(text: str, ms: int) -> None:
    assert duration_ms(text) == ms


@pytest.mark.parametrize("text", ["", "0s", "5", "h", "-1h", "1.5h", "99999w", "1h30m", "٣h"])
def test_what_is_no_span_of_time(text: str) -> None:
    with pytest.raises(ValueError, match="30m, 12h or 7d"):
        duration_ms(text)


def test_choices_and_numbers_say_what_would_do() -> None:
    assert (one_of("a", "b")("a"), count(1, 5)("5")) == ("a", 5)
    with pytest.raises(ValueError, match="one of a, b"):
        one_of("a", "b")("c")
    for text in ("0", "6", "x", "-1", "1e3", "9" * 5_000):
        with pytest.raises(ValueError, match="from 1 to 5"):
            count(1, 5)(text)
