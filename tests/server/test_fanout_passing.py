"""Passing signals of one turn of the event loop: joined once for all, in order, with a bound."""

from collections import Counter

import pytest

from server import fanout
from server.fanout import PASSING_MAX, Audience
from server.metrics import Metrics
from server.wire import CODECS, JSON, MSGPACK, Codec, ReactionSignal, TypingSignal
from tests.game.table import GAME
from tests.server.test_crowd import Moments
from tests.server.test_metrics import read
from tests.server.visiting import FakeVisitor


class Ear(FakeVisitor):
    """One who keeps in which pieces passing signals come."""

    def __init__(self, actor: str, codec: str = JSON) -> None:
        super().__init__(actor, codec=CODECS[codec])
        self.pieces: list[bytes] = []

    def best_effort(self, frames: bytes) -> None:
        self.pieces.append(frames)
        super().best_effort(frames)

    @property
    def reactions(self) -> list[str]:
        """What was said in passing."""
        return [said["data"] for said in self.signals("reaction")]


@pytest.fixture
def later() -> Moments:
    return Moments()


@pytest.fixture
def counted() -> Metrics:
    return Metrics()


@pytest.fixture
def audience(later: Moments, counted: Metrics) -> Audience:
    return Audience(GAME, later=later, meters=counted)


@pytest.fixture
def ears(audience: Audience) -> list[Ear]:
    """Two with seats and two without, of each codec."""
    found = [Ear("ada"), Ear("bob", MSGPACK), Ear("cyd"), Ear("dan", MSGPACK)]
    for number, each in enumerate(found):
        audience.attach(each, each.actor, seated=number < 2)
    return found


def react(audience: Audience, *words: str) -> None:
    for word in words:
        audience.signal(ReactionSignal(game=GAME, player=None, kind="clap", data=word))


def too_many(counted: Metrics) -> float:
    return read(counted)["genius_conflated_frames_total{kind=too_many}"]


def test_what_is_said_in_one_turn_is_joined_once_for_each_codec(
    audience: Audience, ears: list[Ear], later: Moments, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoded: Counter[str] = Counter()
    real = fanout.frame

    def counting(codec: Codec, said: object) -> bytes:
        encoded[codec.name] += 1
        return real(codec, said)

    monkeypatch.setattr(fanout, "frame", counting)
    react(audience, "one", "two", "three")
    assert not any(each.pieces for each in ears), "the turn is not over"
    assert later.all() == [0], "one turn, one flush"
    assert encoded == {JSON: 3, MSGPACK: 3}
    for each in ears:
        assert each.reactions == ["one", "two", "three"]
        assert len(each.pieces) == 1, "a write costs more than all the rest"
    for with_seat, without in (ears[0::2], ears[1::2]):
        assert with_seat.pieces[0] is without.pieces[0], "the same bytes, not equal ones"


def test_the_next_turn_begins_anew(audience: Audience, ears: list[Ear], later: Moments) -> None:
    for word in ("one", "two"):
        react(audience, word)
        assert later.all() == [0]
    for each in ears:
        assert each.reactions == ["one", "two"]
        assert len(each.pieces) == 2


def test_what_has_a_key_does_not_wait(audience: Audience, ears: list[Ear], later: Moments) -> None:
    react(audience, "one")
    audience.signal(TypingSignal(game=GAME, player=None), "typing")
    assert [each.keys for each in ears] == [[f"{GAME} typing"]] * len(ears)
    assert not any(each.reactions for each in ears)
    later.all()
    assert [each.reactions for each in ears] == [["one"]] * len(ears)


def test_of_too_many_the_first_are_told_and_the_others_counted_for_each_who_misses_them(
    audience: Audience, ears: list[Ear], later: Moments, counted: Metrics
) -> None:
    words = [f"{n}" for n in range(PASSING_MAX)]
    react(audience, *words)
    assert too_many(counted) == 0
    react(audience, "late", "later")
    assert too_many(counted) == 2 * len(ears)
    later.all()
    react(audience, "next")
    later.all()
    assert [each.reactions for each in ears] == [[*words, "next"]] * len(ears)
    assert too_many(counted) == 2 * len(ears)


def test_who_goes_before_the_turn_ends_hears_no_more(
    audience: Audience, ears: list[Ear], later: Moments
) -> None:
    react(audience, "one")
    for gone in (ears[0], ears[3]):
        audience.detach(gone)
    later.all()
    assert [each.reactions for each in ears] == [[], ["one"], ["one"], []]
