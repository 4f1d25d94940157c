"""Taste: votes come from what can be seen in an answer, for each type its own way."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.nouns import content_words
from agents.persona import Taste, Tastes
from agents.taste import LEANING, VOTE_TYPES, choose, features, leanings
from game import rules
from game.ids import PlayerId, ResponseId
from game.snapshot import BallotLine
from tests.agents.evening import personas

PLAIN = "It was a rather ordinary answer of middling length"
STRONG = 5.0


def ballot(*texts: str) -> tuple[BallotLine, ...]:
    return tuple(BallotLine(ResponseId(f"r{n}"), text) for n, text in enumerate(texts))


def favourite(feature: str, prompt: str, *texts: str) -> str:
    """The text that a voter picks who cares for one feature only."""
    taste = Taste(**{feature: STRONG})
    lines = ballot(*texts)
    chosen = choose(Tastes(taste, Taste(), Taste()), prompt, lines, ("test",))
    return next(line.text for line in lines if line.id == chosen["funny"])


def test_the_types_of_votes_are_the_rules_types() -> None:
    assert VOTE_TYPES == rules.VOTE_TYPES


def test_every_feature_has_its_weight() -> None:
    assert tuple(features("", (), ())) == Taste.__struct_fields__


def test_each_feature_finds_its_answer() -> None:
    """Method: two answers, of which one has clearly more of the feature; in both orders."""
    prompt = "The goat in the bakery"
    pairs = {
        "brevity": ("A short one, and rather sweet, I say", PLAIN * 3),
        "length": (PLAIN * 3, "Short one"),
        "wordplay": ("Big bad bouncing bakers", "One small hat"),
        "echo": ("A goat and its bakery", "One small hat"),
        "detail": ("Forty spoons for Uncle Kevin, at 9", "A few spoons for somebody"),
        "surprise": ("It was the trombonist", "It was odd"),
        "zest": ("What?! No! Never!", "What, no, never"),
    }
    for feature, (more, less) in pairs.items():
        assert favourite(feature, prompt, more, less) == more, feature
        assert favourite(feature, prompt, less, more) == more, feature


def test_novelty_is_what_nobody_else_wrote() -> None:
    alike = ("a goat with a hat", "the goat has a hat", "Seven spoons")
    for order in permutations(alike):
        assert favourite("novelty", "Well?", *order) == "Seven spoons"


def test_no_effort_wins_no_vote() -> None:
    lazy = ("aaaa", "???", "xkcd qrst", "12")
    for persona in personas():
        lines = ballot(*lazy, "A hat made of smaller hats")
        chosen = choose(persona.tastes, "A hat", lines, ("lazy",))
        assert sorted(dict.fromkeys(chosen.values())) == ["r4"]


def test_praise_is_shared_out() -> None:
    """Method: two answers as good as each other; the three votes must not all go to one."""
    even = Taste(brevity=1.0)
    shared = [
        choose(Tastes(even, even, even), "?", ballot("A fine hat", "A nice hat"), (n,))
        for n in range(30)
    ]
    assert all(len(dict.fromkeys(chosen.values())) == 2 for chosen in shared)


def test_personas_disagree() -> None:
    lines = ballot(
        "Mayor denies ladder",
        "It was love at first invoice, then Forty bees came and Derek wept, and so did the bees",
        "Why?! Who? Me?!",
        "A funeral director's funfair",
    )
    votes = [choose(persona.tastes, "A funeral", lines, ("all",)) for persona in personas()]
    for vote_type in VOTE_TYPES:
        assert len(dict.fromkeys(vote[vote_type] for vote in votes)) > 1


@given(st.lists(st.text(max_size=300), max_size=12), st.text(max_size=80))
def test_any_ballot_can_be_judged(texts: list[str], prompt: str) -> None:
    lines = ballot(*texts)
    chosen = choose(personas()[0].tastes, prompt, lines, ("any",))
    assert tuple(chosen) == (VOTE_TYPES if lines else ())
    assert all(any(line.id == response for line in lines) for response in chosen.values())
    for text in texts:
        seen = features(text, content_words(prompt), [content_words(other) for other in texts])
        assert all(0 <= value <= 1 for value in seen.values())


def test_a_line_gains_by_whom_it_names_and_nobody_knows_whose_it_is() -> None:
    bob, zoe, nameless = PlayerId("bob"), PlayerId("zoe"), PlayerId("x")
    lines = ballot("Bob did it again", "it was ZOE, with Bob", "nobody", "")
    names = {bob: "Bob", zoe: "Zoe", nameless: "…"}
    leaning = leanings(lines, names, {bob: 100, zoe: -50, nameless: 100, PlayerId("gone"): 9})
    assert leaning == {"r0": 0.6, "r1": pytest.approx(0.3)}
    # Equal but for the name: the friend's line wins.
    equal = ballot("Ann has a hat", "Bob has a hat")
    tastes = Tastes(Taste(), Taste(), Taste())
    chosen = [
        choose(tastes, "hats", equal, (n,), leanings(equal, names, {bob: 100}))["funny"]
        for n in range(100)
    ]
    assert chosen.count(ResponseId("r1")) > 80


def test_feelings_tip_between_like_answers_and_never_against_a_better_one() -> None:
    """Method: the dearest friends, all named in one line, against a line that is better by more
    than whim and leaning; and the worst enemy named in the better one.
    """
    friends = {PlayerId(f"p{n}"): f"Friend{n}" for n in range(8)}
    zoe = PlayerId("zoe")
    names = {**friends, zoe: "Zoe"}
    liking = {**dict.fromkeys(friends, 100), zoe: -100}
    tastes = Tastes(Taste(zest=3.0), Taste(), Taste())
    worse, better = " ".join(friends.values()) + " did it", "Zoe?! It was Zoe!"
    lines = ballot(worse, better)
    leaning = leanings(lines, names, liking)
    assert leaning == {"r0": LEANING, "r1": -LEANING}
    for n in range(200):
        assert choose(tastes, "hats", lines, (n,), leaning)["funny"] == "r1"
    alike = ballot(worse, "Somebody else did it")
    tipped = [
        choose(tastes, "hats", alike, (n,), leanings(alike, names, liking))["funny"]
        for n in range(200)
    ]
    plain = [choose(tastes, "hats", alike, (n,))["funny"] for n in range(200)]
    assert plain.count(ResponseId("r0")) < 130
    assert tipped.count(ResponseId("r0")) > 170
