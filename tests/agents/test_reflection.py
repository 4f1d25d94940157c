"""Insights follow from what happened often enough, name whom they are about, and cite it."""

from collections.abc import Sequence
from typing import Any

import pytest

from agents.memories import SOURCES_MAX, Memory
from agents.reflection import (
    INSIGHTS_MAX,
    WORDS,
    awards,
    insights,
    is_due,
    names_of,
    reflected,
)
from game.ids import Actor, GameId, mint

T0 = 1_764_000_000_000
ADA, BOB = Actor("ada"), Actor("bob")
AGENTS = {"ghost": "Cousin Percival"}


def seen(number: int, content: str, *tags: str, **changes: Any) -> Memory:
    fields = {"players": (ADA,), "emotion": 0.0, **changes}
    return Memory(
        id=mint(T0, "seen", number, content), agent="goat", content=content, at=T0 + number,
        accessed=T0, importance=3.0, tags=tags, **fields,
    )  # fmt: skip


def answer(number: int, who: str, text: str, got: str, given: str = "", **more: Any) -> Memory:
    content = f"To “Who?” {who} answered “{text}”. It got {got}."
    content += f" I gave it my {given}." if given else ""
    tags = ("answer", "mine") if who == "I" else ("answer",)
    players = () if who == "I" else (ADA,)
    return seen(number, content, *tags, **{"players": players, **more})


def kinds(memories: Sequence[Memory]) -> dict[str, int]:
    return {each.kind: each.times for each in insights(memories, AGENTS)}


def test_it_is_due_at_a_hundred_and_fifty() -> None:
    assert not is_due(149.9)
    assert is_due(150)


def test_nothing_follows_from_what_happened_once() -> None:
    once = [
        answer(1, "Ada", "bees", "1 laugh", "laugh"),
        seen(2, "Ada said to me: “lovely”", "chat", emotion=0.4),
        seen(3, "Ada won the game at the table “T”.", "podium"),
        answer(4, "I", "soup", "no votes"),
    ]
    assert insights(once, AGENTS) == ()
    assert insights([], AGENTS) == ()


def test_who_makes_me_laugh_who_is_kind_and_who_is_not() -> None:
    days = [answer(n, "Ada", f"bees {n}", "1 laugh", "laugh and vote for wit") for n in range(3)]
    days += [
        answer(9, "Ada", "I gave", "2 laughs"),
        answer(8, "Ada", "x", "1 laugh", "vote for wit"),
    ]
    days += [seen(20, "Ada said to me: “lovely”", "chat", emotion=0.4, times=2)]
    days += [seen(21 + n, f"Ada told me: “bad {n}”", "talk", emotion=-0.8) for n in range(2)]
    assert kinds(days) == {"laughs_at": 3, "kind": 2, "unkind": 2}
    (first, *_) = insights(days, AGENTS)
    assert (first.person, first.name) == (ADA, "Ada")
    assert [each.id for each in first.sources] == [each.id for each in days[:3]]


def test_who_wins_and_who_comes_back() -> None:
    games = [GameId(f"g{n}") for n in range(3)]
    wins = [seen(n, f"Ada won the game at the table “{n}”. I came 2nd of 2.", "podium",
                 players=(ADA, BOB)) for n in range(2)]  # fmt: skip
    lost = seen(
        5, "Bob and I won the game at the table “Ada won this”.", "podium", players=(ADA, BOB)
    )
    sat = [seen(10 + n, "Ada sat down at my table.", "join", game=game)
           for n, game in enumerate(games)]  # fmt: skip
    assert kinds([*wins, lost, *sat]) == {"wins": 2, "regular": 3}
    assert kinds([*wins, lost, *sat[:2]]) == {"wins": 2}


