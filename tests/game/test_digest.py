"""The fingerprint of a game: the same for the same evening, another for any other."""

from itertools import pairwise

import msgspec
import pytest
from msgspec.structs import replace

from game.commands import CancelGame, SendChat
from game.digest import digest
from game.events import Entry, PlayerJoined
from tests.game.table import GAME, Table, playing


def evening() -> Table:
    table = playing("ada", "bob")
    table.answer("ada", "bob")
    table.finish()
    return table


def test_the_same_evening_has_the_same_digest_also_out_of_the_journal() -> None:
    table = evening()
    told, state = digest(table.entries)
    assert state == table.state
    assert (len(told), int(told, 16) > 0) == (32, True)
    stored = msgspec.json.decode(msgspec.json.encode(table.entries), type=list[Entry])
    assert digest(stored) == (told, state)


def test_every_event_counts() -> None:
    """Method: the digests of all beginnings of one evening differ."""
    entries = evening().entries
    digests = [digest(entries[:count])[0] for count in range(len(entries) + 1)]
    assert all(one != other for one, other in pairwise(digests))
    assert len(dict.fromkeys(digests)) == len(digests)


def test_another_word_is_another_digest() -> None:
    entries = evening().entries
    joined = entries[1].event
    assert isinstance(joined, PlayerJoined)
    other = [entries[0], replace(entries[1], event=replace(joined, name="Eda")), *entries[2:]]
    assert digest(other)[0] != digest(entries)[0]


@pytest.mark.parametrize("ending", ["completed", "cancelled"])
def test_what_is_said_after_the_end_is_not_part_of_it(ending: str) -> None:
    table = playing("ada", "bob")
    if ending == "cancelled":
        table.do("ada", CancelGame(game=GAME))
    table.finish()
    before = digest(table.entries)
    table.do("bob", SendChat(game=GAME, text="Again?"))
    assert digest(table.entries) == before


def test_a_hole_in_the_journal_is_not_folded_over() -> None:
    entries = evening().entries
    with pytest.raises(AssertionError, match="entry 3 stands where 2 should"):
        digest([entries[0], *entries[2:]])


def test_nothing_is_no_game() -> None:
    assert digest([])[1] is None
