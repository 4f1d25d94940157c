"""L2: what is said of all that could be; without it, nobody's words, to no prompt, and no chat."""

import pytest

from agents.neurons.brain import Approach, Brain, Grown
from agents.neurons.company import Story
from agents.neurons.layers import Layer
from agents.neurons.words import (
    DEVICE_MAX,
    WEIGHED_MAX,
    Draft,
    choose,
    learn,
    story_for,
    tell,
    weighed,
)
from agents.nouns import content_words
from game.commands import SendChat
from game.events import ResponseSubmitted
from game.ids import PlayerId
from tests.agents.evening import Evening

PLAIN = dict.fromkeys(("brevity", "length", "wordplay", "echo", "detail", "surprise", "zest"), 0.0)
SHORT = Draft("short", "quip", {**PLAIN, "brevity": 1.0})
LOUD = Draft("LOUD!", "template", {**PLAIN, "zest": 1.0, "surprise": 0.5})
STORY = Story("m1", PlayerId("bob"), "Bob", "toaster", True, ("bread", "toast"))


def test_the_first_is_said_unless_there_is_a_reason() -> None:
    assert choose(Brain(), 4, [SHORT, LOUD])[1] == SHORT
    brain = Brain(approach=Approach(jokes={"zest": 1.0}))
    told, best = choose(brain, 4, [SHORT, LOUD])
    assert best == LOUD
    assert told.device == "template"
    assert [(each.source, each.content) for each in told.signals] == [("L2", "say a template")]
    assert choose(Brain(approach=Approach(boldness=1.0)), 4, [SHORT, LOUD])[1] == LOUD
    assert choose(Brain(grown=Grown(devices={"template": 0.1})), 4, [SHORT, LOUD])[1] == LOUD


@pytest.mark.parametrize("off", ["L2", "L3"])
def test_an_approach_that_does_not_arrive_changes_nothing(off: Layer) -> None:
    brain = Brain(off=(off,), approach=Approach(jokes={"zest": 1.0}))
    assert choose(brain, 4, [SHORT, LOUD])[1] == SHORT


def test_many_drafts_are_made_only_where_there_is_something_to_choose_by() -> None:
    assert weighed(Brain()) == 1
    assert weighed(Brain(approach=Approach(boldness=0.5))) == WEIGHED_MAX
    assert weighed(Brain(approach=Approach(jokes={"zest": 1.0}))) == WEIGHED_MAX
    assert weighed(Brain(grown=Grown(devices={"quip": 0.1}))) == WEIGHED_MAX
    assert weighed(Brain(off=("L3",), approach=Approach(boldness=0.5))) == 1


def test_votes_make_a_device_worth_more_or_less() -> None:
    brain = Brain(device="story")
    up = learn(brain, 5, 0.8, 4)
    assert up.grown.devices["story"] == pytest.approx(0.275)
    assert (up.signals[0].source, up.signals[0].direction) == ("L2", "backward")
    assert learn(brain, 5, 0.0, 4).grown.devices["story"] < 0
    for _ in range(20):
        up = learn(up, 5, 1.0, 4)
    assert up.grown.devices["story"] == DEVICE_MAX
    for deaf in (Brain(), Brain(off=("L1",), device="story"), Brain(off=("L2",), device="story")):
        assert learn(deaf, 5, 0.8, 4) == deaf
    assert learn(brain, 5, 1.0, 1) == brain


def told(brain: Brain, asked: tuple[str, ...] = (), past: tuple[str, ...] = ()) -> float:
    """How often the story is told, out of 400."""
    found = [story_for(brain, [STORY], past, asked, ("s", draw)) for draw in range(400)]
    return sum(each is not None for each in found) / len(found)


def test_an_old_story_is_told_now_and_then_where_it_fits_and_to_whom_one_is_after() -> None:
    aimed = Brain(approach=Approach(who="bob"))
    assert 0.08 < told(Brain()) < 0.22
    assert 0.4 < told(aimed) < 0.6
    assert 0.6 < told(Brain(), asked=("bread",)) < 0.8
    assert 0.6 < told(aimed, asked=("bread",)) < 0.8
    assert told(aimed, past=("m1",)) == 0
    assert told(Brain(grown=Grown(stories=1)), asked=("bread",), past=("m9",)) == 0
    assert told(Brain(off=("L2",)), asked=("bread",)) == 0
    assert story_for(Brain(), (), (), (), ("s",)) is None


def test_a_story_names_who_and_what() -> None:
    lost = Story("m2", PlayerId("bob"), "Bob", "toaster", False)
    for story in (STORY, lost):
        for is_gap in (True, False):
            for draw in range(6):
                line = tell(story, is_gap, (draw,))
                assert "Bob" in line
                assert "toaster" in line
                assert "{" not in line
    assert tell(STORY, False, (1,)) != tell(lost, False, (1,))


def spoken(off: tuple[Layer, ...]) -> tuple[float, float, int]:
    """The share of answers with a word of the prompt, that in a voice, and the lines of chat."""
    answers, echoing, dressed = 0, 0, 0
    evening = Evening(agents=6, rounds=8, brain=Brain(off=off)).play()
    seats = {mind.me: mind.persona for mind in evening.minds.values()}
    prompts = {n + 1: prompt.text for n, prompt in enumerate(evening.room.deck)}
    for entry in evening.entries:
        if isinstance(entry.event, ResponseSubmitted):
            said, asked = entry.event, content_words(prompts[entry.event.round])
            answers += 1
            echoing += any(word in content_words(said.text) for word in asked)
            forms = seats[said.author].voice.forms + seats[said.author].voice.fills
            marks = [part for form in forms for part in form.split("{}") if part.strip()]
            dressed += any(part in said.text for part in marks)
    chat = [command for _, _, command in evening.sent if isinstance(command, SendChat)]
    return echoing / answers, dressed / answers, len(chat)


def test_without_it_nobody_finds_words() -> None:
    """Method: an evening with and without; whose words they are, and of what."""
    echoing, dressed, chat = spoken(())
    assert echoing > 0.15
    assert dressed > 0.3
    assert chat > 0
    without = spoken(("L2",))
    assert without[0] < echoing / 2
    assert without[1] < dressed / 2
    assert without[2] == 0
