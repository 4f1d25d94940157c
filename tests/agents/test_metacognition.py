"""A look at oneself changes what should be otherwise, one step at a time, and says why."""

from typing import Any

from msgspec.structs import replace

from agents.memories import Memory
from agents.metacognition import SAID, Showing, evaluated, noted, showing
from agents.strategy import Strategy
from tests.agents.test_reflection import T0, answer, seen

FLAT_DAY = Showing(answers=6, flat=4, liked_length=20.0, flat_length=60.0, games=3)


def changed(seen_: Showing, strategy: Strategy | None = None) -> dict[str, tuple[int, int]]:
    found = evaluated(strategy or Strategy(), seen_)
    return {each.setting: (each.before, each.after) for each in found.adjustments}


def test_a_day_is_counted_from_its_memories() -> None:
    day = [
        answer(1, "I", "short", "2 laughs and 1 vote for best"),
        answer(2, "I", "a much longer line", "no votes"),
        answer(3, "Ada", "four", "1 vote for wit"),
        answer(4, "Ada", "sixsix", "no votes"),
        seen(5, "I won the game at the table “T”.", "podium"),
        seen(6, "Ada won the game at the table “T”. I came 2nd of 2.", "podium"),
        seen(7, "The game at the table “T” was called off.", "podium"),
        seen(8, "Ada said to me: “nice”", "chat", emotion=0.4, times=2),
        seen(9, "Ada told me: “bad”", "talk", emotion=-0.8),
        seen(10, "I had a chat with Percival.", "valley", "talk", "chat", emotion=0.2),
        seen(11, "I was worn out.", "valley", "tired"),
        seen(12, "I quarrelled with Percival.", "valley", "talk", "quarrel", emotion=-0.7),
        seen(13, "To “x” I answered with an old story. It got 1 laugh.", "answer", "mine"),
    ]
    found = showing(day)
    assert found == Showing(
        answers=3, flat=1, laughs=3, bests=1, liked_length=5.0, flat_length=18.0,
        theirs_liked_length=4.0, theirs_flat_length=6.0, games=2, wins=1, kind=2, unkind=1,
        tired=1, quarrels=1,
    )  # fmt: skip
    assert showing([]) == Showing()


def test_what_was_liked_is_done_more() -> None:
    assert changed(FLAT_DAY) == {"length": (0, -1), "template": (0, 1), "think": (0, 1)}
    longer = replace(FLAT_DAY, liked_length=80.0, flat=2)
    assert changed(longer) == {"length": (0, 1)}
    near = replace(FLAT_DAY, liked_length=55.0, flat=2)
    assert changed(near) == {}
    assert changed(replace(FLAT_DAY, answers=4)) == {}


def test_a_setting_at_its_bound_stays_and_a_failed_way_is_turned() -> None:
    at_bound = Strategy(length=-2, template=2, think=2)
    assert changed(FLAT_DAY, at_bound) == {"template": (2, 1)}
    liked = Showing(answers=10, flat=0, laughs=9)
    assert changed(liked, Strategy(think=1)) == {"think": (1, 0)}
    assert changed(liked) == {}


def test_the_table_teaches_what_to_vote_for_and_people_how_much_to_say() -> None:
    assert changed(Showing(theirs_liked_length=20.0, theirs_flat_length=70.0)) == {
        "brevity": (0, 1)
    }
    assert changed(Showing(theirs_liked_length=70.0, theirs_flat_length=20.0)) == {
        "brevity": (0, -1)
    }
    assert changed(Showing(theirs_liked_length=70.0, theirs_flat_length=65.0)) == {}
    assert changed(Showing(kind=3, unkind=1)) == {"chat": (0, 1)}
    assert changed(Showing(kind=1, unkind=3)) == {"chat": (0, -1)}
    assert changed(Showing(tired=2)) == {"rest": (0, 1)}
    assert changed(Showing(), Strategy(rest=1)) == {"rest": (1, 0)}
    assert changed(Showing(tired=1), Strategy(rest=1)) == {}


def test_goals_follow_and_all_of_it_is_said() -> None:
    found = evaluated(Strategy(), replace(FLAT_DAY, quarrels=3))
    assert len(found.goals) == 3
    for goal in found.goals:
        assert goal in found.notes
    for each in found.adjustments:
        assert SAID[each.setting, 1 if each.after > each.before else -1] in found.notes
        assert each.why in found.notes
    calm = evaluated(Strategy(), Showing())
    assert (calm.goals, calm.adjustments) == ((), ())
    assert "go on as I am" in calm.notes
    assert evaluated(Strategy(), replace(FLAT_DAY, wins=1, laughs=1)).goals == ()


def test_the_note_is_a_memory_that_names_nobody_and_cites_the_day() -> None:
    day: list[Memory] = [answer(n, "I", f"line {n}", "no votes") for n in range(12)]
    found = evaluated(Strategy(), showing(day))
    memory = noted("goat", found, day, T0)
    assert (memory.kind, memory.subject, memory.players) == ("metacognition", "self", ())
    assert memory.tags[:1] == ("metacognition",)
    assert "template" in memory.tags
    assert set(memory.source) <= {each.id for each in day}
    assert (memory.importance, memory.emotion) == (7.0, 0.0)
    calm: Any = noted("goat", evaluated(Strategy(), Showing(wins=1, games=1)), [], T0)
    assert (calm.importance, calm.emotion) == (4.0, 0.2)
