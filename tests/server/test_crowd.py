"""Many who watch: nobody misses anything, in slices, and players never wait for all of them."""

from collections.abc import Callable
from functools import partial

import pytest

from server.crowd import FEW_MAX, PACE_MS, SIGNALS_MAX, SLICE, SLICE_MS, Crowd
from server.metrics import Metrics
from server.wire import CODECS, JSON, MSGPACK, Codec
from tests.server.test_metrics import read


class Eyes:
    """A connection that keeps what it is told."""

    def __init__(self, codec: str = JSON) -> None:
        self.codec = CODECS[codec]
        self.heard: list[bytes] = []
        self.signals: dict[str, bytes] = {}
        self.passing: list[bytes] = []

    def must(self, frames: bytes) -> None:
        self.heard.append(frames)

    def newest(self, key: str, frames: bytes) -> None:
        self.signals[key] = frames

    def best_effort(self, frames: bytes) -> None:
        self.passing.append(frames)


class Moments:
    """What is to be called, and after which pause."""

    def __init__(self) -> None:
        self.calls: list[tuple[int, Callable[[], None]]] = []

    def __call__(self, pause_ms: int, callback: Callable[[], None]) -> None:
        self.calls.append((pause_ms, callback))

    def step(self) -> int:
        """Make the next call; gives its pause."""
        pause_ms, callback = self.calls.pop(0)
        callback()
        return pause_ms

    def all(self) -> list[int]:
        """Make every call; gives the pauses."""
        pauses = []
        while self.calls:
            pauses.append(self.step())
        return pauses


def text(word: str) -> Callable[[Codec], bytes]:
    return partial(_text, word)


def _text(word: str, codec: Codec) -> bytes:
    return f"{codec.name[-4:]}:{word};".encode()


# More than a few, in whole slices.
MANY = FEW_MAX + SLICE


def crowd_of(count: int) -> tuple[Crowd, list[Eyes], Moments]:
    later = Moments()
    crowd, eyes = Crowd(later), [Eyes() for _ in range(count)]
    for each in eyes:
        crowd.enter(each)
    return crowd, eyes, later


def words(eyes: Eyes) -> str:
    return b"".join(eyes.heard).decode().replace("json:", "").replace(";", "")


def test_a_few_are_told_at_once() -> None:
    crowd, eyes, later = crowd_of(FEW_MAX)
    crowd.tell(text("a"))
    crowd.signal(text("s"), None)
    assert all(each.heard == [b"json:a;"] and each.passing == [b"json:s;"] for each in eyes)
    assert not later.calls


def test_many_are_told_in_slices_and_together_what_came_up_meanwhile() -> None:
    crowd, eyes, later = crowd_of(MANY)
    crowd.tell(text("a"))
    assert not any(each.heard for each in eyes), "whoever publishes goes on at once"
    assert later.step() == 0
    assert sum(bool(each.heard) for each in eyes) == SLICE
    crowd.tell(text("b"))
    slices = [SLICE_MS] * (MANY // SLICE - 1)
    assert later.all() == [*slices, PACE_MS, *slices, PACE_MS]
    assert {words(each) for each in eyes} == {"ab"}
    # Those who were still to be told got both in one piece.
    assert sorted({len(each.heard) for each in eyes}) == [1, 2]
    # Nothing is left to be called, or kept.
    assert crowd._frames == []
    crowd.tell(text("c"))
    later.all()
    assert {words(each) for each in eyes} == {"abc"}


def test_who_comes_hears_what_comes_and_who_goes_hears_what_came() -> None:
    crowd, eyes, later = crowd_of(MANY)
    crowd.tell(text("a"))
    late = Eyes()
    crowd.enter(late)
    crowd.leave(eyes[0])
    assert words(eyes[0]) == "a"
    crowd.tell(text("b"))
    later.all()
    assert words(eyes[0]) == "a"
    assert words(late) == "b"
    # Entering again, as one who is told all so far by somebody else.
    crowd.tell(text("c"))
    crowd.enter(eyes[1])
    later.all()
    assert words(eyes[1]) == "ab"
    crowd.leave(Eyes())
    assert len(crowd) == MANY


def test_each_is_told_in_their_own_codec() -> None:
    crowd, eyes, later = crowd_of(FEW_MAX)
    packed = Eyes(MSGPACK)
    crowd.signal(text("s"), None)
    crowd.enter(packed)
    crowd.tell(text("a"))
    later.all()
    assert packed.heard == [b"pack:a;"]
    assert eyes[0].heard == [b"json:a;"]


def test_of_a_key_only_the_newest_is_told_and_signals_have_a_bound() -> None:
    crowd, eyes, later = crowd_of(2 * FEW_MAX)
    for n in range(3):
        crowd.signal(text(f"{n}"), "key")
    for n in range(2 * SIGNALS_MAX):
        crowd.signal(text(f"p{n}"), None)
    later.step()
    # What is signalled during a round, the next one tells to all.
    crowd.signal(text("late"), "key")
    later.all()
    for each in eyes:
        assert each.signals == {"key": b"json:late;"}
        assert len(each.passing) == SIGNALS_MAX - 1
    crowd.signal(text("x"), None)
    later.all()
    assert all(each.passing[-1] == b"json:x;" for each in eyes)


def test_signals_that_nobody_will_hear_are_counted_for_each_who_misses_them() -> None:
    counted, later = Metrics(), Moments()
    crowd, eyes = Crowd(later, counted), [Eyes() for _ in range(MANY)]
    for each in eyes:
        crowd.enter(each)
    for n in range(SIGNALS_MAX):
        crowd.signal(text(f"{n}"), f"key {n}")
    # A newer one takes the place of an older one, full or not.
    crowd.signal(text("newer"), "key 0")
    dropped = "genius_conflated_frames_total{kind=too_many}"
    assert read(counted)[dropped] == 0
    crowd.signal(text("p"), None)
    crowd.signal(text("another"), "another key")
    assert read(counted)[dropped] == 2 * MANY
    later.all()
    crowd.signal(text("next"), None)
    later.all()
    assert read(counted)[dropped] == 2 * MANY
    for each in eyes:
        assert len(each.signals) == SIGNALS_MAX
        assert each.signals["key 0"] == b"json:newer;"
        assert each.passing == [b"json:next;"]


@pytest.mark.parametrize("count", [FEW_MAX, FEW_MAX + 1])
def test_one_who_ends_in_the_middle_harms_nobody(count: int) -> None:
    crowd, eyes, later = crowd_of(count)
    eyes[3].must = lambda _: crowd.leave(eyes[4])  # type: ignore[method-assign]
    crowd.tell(text("a"))
    later.all()
    assert {words(each) for n, each in enumerate(eyes) if n != 3} == {"a"}


def test_in_an_empty_house_nothing_is_kept() -> None:
    crowd, _, later = crowd_of(0)
    crowd.tell(text("a"))
    crowd.signal(text("s"), None)
    assert (crowd._frames, crowd._signals, later.calls) == ([], [], [])
