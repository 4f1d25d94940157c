"""Announcements: only the server's own people make them, and the newest is kept."""

import pytest

from game.commands import Announce, CancelGame
from game.events import AnnouncementMade
from game.ids import SYSTEM
from game.refusals import Refusal
from game.state import Announcement
from tests.game.table import GAME, Table, playing, seated


def announce(table: Table, text: str) -> AnnouncementMade:
    (made,) = table.do(SYSTEM, Announce(text=text))
    assert isinstance(made, AnnouncementMade)
    return made


def test_the_newest_announcement_is_kept_with_its_time() -> None:
    table = seated("ada", "bob")
    announce(table, "Hello.")
    table.wait(7)
    made = announce(table, "  The server restarts at nine. ")
    assert (made.text, made.at_ms) == ("The server restarts at nine.", table.at_ms)
    assert table.state.announcement == Announcement(made.text, made.at_ms)


def test_players_and_hosts_announce_nothing() -> None:
    table = seated("ada", "bob")
    assert table.refused("ada", Announce(text="obey")) is Refusal.FORBIDDEN


@pytest.mark.parametrize("text", ["", "  ", "x" * 501])
def test_an_announcement_has_1_to_500_characters(text: str) -> None:
    assert seated("ada").refused(SYSTEM, Announce(text=text)) is Refusal.BAD_REQUEST
    assert announce(seated("ada"), "x" * 500).text == "x" * 500


def test_a_game_that_is_over_may_be_told_why() -> None:
    table = playing("ada", "bob")
    table.do("ada", CancelGame(game=GAME))
    assert announce(table, "sorry").text == "sorry"
