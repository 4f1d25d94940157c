"""L5: the goal of a game comes from what is carried over games; without it nobody is aimed at."""

from agents.mind import with_recalled
from agents.neurons.brain import Brain, Grown
from agents.neurons.goals import set_goal
from agents.neurons.layers import Layer
from game.commands import SendChat
from game.ids import PlayerId
from tests.agents.evening import Evening

BOB, ZOE = PlayerId("bob"), PlayerId("zoe")


def goal_of(liking: dict[PlayerId, int], grown: Grown | None = None) -> tuple[str, str, float]:
    brain = set_goal(Brain(grown=grown or Grown()), 5, liking)
    assert brain.goal is not None
    return brain.goal.kind, brain.goal.who, brain.goal.stake


def test_one_settles_with_enemies_befriends_friends_or_just_wins() -> None:
    assert goal_of({BOB: -40, ZOE: 60})[:2] == ("settle", BOB)
    assert goal_of({BOB: -10, ZOE: 60})[:2] == ("befriend", ZOE)
    assert goal_of({BOB: -10, ZOE: 10}) == ("win", "", 0.5)
    assert goal_of({})[0] == "win"


def test_the_driven_make_no_friends_and_a_drought_raises_the_stake() -> None:
    assert goal_of({ZOE: 60}, Grown(ambition=0.8))[0] == "win"
    assert goal_of({}, Grown(ambition=0.5, drought=3))[2] == 0.95
    assert goal_of({}, Grown(ambition=1.0, drought=3))[2] == 1.0


def test_a_new_goal_is_told_once() -> None:
    liking = {BOB: -40}
    once = set_goal(Brain(), 5, liking)
    assert [(each.source, each.target, each.content) for each in once.signals] == [
        ("L5", "L4", "goal: settle")
    ]
    assert set_goal(once, 6, liking) == once


def greetings(off: tuple[Layer, ...]) -> tuple[int, int]:
    """How many greetings name the one that all of them like, of how many."""
    named = all_said = 0
    for seed in ("a", "b", "c", "d"):
        evening = Evening(agents=6, seed=seed, brain=Brain(off=off))
        ada = evening.room.players[next(iter(evening.room.people))]
        for actor, mind in evening.minds.items():
            evening.minds[actor] = with_recalled(mind, (), {ada: 50})
        evening.play(until=lambda evening: evening.room.phase.value != "lobby")
        texts = [command.text for _, _, command in evening.sent if isinstance(command, SendChat)]
        named += sum("Ada" in text for text in texts)
        all_said += len(texts)
    return named, all_said


def test_without_it_nobody_is_sought_out() -> None:
    """Method: tables who all like Ada; how many greetings speak to her."""
    named, said = greetings(())
    assert said > 4
    assert named == said
    for off in ("L5", "L4", "L3"):
        assert greetings((off,))[0] == 0
