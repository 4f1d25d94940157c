"""Ties move by a table of rules, within bounds, each change with its cause."""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from agents.relationships import (
    RULES,
    Cause,
    Change,
    Tie,
    apart,
    caused,
    gossip,
    kind_of,
    moved,
    stirred,
    toward_bound,
    wearied,
)
from agents.routine import BondType

DAY_MS = 86_400_000
TIES = st.builds(
    Tie,
    type=st.sampled_from(get_args(BondType)),
    affection=st.integers(-100, 100),
    trust=st.integers(0, 100),
    frequency=st.integers(0, 50),
    last_ms=st.integers(0, DAY_MS),
)
CAUSES: tuple[Cause, ...] = get_args(Cause)


def after(tie: Tie, cause: Cause) -> Tie:
    return moved(tie, caused(cause, "me", "you", 5)[0])[0]


def test_every_cause_has_its_rule() -> None:
    assert sorted(RULES) == sorted(CAUSES)


@pytest.mark.parametrize(
    ("cause", "affection", "trust"),
    [("vote_funny", 4, 51), ("kicked", -20, 35), ("chat", 3, 52), ("gift", 8, 53)],
)
def test_the_table_moves_a_fresh_tie(cause: Cause, affection: int, trust: int) -> None:
    tie = after(Tie(), cause)
    assert (tie.affection, tie.trust, tie.frequency, tie.last_ms) == (affection, trust, 1, 5)


def test_the_one_who_did_it_feels_it_too_but_otherwise() -> None:
    mine, theirs = caused("kicked", "me", "you", 7, "at the start")
    assert (mine.of, mine.toward, theirs.of, theirs.toward) == ("me", "you", "you", "me")
    assert (mine.affection, theirs.affection) == (-20, -4)
    assert mine.by == theirs.by == "you"
    assert mine.note == theirs.note == "at the start"
    assert mine.cause == theirs.cause == "kicked"
    for cause in ("chat", "quarrel", "made_up", "played", "met"):
        mine, theirs = caused(cause, "me", "you", 7)  # type: ignore[arg-type]
        assert (mine.affection, mine.trust) == (theirs.affection, theirs.trust)


@given(TIES, st.sampled_from(CAUSES))
def test_a_tie_stays_in_its_bounds_and_the_change_says_what_it_did(tie: Tie, cause: Cause) -> None:
    tie_after, change = moved(tie, caused(cause, "me", "you", 5)[0])
    assert -100 <= tie_after.affection <= 100
    assert 0 <= tie_after.trust <= 100
    assert tie_after.affection == tie.affection + change.affection
    assert tie_after.trust == tie.trust + change.trust
    assert tie_after.frequency == tie.frequency + 1
    rule = RULES[cause]
    assert change.affection * rule.affection >= 0
    if rule.affection > 0 and tie.affection < 100:
        assert 0 < change.affection <= rule.affection


def test_a_feeling_near_its_bound_moves_less_but_never_stands_still() -> None:
    assert toward_bound(0, 10, -100, 100) == 10
    assert toward_bound(50, 10, -100, 100) == 55
    assert toward_bound(99, 10, -100, 100) == 100
    assert toward_bound(100, 10, -100, 100) == 100
    assert toward_bound(-98, -1, -100, 100) == -99
    assert toward_bound(-50, 10, -100, 100) == -40
    assert toward_bound(7, 0, -100, 100) == 7


@pytest.mark.parametrize(
    ("before", "affection", "frequency", "expected"),
    [
        ("acquaintance", 40, 5, "friend"),
        ("acquaintance", 40, 4, "acquaintance"),
        ("acquaintance", -30, 1, "rival"),
        ("friend", 20, 9, "friend"),
        ("friend", 19, 9, "acquaintance"),
        ("friend", -40, 9, "rival"),
        ("rival", -10, 9, "rival"),
        ("rival", -9, 9, "acquaintance"),
        ("family", -90, 9, "family"),
        ("romantic", 0, 9, "romantic"),
        ("colleague", 90, 9, "colleague"),
    ],
)
def test_acquaintances_friends_and_rivals_turn_into_each_other(
    before: BondType, affection: int, frequency: int, expected: BondType
) -> None:
    assert kind_of(before, affection, frequency) == expected


