"""Opening: a friend and an old score are greeted by name, news are told now and then."""

import pytest

from agents.mind import Mind, born
from agents.neurons.brain import Approach, Brain
from agents.overture import opened
from game.ids import PlayerId
from game.rules import RULES
from tests.agents.evening import GAME, banter, personas, repertoire, touched

ADA = PlayerId("ada")
NEWS = "I met the ghost at the bridge"


def mind(**changes: object) -> Mind:
    waking = born(GAME, PlayerId("me"), personas()[0], repertoire(), "seed", 1.0, banter=banter())
    return touched(waking, names={ADA: "Ada"}, **changes)


def lines(key: str) -> list[str]:
    return [line.format(you="Ada", memory=NEWS) for line in banter()["common"].any[key]]


@pytest.mark.parametrize(("goal", "key"), [("settle", "grudge"), ("befriend", "friend")])
def test_whoever_is_on_their_mind_is_greeted_by_name(goal: str, key: str) -> None:
    minded = mind(brain=Brain(approach=Approach(goal=goal, who=ADA)), news=NEWS)
    said = {opened(touched(minded, round=n), "Hello.") for n in range(50)}
    assert said == {f"Hello. {line}" for line in lines(key)}


def test_news_are_told_now_and_then() -> None:
    said = [opened(mind(round=n, news=NEWS), "Hello.") for n in range(100)]
    told = {each for each in said if each != "Hello."}
    assert 20 < sum(each != "Hello." for each in said) < 60
    assert told == {f"Hello. {line}" for line in lines("news")}


def test_where_there_is_nothing_to_say_or_too_much_the_greeting_is_enough() -> None:
    assert opened(mind(), "Hello.") == "Hello."
    assert opened(mind(banter={}, news=NEWS), "Hello.") == "Hello."
    long = "x" * RULES.chat_length_max
    assert {opened(mind(round=n, news=NEWS), long) for n in range(20)} == {long}
