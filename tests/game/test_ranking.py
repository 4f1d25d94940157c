"""Bradley and Terry over many tables: the likeliest order, tied by common answers and a prior."""

import math
from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from game import ranking
from game.ballots import Ballot, Line, Vote
from game.ids import Actor, GameId, ResponseId
from game.ranking import DUELS, Ranked, best
from game.rules import VOTE_TYPES, VoteType

Chosen = tuple[str, str, VoteType]


def table(
    game: str, texts: dict[str, str | None], *votes: Chosen, machines: Sequence[str] = ()
) -> Ballot:
    """A round: who wrote what, and who gave whom which vote."""
    lines = tuple(
        Line(ResponseId(f"{game} {who}"), Actor(who), who in machines, text)
        for who, text in texts.items()
    )
    cast = tuple(
        Vote(Actor(voter), kind, ResponseId(f"{game} {author}")) for voter, author, kind in votes
    )
    return Ballot(game=GameId(game), round=1, at_ms=0, lines=lines, votes=cast)


def all_three(voter: str, author: str) -> tuple[Chosen, ...]:
    return tuple((voter, author, kind) for kind in VOTE_TYPES)


def texts(found: Sequence[Ranked]) -> list[str]:
    return [each.text for each in found]


def test_who_gets_the_votes_of_one_table_comes_first() -> None:
    ballot = table(
        "g",
        {"ada": "a", "bob": "b", "cyd": "c"},
        *all_three("ada", "bob"),
        *all_three("cyd", "bob"),
        *all_three("bob", "ada"),
    )
    found = best([ballot], 10)
    assert texts(found) == ["b", "a", "c"]
    assert found[0].author == "bob"
    assert found[0].game == "g"
    assert [(each.votes, each.voters) for each in found] == [(6, 2), (3, 2), (0, 2)]
    assert found[0].chance > 0.5 > found[2].chance
    assert texts(best([ballot], 2)) == ["b", "a"]
    assert best([ballot], 0) == best([ballot], -1) == []


def test_nothing_and_nobodys_choice_rank_nothing() -> None:
    assert best([], 10) == []
    assert best([table("g", {})], 10) == []
    assert best([table("g", {"ada": "a", "bob": "b"})], 10) == [], "nobody voted"
    forced = table(
        "g", {"ada": "a", "bob": "b"}, *all_three("ada", "bob"), *all_three("bob", "ada")
    )
    assert best([forced], 10) == [], "nobody had a choice"


def test_who_only_watches_may_choose_between_two() -> None:
    found = best([table("g", {"ada": "a", "bob": "b"}, ("eve", "bob", "best"))], 10)
    assert texts(found) == ["b", "a"]


def test_the_likeliest_is_found() -> None:
    """Method: a duel of two answers has a closed form, w/(w + l) of the votes beside the prior."""
    votes: list[Chosen] = [(f"v{n}", "ada" if n < 6 else "bob", "best") for n in range(8)]
    found = {
        each.text: each.chance for each in best([table("g", {"ada": "a", "bob": "b"}, *votes)], 2)
    }
    # By symmetry the strengths are s and 1/s; at the top the slope of the likelihood in log s is 0.
    weight, s = 0.4, found["a"] / (1 - found["a"])
    assert found["b"] / (1 - found["b"]) != pytest.approx(s)
    t = found["b"] / (1 - found["b"])
    slope_a = weight * 6 + DUELS / 2 - s * (weight * 8 / (s + t) + DUELS / (s + 1))
    slope_b = weight * 2 + DUELS / 2 - t * (weight * 8 / (s + t) + DUELS / (t + 1))
    assert slope_a == pytest.approx(0, abs=1e-5)
    assert slope_b == pytest.approx(0, abs=1e-5)


def test_an_answer_that_stood_at_two_tables_ties_them() -> None:
    """Method: b beats c at one table, a beats B! at the other: so a is ahead of c, never met."""
    one = table(
        "g1",
        {"ada": "b", "bob": "c", "cyd": "x", "dan": "y"},
        *(vote for voter in ("bob", "cyd", "dan") for vote in all_three(voter, "ada")),
    )
    two = table(
        "g2",
        {"eve": "a", "fay": "B!", "gus": "z", "hal": "w"},
        *(vote for voter in ("fay", "gus", "hal") for vote in all_three(voter, "eve")),
    )
    found = best([one, two], 10)
    assert texts(found)[:2] == ["a", "b"]
    assert found[1].game == "g1", "the first who said it"
    assert (found[1].votes, found[1].voters) == (9, 5)
    alone = {each.text: each.chance for each in best([two], 10)}
    assert found[0].chance > alone["a"], "beating what won elsewhere counts for more"


def test_tables_without_a_common_answer_are_ordered_by_their_evidence() -> None:
    few = table("g1", {"ada": "few", "bob": "x", "cyd": "y"}, ("bob", "ada", "best"))
    many = table(
        "g2",
        {f"p{n}": "many" if n == 0 else f"z{n}" for n in range(8)},
        *(vote for n in range(1, 8) for vote in all_three(f"p{n}", "p0")),
    )
    found = best([few, many], 10)
    assert texts(found)[:2] == ["many", "few"]
    assert all(0 < each.chance < 1 for each in found)