def test_whom_i_quarrel_with_and_whose_company_i_seek() -> None:
    def met(number: int, tone: str, **more: Any) -> Memory:
        fields = {"players": (), "agents": ("ghost",), **more}
        return seen(
            number, f"I {tone} with Cousin Percival {number}.", "valley", "talk", tone, **fields
        )

    found = insights([met(1, "quarrel"), met(2, "quarrel"), met(3, "chat", times=4)], AGENTS)
    assert [(each.kind, each.agent, each.times) for each in found] == [
        ("company", "ghost", 4), ("quarrels", "ghost", 2)
    ]  # fmt: skip
    assert insights([met(1, "quarrel"), met(2, "chat")], AGENTS) == ()


def test_what_i_am_good_at_and_what_falls_flat() -> None:
    good = [answer(n, "I", f"line {n}", "2 laughs, 1 vote for wit") for n in range(3)]
    best = answer(7, "I", "the best", "5 laughs and 2 votes for best", game=GameId("g"))
    found = {each.kind: each for each in insights([*good, best], AGENTS)}
    assert (found["good_at"].award, found["good_at"].times) == ("laughs", 11)
    assert (found["best_line"].line, found["best_line"].times) == ("“the best”", 7)
    assert reflected("goat", found["best_line"], T0).game == "g", "it stays at its table"
    flat = [answer(n, "I", f"line {n}", "no votes") for n in range(4)]
    assert kinds(flat) == {"flat": 4}
    told = seen(9, "To “Who?” I answered with an old story. It got 4 laughs.", "answer", "mine")
    assert "best_line" not in kinds([*flat, told])
    assert kinds(flat[:3]) == {}


def test_awards_are_read_only_where_they_stand() -> None:
    content = (
        "To “It got 9 laughs” I answered “It got 8 laughs”. It got 1 laugh. I gave it my laugh."
    )
    assert awards(content) == {"laugh": 1, "vote for wit": 0, "vote for best": 0}
    assert awards("It got 2 votes for wit and 3 votes for best.") == {
        "laugh": 0, "vote for wit": 2, "vote for best": 3
    }  # fmt: skip


def test_people_are_called_as_they_were_called_last() -> None:
    found = names_of([
        seen(2, "Ada B said: “x”", "chat"),
        seen(1, "Ada sat down at my table.", "join"),
        seen(3, "I left the table.", "leave"),
        seen(4, "Bob and Ada won.", players=(ADA, BOB)),
        seen(5, "To “Who?” I answered “x”.", players=(BOB,)),
    ])  # fmt: skip
    assert found == {ADA: "Ada B"}


@pytest.mark.parametrize("kind", sorted(WORDS))
def test_every_insight_has_words_that_fit(kind: str) -> None:
    for words in WORDS[kind]:  # type: ignore[index]
        assert words.format(name="Ada", times=3, award="laughs", line="“x”")


def test_an_insight_becomes_a_memory_that_cites_and_ends_the_one_before() -> None:
    days = [answer(n, "Ada", f"bees {n}", "1 laugh", "laugh", emotion=0.5) for n in range(12)]
    (found,) = [each for each in insights(days, AGENTS) if each.kind == "laughs_at"]
    memory = reflected("goat", found, T0)
    assert memory == reflected("goat", found, T0)
    assert memory.kind == "reflection"
    assert "Ada" in memory.content
    assert "12" in memory.content
    assert memory.source == tuple(each.id for each in days[-SOURCES_MAX:])
    assert (memory.players, memory.subject) == ((ADA,), "insight:laughs_at:ada")
    assert (memory.emotion, memory.importance) == (0.5, 9.0)
    assert memory.words


def test_of_many_the_weightiest_are_kept() -> None:
    days = []
    for n in range(12):
        said = {"emotion": 0.4, "players": (Actor(f"p{n}"),)}
        for k in range(n + 2):
            days.append(seen(n * 40 + k, f"P{n} said to me: “nice {k}”", "chat", **said))
    found = insights(days, AGENTS)
    assert len(found) == INSIGHTS_MAX
    assert [each.times for each in found] == sorted((each.times for each in found), reverse=True)
