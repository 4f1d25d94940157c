"""Masks: a join without who it is, a guess without what it says, unless that may be known."""

from game.events import Entry, GuessCast, PlayerJoined
from game.ids import PlayerId, ResponseId, agent_actor
from game.modes.masks import guessed, joined
from tests.game.table import GAME

GOAT = PlayerJoined(PlayerId("p2"), agent_actor("goat"), "Tom", None, True, 2, True)
GUESS = GuessCast(3, PlayerId("p1"), ResponseId("r"), True, 1, 6)


def test_who_sits_down_shows_only_a_name() -> None:
    view = joined(GAME, Entry(4, 7, "c", GOAT), GOAT)
    assert (view.seq, view.at) == (4, 7)
    assert (view.player.name, view.player.is_ai, view.player.agent) == ("Tom", False, None)


def test_a_guess_shows_what_it_says_only_where_it_may() -> None:
    entry = Entry(5, 8, "c", GUESS)
    closed = guessed(GAME, entry, GUESS, is_open=False)
    assert (closed.round, closed.received, closed.expected) == (3, 1, 6)
    assert (closed.player, closed.response, closed.is_ai) == (None, None, None)
    whole = guessed(GAME, entry, GUESS, is_open=True)
    assert (whole.player, whole.response, whole.is_ai) == ("p1", "r", True)
