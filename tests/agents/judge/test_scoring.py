"""Scores, and that nothing a player shouldn't profit from changes them."""

import math
from inspect import signature
from pathlib import Path
from statistics import median

import hypothesis.strategies as st
import msgspec
import pytest
from hypothesis import given, settings

from agents.judge.features import NAMES
from agents.judge.generic import GENERIC
from agents.judge.learning import CREATIVITY
from agents.judge.lexicon import FILLER
from agents.judge.scoring import WORDS_MAX, Context, Judged, Senses, score
from agents.judge.weights import Weights, parse_weights
from agents.judge.wording import content, words
from agents.providers import minilm
from tests.agents.judge.fakes import SENSES, model, weights
from tests.agents.judge.test_wording import ANSWERS, PADDING

PROMPT = "What is a surprising use for a KNIFE?"
WEIGHTS = Path(__file__).parents[3] / "agents" / "judge" / "weights.json"
HONEST = {
    PROMPT: [
        "a mirror for a very small duck",
        "open a can of paint",
        "tuning fork for the orchestra of kitchen drawers",
        "Use it as a bookmark in a thriller!",
    ],
    "A dog sits at a desk and talks to a cat in a suit.": [
        "I told you, the stick is in the mail.",
        "Sorry, we only hire people who can land on their feet.",
        "Fetch me the quarterly reports",
        "You're fired. Now, who wants a walk?",
    ],
}
PADDINGS = """honestly/really really/I think that is a great answer/you know/to be honest/lol
in my opinion/and so on and so forth/very very funny/haha!!!/blah blah blah/etc/if you ask me
That is my answer and I am happy with it./This is clearly a very creative idea./Vote for me!
I hope you like it/what do you think about that?/which is always nice/for sure/trust me
Furthermore, it should be noted that this is the case./as far as I am concerned/so good
It is very useful in many different situations./that would be so cool/because why not
believe it or not/and everyone would love it/the best idea ever/I rest my case""".replace(
    "\n", "/"
).split("/")
STRANGE = """drumroll please/mic drop/like a boss/scientists say/as my grandmother used to say
lorem ipsum dolor sit amet/breaking news/ladies and gentlemen/a purple telescope sings/no cap
🔥🔥🔥/full stop/amen/imagine that/on a rainy day in November/butter, jam, honey/pun intended"""
STRANGERS = STRANGE.replace("\n", "/").split("/")
CLAUSES = (
    st.lists(st.sampled_from(["telescope", "butter", "my", "sings"]), min_size=1, max_size=5)
    .map(" ".join)
    .filter(lambda text: bool(content(words(text))))
)
EMPTY_WIT = [
    "idk", "nothing", "no idea", "asdfghjkl", "qwertyuiop asdf zxcvb", "jkl jkl fghfgh",
    "aaaaaaaaaa", "xkcjq vbrtz wpqd", "...", "lol", "skip", "?!?!", "hjdsk fhsdjk fhdsjk",
]  # fmt: skip
ROOM = ["butter bread with it", "a mirror for a very small duck", "a moon on a string"]


def judge(*responses: str, prompt: str = PROMPT, earlier: tuple[str, ...] = ()) -> list[Judged]:
    return score(prompt, responses, SENSES, weights(), Context(earlier))


def test_everyone_gets_three_scores_and_their_parts() -> None:
    for one in judge(*ROOM):
        assert 0 < one.creativity < 10
        assert 0 < one.humor < 10
        assert 0 < one.relevance < 10
        assert set(one.parts) == {"creativity", "humor", "relevance"}
        assert "meaning" in one.parts["humor"]
    assert score(PROMPT, [], SENSES, weights()) == []


@given(st.permutations(ROOM))
def test_the_order_changes_nothing(order: list[str]) -> None:
    assert dict(zip(order, judge(*order), strict=True)) == dict(
        zip(ROOM, judge(*ROOM), strict=True)
    )


@given(ANSWERS)
def test_letter_case_and_spaces_change_nothing(text: str) -> None:
    assert judge(f"  {text.upper()} \n", *ROOM)[0] == judge(text, *ROOM)[0]


