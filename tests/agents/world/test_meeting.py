"""Two who see each other: symmetric, felt by those who know each other, and perhaps a talk."""

from typing import Any

import pytest
from msgspec.structs import replace

from agents.relationships import Tie
from agents.world.body import POINT, Body, Talk, Tone, World
from agents.world.clock import MINUTE_MS
from agents.world.happenings import Felt, Met, Talked
from agents.world.meeting import (
    NOTICED_MAX,
    TALK_REST_MS,
    arrive,
    is_free,
    look_around,
    meet,
    part,
    talk,
    tone_of,
)
from agents.world.turn import Turn
from tests.agents.world.valley import begun, body, of_type, somebody

HOUR_MS = 60 * MINUTE_MS
PEOPLE = "abcdefghijkl"


def people(count: int = 2, at: int = HOUR_MS, **ties: Tie) -> Turn:
    """So many who stand at the inn with time on their hands; ties by names, as ab=Tie()."""
    around, world = begun(*(somebody(each, "inn") for each in PEOPLE[:count]))
    known: dict[str, dict[str, Tie]] = {}
    for (of, toward), tie in ties.items():
        known.setdefault(of, {})[toward] = tie
    return Turn(around, replace(world, ties=known), at)


def some(kind: type[Any], act: Any) -> tuple[Turn, Any]:
    """The first moment at which an act makes something of this kind happen."""
    for at in range(HOUR_MS, HOUR_MS + 5_000):
        turn = act(at)
        found = of_type(turn.happened, kind)
        if found:
            return turn, found[0]
    raise AssertionError("it never happens")


def test_two_meet_once_and_whoever_comes_first_is_no_matter() -> None:
    for one, other in (("a", "b"), ("b", "a")):
        turn = people(ab=Tie(affection=40), ba=Tie(affection=-40))
        meet(turn, one, other, "inn")
        assert of_type(turn.happened, Met) == [Met("a", "b", "inn")]
        assert (turn.bodies["a"].mood, turn.bodies["b"].mood) == (600, -600)
        assert turn.tie("a", "b") == Tie(affection=40, frequency=1, last_ms=HOUR_MS)
        assert turn.tie("b", "a") == Tie(affection=-40, frequency=1, last_ms=HOUR_MS)


def test_strangers_meet_without_a_tie_and_persons_feel_for_themselves() -> None:
    turn = people(ba=Tie(affection=40))
    turn.change("b", is_steered=True)
    meet(turn, "a", "b", "inn", "bridge")
    assert turn.happened == [Met("a", "b", "inn", "bridge")]
    assert turn.tie("a", "b") is None
    assert turn.tie("b", "a") == Tie(affection=40)
    assert turn.bodies["b"].mood == 0


def test_who_comes_sees_those_who_are_awake() -> None:
    turn = people(4)
    turn.change("c", kind="sleep")
    arrive(turn, "a", "inn")
    assert [(each.a, each.b) for each in of_type(turn.happened, Met)] == [("a", "b"), ("a", "d")]


def test_of_a_crowd_one_notices_a_few_and_not_always_the_same() -> None:
    seen: set[str] = set()
    for at in range(HOUR_MS, HOUR_MS + 50):
        turn = people(12, at)
        arrive(turn, "l", "inn")
        met = [each.a for each in of_type(turn.happened, Met)]
        assert len(met) == len(set(met)) == NOTICED_MAX
        seen.update(met)
    assert seen == set(PEOPLE[:-1])


@pytest.mark.parametrize(
    "changes",
    [
        {"is_steered": True},
        {"kind": "sleep"},
        {"talk": Talk("b", 9, "chat")},
        {"firm": 7},
        {"talked_ms": HOUR_MS - TALK_REST_MS + 1},
    ],
)
def test_who_has_no_time_for_a_talk(changes: dict[str, Any]) -> None:
    turn = people()
    assert is_free(turn, "a")
    turn.change("a", **changes)
    assert not is_free(turn, "a")
    for at in range(100):
        turn.now_ms = HOUR_MS - at
        meet(turn, "a", "b", "inn")
        look_around(turn, "a")
        look_around(turn, "b")
    assert of_type(turn.happened, Talked) == []


def test_who_meets_may_stop_to_talk() -> None:
    def act(at: int) -> Turn:
        turn = people(at=at)
        meet(turn, "b", "a", "inn")
        return turn

    turn, talked = some(Talked, act)
    assert (talked.a, talked.b, talked.place) == ("a", "b", "inn")
    minutes = (talked.until_ms - turn.now_ms) // MINUTE_MS
    assert 5 <= minutes <= 15
    assert turn.bodies["a"].talk == Talk("b", talked.until_ms, talked.tone)
    assert turn.bodies["b"].talk == Talk("a", talked.until_ms, talked.tone)


