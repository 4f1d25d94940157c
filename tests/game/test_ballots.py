"""Ballots of games that are over: who wrote, who chose, and when the people came."""

from game.ballots import Line, Vote, ballots
from game.commands import JoinGame, LeaveGame
from game.ids import Actor
from tests.game.table import GAME, T0, Table, beginning, opening


def evening() -> Table:
    """Ada founds with a machine, Bob comes later, leaves, and comes again; two rounds revealed."""
    table = Table(opening(agents=1, total_rounds=5))
    table.do("ada", JoinGame(name="Ada"))
    table.wait(5_000)
    table.do("bob", JoinGame(name="Bob"))
    table.wait(5_000)
    table.do("bob", LeaveGame(game=GAME))
    table.do("bob", JoinGame(name="Bob"))
    table.do("ada", beginning())
    return table


def test_a_revealed_round_tells_who_wrote_and_who_chose() -> None:
    table = evening()
    table.answer("ada", "bob")
    table.tick()
    table.vote("ada", "bob", "funny", "best")
    table.vote("bob", "ada", "funny")
    assert ballots(GAME, table.entries) == [], "nothing is revealed yet"
    table.tick()
    (found,) = ballots(GAME, table.entries)
    assert (found.game, found.round, found.at_ms) == (GAME, 1, table.at_ms)
    ada, bob = Actor("ada"), Actor("bob")
    assert sorted(found.lines, key=lambda each: each.author) == [
        Line(table.response("ada"), ada, False, "ada says", "Ada"),
        Line(table.response("bob"), bob, False, "bob says", "Bob"),
    ]
    assert found.votes == (
        Vote(ada, "funny", table.response("bob")),
        Vote(ada, "best", table.response("bob")),
        Vote(bob, "funny", table.response("ada")),
    )
    assert found.arrivals == {ada: T0, bob: T0 + 5_000}, "the first time; machines don't come"


def test_rounds_come_in_their_order() -> None:
    table = evening()
    table.finish()
    assert [each.round for each in ballots(GAME, table.entries)] == [1, 2, 3, 4, 5]
