"""The last entries of a game: given back by their numbers, never with a hole."""

from random import Random

import pytest
from msgspec.structs import replace

from game.events import ChatSent, Entry, PlayerJoined
from game.ids import Actor, MessageId, PlayerId
from server.recent import BYTES_KEPT, ENTRIES_KEPT, Recent


def line(seq: int) -> Entry:
    said = ChatSent(MessageId(f"m{seq}"), PlayerId("p1"), f"héllo {seq}", 1_000)
    return Entry(seq, 1_000 + seq, "", said)


def test_entries_are_given_back_as_they_were() -> None:
    entries = [line(seq) for seq in range(5, 12)]
    recent = Recent(entries[:3])
    recent.note(entries[3:])
    assert recent.last_seq == 11
    for seq in range(4, 12):
        assert recent.since(seq, 11) == entries[seq - 4 :]
    assert recent.since(3, 11) is None
    assert recent.since(12, 11) == []


def test_what_caused_them_is_nobodys_business() -> None:
    (entry,) = (Entry(1, 5, "ada/mark/c1", line(1).event),)
    assert Recent([entry]).since(0, 1) == [Entry(1, 5, "", entry.event)]


def test_large_ones_make_room_sooner() -> None:
    drawn = Random(5)
    lines = [
        Entry(seq, 5, "", replace(line(seq).event, text=drawn.randbytes(500).hex()))
        for seq in range(1, 101)
    ]
    recent = Recent(lines)
    # Packed, these take about half as many bytes as they have letters.
    least = BYTES_KEPT // 700
    assert recent.since(100 - least, 100) == lines[-least:]
    assert recent.since(100 - BYTES_KEPT // 500, 100) is None


def test_what_is_not_published_yet_is_not_made_up() -> None:
    """The room may be a commit ahead of what was told."""
    assert Recent([line(1)]).since(1, 2) == []
    assert Recent().since(0, 2) is None


@pytest.mark.parametrize("extra", [0, 1, 300])
def test_the_oldest_go(extra: int) -> None:
    last = ENTRIES_KEPT + extra
    recent = Recent(line(seq) for seq in range(1, last + 1))
    kept = recent.since(extra, last)
    assert kept is not None
    assert [each.seq for each in kept] == list(range(extra + 1, last + 1))
    assert extra == 0 or recent.since(extra - 1, last) is None


def test_a_seat_that_was_freed_is_still_somebodys() -> None:
    joined = PlayerJoined(PlayerId("p7"), Actor("bob"), "Bob", None, False, 7)
    recent = Recent([line(1), Entry(2, 5, "", joined)])
    assert recent.who_sat(PlayerId("p7")) == Actor("bob")
    assert recent.who_sat(PlayerId("p8")) is None
