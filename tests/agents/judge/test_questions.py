"""Questions to a model: blind, in both orders, drawn from the seed and from nothing else."""

from itertools import permutations

from agents.judge.questions import Alone, Effort, Pair, ask
from tests.agents.judge.models import opened

PROMPT = "What is a surprising use for a knife?"
TEXTS = ["a mirror", "a moon on a string", "butter", "soup for ducks"]


def test_each_answer_is_asked_about_alone_and_each_pair_in_both_orders() -> None:
    asked = ask(PROMPT, TEXTS, 7, Effort(votes=3, rivals=2))
    alone = [each for each in asked.ballots if isinstance(each, Alone)]
    pairs = [(each.first, each.second) for each in asked.ballots if isinstance(each, Pair)]
    assert sorted(each.answer for each in alone) == sorted([*range(4)] * 3)
    assert len({each.question.seed for each in alone}) == 12
    assert len(pairs) == len(set(pairs)) == 12
    assert {(other, one) for one, other in pairs} == set(pairs)
    for ballot in asked.ballots:
        inside, outside = opened(ballot.question)
        assert outside == []
        places = [ballot.answer] if isinstance(ballot, Alone) else [ballot.first, ballot.second]
        assert inside == [PROMPT, *(asked.answers[at] for at in places)]


def test_both_orders_have_the_same_seed() -> None:
    asked = ask(PROMPT, TEXTS, 7)
    pairs = {(p.first, p.second): p.question for p in asked.ballots if isinstance(p, Pair)}
    for (one, other), question in pairs.items():
        assert pairs[other, one].seed == question.seed


def test_the_seat_changes_nothing_and_the_seed_does() -> None:
    first = ask(PROMPT, TEXTS, 7)
    assert all(ask(PROMPT, list(order), 7) == first for order in permutations(TEXTS))
    others = [ask(PROMPT, TEXTS, seed) for seed in range(8)]
    assert len({each.answers for each in others}) > 3
    assert len({each.ballots[0].question.instructions for each in others}) > 1


def test_answers_that_read_alike_are_asked_about_once() -> None:
    asked = ask(PROMPT, ["a mirror", "a  mirror ", "butter"], 7)
    assert len(asked.answers) == 2
    assert asked.place("a  mirror ") == asked.place("a mirror")


def test_one_answer_has_no_rival_and_few_have_few() -> None:
    assert not any(isinstance(each, Pair) for each in ask(PROMPT, ["a mirror"], 7).ballots)
    two = ask(PROMPT, ["a mirror", "butter"], 7, Effort(votes=1, rivals=5))
    assert len(two.ballots) == 4
    assert ask(PROMPT, [], 7).ballots == ()
