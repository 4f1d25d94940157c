"""Two agents talk: both in their voices, never what was said before, and it always ends."""

from typing import Any, get_args

import pytest
from msgspec.structs import replace

from agents.banter import mark
from agents.chatter import COURSES, Party, Scene, converse, returned, told_on
from agents.exchange import Overheard
from agents.memories import Memory
from agents.relationships import Tie
from agents.world.body import Tone
from game.ids import Actor
from tests.agents.evening import personas
from tests.agents.test_banter import SHIPPED

T0 = 1_764_000_000_000
CAST = {each.slug: each for each in personas()}
NAMES = {slug: each.name for slug, each in CAST.items()}
POND = Memory(id="m", agent="goat", content="The pond froze.", at=1, importance=4.0, accessed=1)


def party(slug: str, **changes: Any) -> Party:
    return Party(persona=CAST[slug], **changes)


def scene(course: Tone = "chat", at_ms: int = T0, **changes: Any) -> Scene:
    fields = {"place": "inn", "seed": "s", "names": NAMES, **changes}
    return Scene(course=course, at_ms=at_ms, **fields)


def talk(a: Party, b: Party, where: Scene) -> tuple[Overheard, ...]:
    return converse(a, b, SHIPPED, where)


@pytest.mark.parametrize("course", get_args(Tone))
def test_a_talk_is_the_same_for_the_same_and_ends(course: Tone) -> None:
    a, b = party("goat"), party("ghost")
    lines = talk(a, b, scene(course))
    assert lines == talk(a, b, scene(course))
    assert lines != talk(a, b, scene(course, seed="t"))
    assert 2 <= len(lines) <= len(COURSES[course])
    assert all(each.said for each in lines)
    assert {each.speaker for each in lines} == {"goat", "ghost"}
    assert [each.at for each in lines] == sorted(each.at for each in lines)
    assert len({each.id for each in lines}) == len(lines)
    # Who storms off gets no answer.
    assert [each.answered == "" for each in lines][-1] is (course == "quarrel")


def test_thirty_talks_say_nothing_twice_within_the_last_ones() -> None:
    before: tuple[Overheard, ...] = ()
    for number in range(30):
        course = get_args(Tone)[number % 3]
        lines = talk(party("goat"), party("mayor"), scene(course, T0 + number, before=before))
        words = [text for each in lines for text in (each.said, each.answered) if text]
        late = [text for each in before[-3:] for text in (each.said, each.answered)]
        assert len(dict.fromkeys(words)) == len(words)
        assert not [each for each in words if each in late], number
        before = (*before, *lines)[-30:]


def test_a_third_and_a_memory_come_up() -> None:
    a = party("goat", ties={"mayor": Tie(affection=-40), "ghost": Tie(affection=90)}, open=(POND,))
    b = party("ghost", open=(POND,))
    said = [
        text
        for number in range(20)
        for each in talk(a, b, scene(at_ms=T0 + number))
        for text in (each.said, each.answered)
    ]
    assert any("Mayor Hortensia Plum" in each for each in said)
    assert any("pond froze" in each.lower() for each in said)
    shared = party("goat", open=(replace(POND, agents=("ghost",)),))
    known = [each.said for n in range(20) for each in talk(shared, party("ghost"),
                                                           scene(at_ms=T0 + n))]  # fmt: skip
    assert not any("pond" in each for each in known)
    quiet = [each.said for n in range(20) for each in talk(party("goat"), party("ghost"),
                                                           scene(at_ms=T0 + n))]  # fmt: skip
    assert not any("Mayor" in each for each in quiet)


def test_what_one_feels_about_a_person_is_told_on_with_its_source() -> None:
    ada = Actor("ada")
    teller = party("goat", people={ada: Tie(affection=80), Actor("bob"): Tie(affection=3)})
    hearer = party("ghost", tie=Tie(trust=90))
    stir = told_on(teller, hearer, scene())
    assert stir is not None
    change = stir.change
    assert (change.of, change.toward, change.cause) == ("ghost", "ada", "gossip")
    assert (change.source, change.affection > 0, stir.is_person) == ("goat", True, True)
    again, tomorrow = (told_on(teller, hearer, scene(at_ms=T0 + ms)) for ms in (9, 86_400_000))
    assert again is not None
    assert tomorrow is not None
    assert again.id == stir.id != tomorrow.id
    assert told_on(teller, hearer, scene("quarrel")) is None
    assert told_on(party("goat"), hearer, scene()) is None
    assert told_on(teller, party("ghost", tie=Tie(trust=0)), scene()) is None


def test_who_has_nothing_of_a_kind_speaks_of_something_else() -> None:
    bare = replace(CAST["goat"], likes=(), dislikes=(), personality_traits=())
    assert talk(Party(persona=bare), party("ghost"), scene())


def test_a_line_at_a_table_gets_one_back_by_what_is_felt() -> None:
    for affection, key, tone in ((50, "answer", "neutral"), (-50, "retort", "cool")):
        goat = party("goat", tie=Tie(affection=affection))
        said = [returned(goat, party("ghost"), SHIPPED, scene(), "m1", "Is it you, Bramble?")]
        again = scene(before=tuple(said))
        said.append(returned(goat, party("ghost"), SHIPPED, again, "m2", "Is it?"))
        first, second = said
        assert (first.speaker, first.hearer, first.said) == ("ghost", "goat", "Is it you, Bramble?")
        assert (first.tone, first.place, first.at) == (tone, "inn", T0)
        assert first.id != second.id
        assert first.answered != second.answered
        lines = (*SHIPPED["goat"].lines(key, "neutral"), *SHIPPED["common"].lines(key, "neutral"))
        assert {mark(each) for each in lines} > {*first.marks, *second.marks}