def test_equal_ones_stand_by_how_many_could_choose_them_and_then_by_time() -> None:
    one = table(
        "g1", {"ada": "a", "bob": "b", "cyd": "c"}, ("ada", "bob", "best"), ("bob", "ada", "best")
    )
    assert texts(best([one], 10)) == ["a", "b", "c"]
    assert best([one], 10)[0].chance == pytest.approx(best([one], 10)[1].chance)


def test_the_erased_are_met_but_never_shown() -> None:
    ballot = table(
        "g",
        {"ada": None, "bob": "b", "cyd": None, "dan": "d"},
        *all_three("bob", "ada"),
        *all_three("dan", "bob"),
        *all_three("ada", "bob"),
    )
    found = best([ballot], 10)
    assert texts(found) == ["b", "d"]
    assert found[0].voters == 2
    again = table("g2", {"ada": None, "bob": "b", "dan": "d"}, *all_three("dan", "ada"))
    assert len({each.text for each in best([ballot, again], 10)}) == 2, "they share no key"


def test_the_same_answer_twice_at_a_table_is_one_answer() -> None:
    ballot = table(
        "g",
        {"ada": "Ducks!", "bob": "ducks", "cyd": "geese", "dan": "!?"},
        *all_three("cyd", "ada"),
        *all_three("dan", "bob"),
        *all_three("ada", "cyd"),
    )
    found = best([ballot], 10)
    ducks = next(each for each in found if each.text == "Ducks!")
    assert sorted(texts(found)) == ["!?", "Ducks!", "geese"]
    assert (ducks.author, ducks.votes, ducks.voters) == ("ada", 6, 3)


@settings(max_examples=25)
@given(st.integers(0, 10_000))
def test_a_further_vote_never_lowers_who_gets_it(seed: int) -> None:
    draw = Random(seed)
    people = [f"p{n}" for n in range(5)]
    votes: list[Chosen] = []
    for voter in people[:4]:
        chosen = draw.choice([each for each in people if each != voter])
        votes.append((voter, chosen, draw.choice(VOTE_TYPES)))
    said = {who: who for who in people}
    before = {each.text: each.chance for each in best([table("g", said, *votes)], 10)}
    lucky = draw.choice(people[:4])
    after = {
        each.text: each.chance
        for each in best([table("g", said, *votes, ("p4", lucky, "best"))], 10)
    }
    assert after[lucky] > before[lucky]


def test_the_order_of_true_strengths_is_found_again() -> None:
    """Method: twelve answers of known strength at 150 tables of four, each told by Luce's rule."""
    draw = Random("luce")
    worth = {f"t{n}": math.exp(n / 4) for n in range(12)}
    ballots = []
    for n in range(150):
        said = dict(zip("abcd", draw.sample(sorted(worth), 4), strict=True))
        votes: list[Chosen] = []
        for voter in "abcd":
            others = [who for who in said if who != voter]
            chosen = draw.choices(others, [worth[said[who]] for who in others])[0]
            votes += all_three(voter, chosen)
        ballots.append(table(f"g{n}", dict(said), *votes))
    found = best(ballots, 12)
    places = [int(each.text[1:]) for each in found]
    moved = sum(abs(place - due) for place, due in zip(places, range(11, -1, -1), strict=True))
    assert moved <= 10, places
    strengths = {each.text: math.log(each.chance / (1 - each.chance)) for each in found}
    assert strengths["t11"] - strengths["t0"] == pytest.approx(11 / 4, rel=0.25)


def test_tables_that_all_met_find_their_level() -> None:
    """Method: where the likelihood is at its top, the duels with the common opponent even out.

    Plain MM steps would crawl: at every table the same answers meet, 200 times.
    """
    draw = Random("level")
    said = [f"t{n}" for n in range(8)]
    ballots = []
    for n in range(200):
        there = dict(zip("abcd", draw.sample(said, 4), strict=True))
        votes = [("eve", draw.choice("aab"), "best"), ("fay", draw.choice("abcd"), "funny")]
        ballots.append(table(f"g{n}", dict(there), *votes))  # type: ignore[arg-type]
    found = best(ballots, 8)
    assert sum(each.chance for each in found) == pytest.approx(4, abs=1e-4)
    islands = [*ballots, table("far", {"x": "far", "y": "away"}, ("eve", "x", "best"))]
    both = {each.text: each.chance for each in best(islands, 10)}
    assert both["far"] + both["away"] == pytest.approx(1, abs=1e-4)
    assert all(both[each.text] == pytest.approx(each.chance, abs=1e-4) for each in found)


def test_the_turns_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    ballot = table("g", {"ada": "a", "bob": "b", "cyd": "c"}, *all_three("ada", "bob"))
    done = best([ballot], 3)
    monkeypatch.setattr(ranking, "TURNS_MAX", 1)
    cut = best([ballot], 3)
    assert texts(cut) == texts(done)
    assert cut[0].chance != done[0].chance