def test_enough_chats_make_friends_and_a_kick_after_a_quarrel_ends_it() -> None:
    tie = Tie()
    for _ in range(20):
        tie = after(tie, "chat")
    assert tie.type == "friend"
    for cause in ("quarrel", "kicked", "insult", "quarrel", "kicked", "kicked"):
        tie = after(tie, cause)  # type: ignore[arg-type]
    assert tie.type == "rival"
    for _ in range(5):
        tie = after(tie, "made_up")
    assert tie.type != "rival"


def test_gossip_weighs_as_much_as_its_teller_is_trusted() -> None:
    hated = Tie("rival", -80, 10)
    change = gossip("me", "teller", "third", hated, Tie(trust=90), 9)
    assert (change.of, change.toward, change.source, change.cause) == (
        "me", "third", "teller", "gossip",
    )  # fmt: skip
    assert (change.affection, change.trust) == (-8, -1)
    assert gossip("me", "t", "x", hated, Tie(trust=0), 9).affection == 0
    assert gossip("me", "t", "x", hated, Tie(trust=0), 9).trust == 0
    assert gossip("me", "t", "x", Tie(affection=80), Tie(trust=90), 9).affection == 8
    assert gossip("me", "t", "x", Tie(affection=80), Tie(trust=90), 9).trust == 1
    # It is no contact with whom it is about.
    tie, real = moved(Tie(affection=10, last_ms=3), change, is_contact=False)
    assert (tie.frequency, tie.last_ms, real.source) == (0, 3, "teller")


def test_time_apart_lets_feelings_fade_toward_the_middle() -> None:
    tie = Tie("friend", 50, 70, 9, 0)
    assert apart(tie, "me", "you", 2 * DAY_MS, DAY_MS) is None
    faded = apart(tie, "me", "you", 3 * DAY_MS, DAY_MS)
    assert faded is not None
    assert faded[0] == replace(tie, affection=49, trust=69)
    assert faded[1] == Change(
        of="me", toward="you", cause="apart", affection=-1, trust=-1, at_ms=3 * DAY_MS
    )
    cold = apart(Tie(affection=-50, trust=20), "me", "you", 3 * DAY_MS, DAY_MS)
    assert cold is not None
    assert (cold[0].affection, cold[0].trust) == (-49, 21)
    family = replace(tie, type="family")
    assert apart(family, "me", "you", 11 * DAY_MS, DAY_MS) is None
    assert apart(family, "me", "you", 12 * DAY_MS, DAY_MS) is not None
    assert apart(Tie(), "me", "you", 99 * DAY_MS, DAY_MS) is None


@given(TIES)
def test_whoever_stays_apart_ends_indifferent(tie: Tie) -> None:
    now_ms = tie.last_ms + 100 * DAY_MS
    for _ in range(200):
        faded = apart(tie, "me", "you", now_ms, DAY_MS)
        if faded is None:
            break
        assert abs(faded[0].affection) + abs(faded[0].trust - 50) < (
            abs(tie.affection) + abs(tie.trust - 50)
        )
        tie = faded[0]
    assert (tie.affection, tie.trust) == (0, 50)


def test_a_stranger_becomes_somebody_and_hearsay_is_no_contact() -> None:
    felt, _ = caused("praised", "goat", "ada", 7)
    tie, real = stirred(None, felt)
    assert (tie.affection, tie.trust, tie.frequency, tie.last_ms) == (5, 52, 1, 7)
    assert real.affection == 5
    heard = gossip("goat", "ghost", "ada", Tie(affection=80), Tie(trust=100), 9)
    tie, real = stirred(tie, heard)
    assert (tie.frequency, tie.last_ms) == (1, 7)
    assert (real.cause, real.source) == ("gossip", "ghost")
    assert tie.affection > 5


def test_the_same_again_moves_half_as_much_each_time() -> None:
    kind, unkind = caused("gift", "goat", "ada", 7)[0], caused("insult", "goat", "ada", 7)[0]
    assert [wearied(kind, times).affection for times in (0, 1, 2, 3, 4, 99)] == [8, 4, 2, 1, 0, 0]
    assert [wearied(unkind, times).affection for times in (0, 1, 3, 4)] == [-10, -5, -1, 0]
    assert wearied(unkind, 1).trust == -2
