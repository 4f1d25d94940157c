"""Who may say something about an answer, and when: the same for votes and for guesses."""

from game.casting import caster
from game.ids import Actor, ResponseId
from game.refusals import Refusal, Rejected
from tests.game.table import playing, seated, voting


def test_one_of_the_table_may_about_another_s_answer() -> None:
    table = voting("ada", "bob", "cyd")
    found = caster(table.state, Actor("ada"), 1, table.response("bob"))
    assert found == (table.state.seat_of(Actor("ada")), table.state.round)


def test_everybody_else_is_told_why_not() -> None:
    table = voting("ada", "bob", "cyd")
    bobs = table.response("bob")
    for who, number, response, why in (
        ("eve", 1, bobs, Refusal.GAME_NOT_SEATED),
        ("ada", 2, bobs, Refusal.ROUND_WRONG),
        ("ada", 1, ResponseId("nobody's"), Refusal.VOTE_UNKNOWN_RESPONSE),
        ("ada", 1, table.response("ada"), Refusal.VOTE_OWN_RESPONSE),
    ):
        assert caster(table.state, Actor(who), number, response) == Rejected(why)


def test_only_while_votes_are_cast() -> None:
    lobby, answering = seated("ada", "bob"), playing("ada", "bob")
    anything = ResponseId("anything")
    assert caster(lobby.state, Actor("ada"), 1, anything) == Rejected(Refusal.ROUND_WRONG)
    assert caster(answering.state, Actor("ada"), 1, anything) == Rejected(Refusal.VOTE_CLOSED)


def test_who_wrote_nothing_may_about_every_answer() -> None:
    table = playing("ada", "bob", "cyd")
    table.answer("ada", "bob")
    table.wait(1_000_000)
    table.tick()
    assert not isinstance(caster(table.state, Actor("cyd"), 1, table.response("ada")), Rejected)