def test_who_has_time_looks_for_somebody_who_has_too() -> None:
    def act(at: int) -> Turn:
        turn = people(3, at)
        turn.change("b", firm=9)
        look_around(turn, "c")
        return turn

    _, talked = some(Talked, act)
    assert (talked.a, talked.b) == ("a", "c")
    alone = people(1)
    look_around(alone, "a")
    assert alone.happened == []


def test_talks_are_of_any_length_and_hang_on_the_draw() -> None:
    lengths = set()
    for at in range(HOUR_MS, HOUR_MS + 300):
        turn = people(at=at)
        talk(turn, "a", "b", "inn")
        lengths.add((of_type(turn.happened, Talked)[0].until_ms - at) // MINUTE_MS)
    assert lengths == set(range(5, 16))


def tones(liking: int, mood: int = 0) -> dict[Tone, int]:
    """How 500 talks go between two who feel so."""
    found: dict[Tone, int] = {"chat": 0, "quarrel": 0, "made_up": 0}
    for at in range(500):
        turn = people(at=at, ab=Tie(affection=liking), ba=Tie(affection=liking))
        one, other = (replace(turn.bodies[each], mood=mood * POINT) for each in "ab")
        found[tone_of(turn, one, other)] += 1
    return found


def test_feelings_and_moods_decide_how_a_talk_goes() -> None:
    friends, strangers, rivals = tones(80), tones(0), tones(-60)
    assert friends["quarrel"] == friends["made_up"] == strangers["made_up"] == 0
    assert 0 < strangers["quarrel"] < rivals["quarrel"]
    assert 0 < rivals["made_up"] < tones(-60, 80)["made_up"]
    assert tones(0, -100)["quarrel"] > strangers["quarrel"]
    turn = people()
    assert tone_of(turn, turn.bodies["a"], turn.bodies["b"]) in ("chat", "quarrel")


def parted(at: int, tone: Tone, **ties: Tie) -> Turn:
    turn = people(3, at, **ties)
    talk(turn, "a", "b", "inn")
    turn.happened.clear()
    part(turn, "a", "b", tone)
    return turn


@pytest.mark.parametrize(
    ("tone", "affection", "is_better"), [("chat", 3, True), ("quarrel", -12, False)]
)
def test_after_a_talk_both_feel_it(tone: Tone, affection: int, is_better: bool) -> None:
    turn = parted(HOUR_MS, tone)
    for of, toward in (("a", "b"), ("b", "a")):
        one: Body = turn.bodies[of]
        assert (one.talk, one.talked_ms, one.mood > 0) == (None, HOUR_MS, is_better)
        tie = turn.tie(of, toward)
        assert tie is not None
        assert tie.affection == affection
    causes = [each.change.cause for each in turn.happened if isinstance(each, Felt)]
    assert causes == [tone, tone]


def test_a_chat_may_carry_gossip_with_its_source() -> None:
    known = {"ac": Tie(affection=-90), "ab": Tie(), "ba": Tie(trust=90)}

    def act(at: int) -> Turn:
        turn = parted(at, "made_up", **known)
        turn.happened = [
            each for each in turn.happened if isinstance(each, Felt) and each.change.source
        ]
        return turn

    turn, felt = some(Felt, act)
    assert (felt.change.of, felt.change.toward, felt.change.source) == ("b", "c", "a")
    assert felt.change.affection < 0
    tie = turn.tie("b", "c")
    assert tie is not None
    assert tie.frequency == 0


def test_a_quarrel_carries_none_and_nobody_tells_of_the_hearer() -> None:
    for at in range(200):
        quarrel = parted(at, "quarrel", ac=Tie(affection=-90), bc=Tie(affection=90))
        assert len(quarrel.happened) == 2
        about_each_other = parted(at, "chat", ab=Tie(affection=-90), ba=Tie(affection=-90))
        assert len(about_each_other.happened) == 2


def test_a_friend_may_make_a_gift() -> None:
    fond = {"ab": Tie(affection=90), "ba": Tie(affection=90)}

    def act(at: int) -> Turn:
        turn = parted(at, "chat", **fond)
        turn.happened = [
            each for each in turn.happened if isinstance(each, Felt) and each.change.cause == "gift"
        ]
        return turn

    turn, _ = some(Felt, act)
    assert len(turn.happened) == 2


def test_a_world_is_left_as_it_was() -> None:
    around, world = begun(somebody("a", "inn"), somebody("b", "inn"))
    before: World = body(world, "a", mood=3)
    kept = replace(before, bodies=dict(before.bodies))
    turn = Turn(around, before, HOUR_MS)
    talk(turn, "a", "b", "inn")
    part(turn, "a", "b", "chat")
    assert before == kept
