"""Forgetting a person: every word of theirs goes, all else stays, the game folds the same."""

from functools import reduce

import msgspec

from game.commands import JoinGame, SendChat
from game.digest import digest
from game.events import Entry
from game.evolve import evolve
from game.forget import GAME, NAME, TEXT, forgotten
from game.ids import Actor
from game.state import GameState
from tests.game.table import GAME as TABLE
from tests.game.table import Table, opening

MINE = ('"zaphod"', "https://zaphod.example/a.png", "zaphodspeak", "bob says")


def evening() -> Table:
    """Bob says his marked words wherever words can be said; Ada founded the game."""
    table = Table(opening(agents=0))
    table.do("ada", JoinGame(name="Ada"))
    table.do("bob", JoinGame(name="zaphod", avatar_url=MINE[1]))
    table.do("bob", SendChat(game=TABLE, text="zaphodspeak in the lobby"))
    table.do("ada", SendChat(game=TABLE, text="hello, duck"))
    table.start()
    table.answer("ada", "bob")
    table.finish()
    return table


def folded(entries: list[Entry]) -> GameState:
    state: GameState | None = reduce(evolve, (each.event for each in entries), None)
    assert state is not None
    return state


def test_nothing_of_theirs_is_left_and_all_else_is() -> None:
    entries = evening().entries
    stored = msgspec.json.encode(entries).decode()
    assert all(word in stored for word in MINE)
    left = forgotten(entries, Actor("bob"))
    kept = msgspec.json.encode(left).decode()
    assert not any(word in kept for word in MINE)
    assert NAME in kept
    assert TEXT in kept
    assert "hello, duck" in kept
    assert "ada says" in kept
    assert '"Ada"' in kept
    assert forgotten(left, Actor("bob")) == left


def test_the_game_folds_to_the_same_scores_and_places() -> None:
    entries = evening().entries
    before, after = folded(entries), folded(forgotten(entries, Actor("bob")))
    assert [seat.score for seat in before.seats.values()] == [
        seat.score for seat in after.seats.values()
    ]
    assert (before.winners, before.tallies, before.phase) == (
        after.winners,
        after.tallies,
        after.phase,
    )
    assert digest(forgotten(entries, Actor("bob")))[0] != digest(entries)[0]


def test_a_host_s_name_for_the_game_goes_too() -> None:
    entries = evening().entries
    assert folded(forgotten(entries, Actor("ada"))).name == GAME
    assert folded(forgotten(entries, Actor("bob"))).name == folded(entries).name


def test_a_stranger_has_nothing_to_forget() -> None:
    entries = evening().entries
    assert forgotten(entries, Actor("cyd")) == entries
