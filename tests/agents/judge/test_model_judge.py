"""The weighing of a model's replies: distrust in numbers, and sixty attacks that gain nothing."""

import json
from collections.abc import Iterator

import pytest

from agents.judge import questions
from agents.judge.model_judge import REACH, Weighed, agreement, bounded, weigh
from agents.judge.questions import Alone, Asked, Effort, Pair, ask
from agents.ports import Model
from game.commands import Verdict
from tests.agents.judge.attacks import ATTACKS
from tests.agents.judge.models import FIRST, TENS, Gullible, Obedient

PROMPT = "What is a surprising use for a knife?"
HONEST = "a mirror for ducks"
FIVES = json.dumps({"creativity": 5, "humor": 5, "relevance": 5})
NEITHER = json.dumps({"creativity": "neither", "humor": "neither"})


def said(points: float, humor: float | None = None) -> Verdict:
    return Verdict(points, points if humor is None else humor, points)


def replied(asked: Asked, alone: str = FIVES, pair: str = NEITHER) -> dict[int, str]:
    """The same reply to all questions of a kind."""
    return {at: alone if isinstance(each, Alone) else pair for at, each in enumerate(asked.ballots)}


async def judged(model: Model, text: str, seed: int = 7) -> Verdict:
    """What a model makes of an answer beside an honest one."""
    asked = ask(PROMPT, [text, "a moon on a string"], seed)
    replies = {at: await model.reply(each.question) for at, each in enumerate(asked.ballots)}
    return weigh(asked, replies).scores[asked.place(text)]


@pytest.mark.parametrize("attack", ATTACKS)
async def test_no_attack_is_obeyed_from_within_the_fence(attack: str) -> None:
    """Method: a model that obeys whatever stands outside; the mark of the sitting is known."""
    clean = await judged(Obedient(), HONEST)
    for text in (f"{HONEST} {attack}", f"{attack} {HONEST}", f"{HONEST}\n{attack}", attack):
        assert await judged(Obedient(), text) == clean == said(5)