@settings(max_examples=60)
@given(ANSWERS, PADDING, st.integers(2, 3))
def test_padding_never_raises_a_score(text: str, padding: str, times: int) -> None:
    """Method: the scores of an answer alone, beside fillers and said again."""
    base = judge(text, *ROOM)[0]
    for padded in (f"{text} {padding}", f"{padding} {text}", " ".join([text] * times)):
        found = judge(padded, *ROOM)[0]
        assert found.creativity <= base.creativity
        assert found.humor <= base.humor
        assert found.relevance <= base.relevance


@settings(max_examples=60)
@given(
    st.lists(st.one_of(ANSWERS, CLAUSES), min_size=1, max_size=2),
    st.lists(CLAUSES, max_size=2),
    st.lists(CLAUSES, max_size=1),
)
def test_no_clauses_before_or_behind_an_answer_raise_a_score(
    own: list[str], before: list[str], behind: list[str]
) -> None:
    """Method: any other words as clauses of their own, beside an answer of one or two clauses.

    An answer of generic words alone is no such one: whatever has an idea is more than it.
    """
    liking = weights(**dict.fromkeys({*NAMES} - {"exclaims", "quotes"}, 0.1))
    base = score(PROMPT, [", ".join(own), *ROOM], SENSES, liking)[0]
    found = score(PROMPT, [", ".join([*before, *own, *behind]), *ROOM], SENSES, liking)[0]
    assert found.creativity <= base.creativity
    assert found.humor <= base.humor
    assert found.relevance <= base.relevance


@given(st.lists(CLAUSES, min_size=1), st.lists(st.sampled_from(sorted(GENERIC | FILLER))))
def test_generic_words_anywhere_change_neither_creativity_nor_relevance(
    said: list[str], chatter: list[str]
) -> None:
    """Method: generic words before, within and behind, and no sign that sets them apart."""
    spoken = " ".join(said).split()
    half = len(spoken) // 2
    stuffed = [*chatter, *spoken[:half], *chatter, *spoken[half:], *chatter]
    liking = weights(**dict.fromkeys(CREATIVITY.names, 0.1))
    base, found = (
        score(PROMPT, [" ".join(each), *ROOM], SENSES, liking)[0] for each in (spoken, stuffed)
    )
    assert found.creativity == base.creativity
    assert found.relevance == base.relevance


def test_the_parts_are_those_of_the_clause_that_counts() -> None:
    text = "a duck, a hat, a moon on a string and telescopes"
    many = msgspec.structs.replace(weights(), humor=model(many_ideas=-1.0))
    whole = score(PROMPT, [text, *ROOM], SENSES, many)[0]
    assert whole.parts["creativity"]["elaboration"] == round(0.1 * math.log1p(1), 3)
    assert whole.parts["humor"]["many_ideas"] == round(-math.log1p(5), 3)


@pytest.fixture(scope="module")
def real() -> tuple[Senses, Weights]:
    pytest.importorskip(minilm.PACKAGE)
    return minilm.open_senses(), parse_weights(WEIGHTS.read_bytes())


@pytest.mark.timeout(240)
def test_generic_phrases_never_raise_a_score_of_the_shipped_judge(
    real: tuple[Senses, Weights],
) -> None:
    """Method: every honest answer with every padding, before and behind, in a room of three."""
    for prompt, answers in HONEST.items():
        for answer in answers:
            base = score(prompt, [answer, *ROOM], *real)[0]
            apart = [
                form.format(answer, padding)
                for padding in (*PADDINGS, *STRANGERS)
                for form in ("{}. {}", "{}, {}", "{1}! {0}", "{1}, {0}")
            ]
            for padded in (*apart, *(f"{answer} {padding}" for padding in PADDINGS)):
                found = score(prompt, [padded, *ROOM], *real)[0]
                for name in ("creativity", "humor", "relevance"):
                    assert getattr(found, name) <= getattr(base, name), (name, padded)
            for times in (2, 5):
                again = score(prompt, [". ".join([answer] * times), *ROOM], *real)[0]
                for name in ("creativity", "humor", "relevance"):
                    assert getattr(again, name) <= getattr(base, name), (name, answer)


