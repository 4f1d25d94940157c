"""Chat: lines of those at the table, kept for whoever comes back, the newest fifty."""

import pytest

from game.commands import CancelGame, LeaveGame, MutePlayer, SendChat
from game.events import ChatSent
from game.refusals import Refusal, Rejected
from game.words import CLEAN_TABLE
from tests.game.table import GAME, Table, encode, playing, seated


def say(table: Table, name: str, text: str) -> ChatSent:
    (sent,) = table.do(name, SendChat(game=GAME, text=text))
    assert isinstance(sent, ChatSent)
    return sent


def test_a_line_is_kept_with_its_author_and_time() -> None:
    table = seated("ada", "bob")
    table.wait(7)
    sent = say(table, "bob", "  hello there ")
    assert (sent.player, sent.text, sent.at_ms) == (table.player("bob"), "hello there", table.at_ms)
    (line,) = table.state.chat
    assert (line.message, line.name, line.text) == (sent.message, "Bob", "hello there")


def test_every_line_has_an_id_of_its_own() -> None:
    table = seated("ada", "bob")
    sent = [say(table, "ada", "ha").message for _ in range(5)]
    assert len(dict.fromkeys(sent)) == 5


@pytest.mark.parametrize("text", ["", "   ", "x" * 501])
def test_a_line_of_no_or_too_many_characters_is_refused(text: str) -> None:
    table = seated("ada")
    assert table.refused("ada", SendChat(game=GAME, text=text)) is Refusal.BAD_REQUEST


def test_500_characters_are_a_line() -> None:
    table = seated("ada")
    assert len(say(table, "ada", "é" * 500).text) == 500


def test_only_those_at_the_table_talk() -> None:
    table = playing("ada", "bob", "cyd")
    line = SendChat(game=GAME, text="hello")
    assert table.refused("stranger", line) is Refusal.GAME_NOT_SEATED
    table.do("cyd", LeaveGame(game=GAME))
    assert table.refused("cyd", line) is Refusal.GAME_NOT_SEATED


def test_people_still_talk_when_the_game_is_over() -> None:
    table = playing("ada", "bob")
    table.do("ada", CancelGame(game=GAME))
    assert say(table, "bob", "good night").text == "good night"


def test_the_newest_fifty_lines_are_kept() -> None:
    table = seated("ada")
    for count in range(53):
        say(table, "ada", f"line {count}")
    assert [line.text for line in table.state.chat] == [f"line {n}" for n in range(3, 53)]


def test_a_line_outlives_the_seat_of_its_author() -> None:
    table = seated("ada", "bob")
    say(table, "bob", "bye")
    table.do("bob", LeaveGame(game=GAME))
    assert [line.name for line in table.state.chat] == ["Bob"]


def test_a_line_is_one_line_and_safe() -> None:
    table = seated("ada")
    assert say(table, "ada", "one\n\ttwo  e\u0301").text == "one two é"
    for text in ("a\u202eb", "a\x1b[2J", "z" + "\u0336" * 4, "\ud800"):
        rejected = table.post("ada", SendChat(game=GAME, text=text))
        assert isinstance(rejected, Rejected)
        assert rejected.code is Refusal.BAD_REQUEST
        assert rejected.detail.startswith("text: control characters")
    assert table.refused("ada", SendChat(game=GAME, text="\u200b\u3164")) is Refusal.BAD_REQUEST


def test_a_line_is_as_long_as_it_looks() -> None:
    table = seated("ada")
    assert len(say(table, "ada", "👍🏽" * 500).text) == 1_000
    assert table.refused("ada", SendChat(game=GAME, text="👍🏽" * 501)) is Refusal.BAD_REQUEST


def test_swearing_is_let_be_covered_or_refused() -> None:
    line = SendChat(game=GAME, text="oh Shit, Scunthorpe")
    assert say(seated("ada"), "ada", line.text).text == line.text
    masking = seated("ada", settings={"profanity": "mask"})
    assert say(masking, "ada", line.text).text == "oh ****, Scunthorpe"
    assert "hit" not in encode(masking.entries).decode()
    refusing = seated("ada", settings={"profanity": "refuse"})
    rejected = refusing.post("ada", line)
    assert rejected == Rejected(Refusal.BAD_REQUEST, f"text: {CLEAN_TABLE}")
    assert say(refusing, "ada", "Scunthorpe").text == "Scunthorpe"


def test_who_was_muted_says_nothing() -> None:
    table = seated("ada", "bob")
    table.do("ada", MutePlayer(game=GAME, player=table.player("bob")))
    assert table.refused("bob", SendChat(game=GAME, text="ha")) is Refusal.FORBIDDEN
    say(table, "ada", "quiet now")
    table.do("ada", MutePlayer(game=GAME, player=table.player("bob"), muted=False))
    say(table, "bob", "thanks")