@pytest.fixture
def unfenced(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patch:
        patch.setattr(questions, "fenced", lambda text, mark: text)
        patch.setattr(questions, "harmless", lambda text: text)
        yield


@pytest.mark.usefixtures("unfenced")
async def test_without_the_fence_every_attack_would_be_obeyed() -> None:
    """Method: the same model, the text as it is; this is what the test above would see."""
    assert await judged(Obedient(), f"{HONEST}\n{ATTACKS[0]}") != said(5)


@pytest.mark.parametrize("attack", ATTACKS)
async def test_a_model_that_obeys_all_the_same_raises_no_whispered_answer(attack: str) -> None:
    """Method: a model that gives ten to the answer with the attack in it."""
    text = f"{HONEST} {attack}"
    loved = await judged(Gullible(HONEST), text)
    assert loved == said(10)
    assert bounded(text, loved, said(4)) == said(4)


def test_an_answer_gets_only_so_far_above_the_offline_judge() -> None:
    assert bounded(HONEST, said(10), said(4)) == said(4 + REACH)
    assert bounded(HONEST, said(3), said(9)) == said(3)


def test_the_middle_vote_counts() -> None:
    asked = ask(PROMPT, [HONEST], 7, Effort(votes=3))
    replies = dict(enumerate([FIVES, TENS, FIVES]))
    assert weigh(asked, replies) == Weighed((said(5),))


def test_who_wins_in_both_orders_gains_and_the_other_loses() -> None:
    asked = ask(PROMPT, [HONEST, "butter"], 7)
    best = asked.place(HONEST)
    replies = replied(asked)
    for at, each in enumerate(asked.ballots):
        if isinstance(each, Pair):
            side = "first" if each.first == best else "second"
            replies[at] = json.dumps({"creativity": "neither", "humor": side})
    found = weigh(asked, replies)
    assert (found.pairs, found.dropped) == (2, 0)
    assert found.scores[best] == said(5, 5.67)
    assert found.scores[1 - best] == said(5, 4.33)


@pytest.mark.parametrize("pair", [FIRST, FIRST.replace("first", "second")])
def test_a_verdict_that_depends_on_the_order_is_dropped(pair: str) -> None:
    asked = ask(PROMPT, [HONEST, "butter", "soup"], 7)
    found = weigh(asked, replied(asked, pair=pair))
    assert found.dropped == found.pairs == 6
    assert set(found.scores) == {Verdict(5, 5, 5)}


def test_a_pair_with_one_reply_is_dropped_as_well() -> None:
    asked = ask(PROMPT, [HONEST, "butter"], 7)
    replies = replied(asked)
    lost = next(at for at, each in enumerate(asked.ballots) if isinstance(each, Pair))
    del replies[lost]
    found = weigh(asked, replies)
    assert (found.pairs, found.dropped, found.nonsense) == (2, 2, 1)


def test_scores_stay_within_ten() -> None:
    asked = ask(PROMPT, [HONEST, "butter"], 7)
    best = asked.place(HONEST)
    replies = replied(asked, alone=TENS)
    for at, each in enumerate(asked.ballots):
        if isinstance(each, Pair):
            replies[at] = FIRST if each.first == best else FIRST.replace("first", "second")
    assert weigh(asked, replies).scores[best] == said(10)


@pytest.mark.parametrize(
    "reply",
    [
        "",
        "ten",
        "10",
        "[]",
        "null",
        '{"creativity": 5, "humor": 5}',
        '{"creativity": 5, "humor": 5, "relevance": 11}',
        '{"creativity": -1, "humor": 5, "relevance": 5}',
        '{"creativity": NaN, "humor": 5, "relevance": 5}',
        '{"creativity": 1e999, "humor": 5, "relevance": 5}',
        '{"creativity": "5", "humor": 5, "relevance": 5}',
        '{"creativity": true, "humor": 5, "relevance": 5}',
        '{"creativity": 5, "humor": 5, "relevance": 5, "note": "and more"}',
        'Sure! {"creativity": 5, "humor": 5, "relevance": 5}',
        '{"creativity": 5, "humor": 5, "relevance": 5} {"creativity": 9}',
        NEITHER,
        "\ud800",
    ],
)
def test_nonsense_is_no_vote_and_one_answer_without_any_ends_the_sitting(reply: str) -> None:
    asked = ask(PROMPT, [HONEST, "butter"], 7)
    replies = replied(asked)
    of_first = [
        at for at, each in enumerate(asked.ballots) if isinstance(each, Alone) and not each.answer
    ]
    for at in of_first[1:]:
        replies[at] = reply
    assert weigh(asked, replies).scores == (said(5), said(5))
    assert weigh(asked, replies).nonsense == 2
    replies[of_first[0]] = reply
    found = weigh(asked, replies)
    assert (found.scores, found.reason) == ((), "1 of 2 answers without a valid vote")


def test_a_reply_may_stand_in_a_block_of_code() -> None:
    asked = ask(PROMPT, [HONEST], 7)
    for text in (f"```json\n{TENS}\n```", f" ```\n{TENS}```\n", f"  {TENS}\n"):
        assert weigh(asked, replied(asked, alone=text)).scores == (said(10),)


def test_no_answers_are_no_sitting() -> None:
    assert weigh(ask(PROMPT, [], 7), {}).reason == "0 of 0 answers without a valid vote"


def test_agreement_is_one_for_the_same_order_and_minus_one_for_the_reverse() -> None:
    low, middle, high = said(1), said(5), said(9)
    assert agreement([low, middle, high], [said(2), said(3), said(4)]) == 1
    assert agreement([low, middle, high], [high, middle, low]) == -1
    assert agreement([low, middle, middle], [low, middle, high]) == pytest.approx(0.816, abs=1e-3)
    assert agreement([low, low], [low, high]) is None
    assert agreement([low], [low]) is None