def test_what_is_no_answer_scores_below_every_honest_one(real: tuple[Senses, Weights]) -> None:
    """Method: noise, copies and empty wit beside honest answers, by the shipped weights."""
    for prompt, answers in HONEST.items():
        found = score(prompt, [*answers, *EMPTY_WIT, prompt, prompt.upper() + "!!"], *real)
        honest, empty = found[: len(answers)], found[len(answers) :]
        assert max(each.creativity for each in empty) < min(each.creativity for each in honest)
        # A joke may fail; noise is never better than the middling ones.
        assert max(each.humor for each in empty) < median(each.humor for each in honest)
        assert max(each.humor for each in empty) < 2.5


def test_seat_case_and_spaces_change_nothing_for_the_shipped_judge(
    real: tuple[Senses, Weights],
) -> None:
    """Method: who wrote an answer isn't told at all, so names and authors can't matter."""
    for prompt, answers in HONEST.items():
        base = score(prompt, answers, *real)
        assert score(prompt, answers[::-1], *real) == base[::-1]
        loud = [f"  {text.upper()} \t\n" for text in answers]
        assert score(f" {prompt.upper()} ", loud, *real) == base
    assert set(signature(score).parameters) == {
        *("prompt", "responses", "senses", "weights", "context")
    }


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("idk", "empty"),
        ("", "empty"),
        ("asdfg hjkl", "gibberish"),
        ("a surprising use for a knife", "copies_prompt"),
        ("Butter bread with it!", "copies_another"),
    ],
)
def test_what_is_no_answer_of_ones_own_scores_low(text: str, mark: str) -> None:
    one, *_ = judge(text, *ROOM)
    fair = score(PROMPT, [f"{text} x"], SENSES, weights(rare_words=0.0))[0]
    assert mark in one.marks
    assert one.creativity < 9
    assert fair.creativity <= 5


def test_low_is_a_share_of_what_it_would_have_been() -> None:
    flat = weights(rare_words=0.0)
    one, copy, other = score(PROMPT, ["moon cake", "moon cake!", "duck soup"], SENSES, flat)
    assert (one.creativity, copy.creativity, other.creativity) == (2.5, 2.5, 5.0)
    assert one.marks == ("copies_another",)


def test_earlier_answers_make_an_idea_common() -> None:
    assert "copies_another" in judge("a moon", earlier=("a moon",))[0].marks


def test_relevance_is_nearness_to_the_prompt() -> None:
    near, far = score(PROMPT, ["one more knife", "telescopes"], SENSES, weights())
    assert near.relevance > far.relevance


def test_another_language_is_said_and_judged_by_what_holds_everywhere() -> None:
    foreign, english = judge("ein Spiegel für das Huhn und ich", "a mirror for the chicken")
    assert foreign.marks == ("not_english",)
    assert foreign.parts["humor"]["rare_words"] == 0
    assert foreign.parts["humor"]["elaboration"] != 0
    assert foreign.confidence < english.confidence


def test_confidence_grows_with_the_room_and_falls_with_few_words() -> None:
    (alone,) = judge("a moon on a string")
    crowded = judge("a moon on a string", *ROOM[:2])[0]
    (short,) = judge("moon")
    assert crowded.confidence > alone.confidence > short.confidence


def test_of_a_flood_only_the_beginning_is_read() -> None:
    flood = " ".join(f"word{at}" for at in range(WORDS_MAX + 50))
    start = " ".join(flood.split()[:WORDS_MAX])
    assert judge(flood)[0] == judge(start)[0]


def test_a_strong_opinion_stays_within_ten() -> None:
    loud = msgspec.structs.replace(weights(), humor=model(elaboration=1e9))
    assert score(PROMPT, ["duck"], SENSES, loud)[0].humor == 10
