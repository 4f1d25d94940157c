"""A command sent again while its outcome is open waits with its first copy."""

from sys import getsizeof
from typing import Any

from game.commands import CancelGame, Tick
from game.ids import SYSTEM, Actor, GameId
from server.room import Post, post
from server.under_way import COPIES_MAX, UnderWay

ADA = Actor("ada")


def ask(key: str | None = "c1") -> Post:
    """A command as it comes in, each time another object."""
    return post(ADA, CancelGame(game=GameId("g"), id=key))


def nobody(*_: Any) -> None:
    """Hears nothing."""


def test_copies_wait_together_and_are_done_at_once() -> None:
    under_way = UnderWay()
    assert ask() not in under_way
    assert under_way.add(ask(), nobody)
    assert ask() in under_way
    assert under_way.add(ask(), print)
    assert under_way.done(ask()) == [nobody, print]
    assert ask() not in under_way
    assert under_way.done(ask()) == []


def test_a_command_without_a_name_has_no_copies() -> None:
    under_way = UnderWay()
    first, second = ask(None), ask(None)
    ticks = post(SYSTEM, Tick()), post(SYSTEM, Tick())
    for each in (first, *ticks):
        assert under_way.add(each, nobody)
    assert (first in under_way, second in under_way) == (True, False)
    assert under_way.done(ticks[1]) == [nobody]
    assert ticks[0] in under_way


def test_too_many_copies_are_refused() -> None:
    under_way = UnderWay()
    assert [under_way.add(ask(), nobody) for _ in range(COPIES_MAX + 1)][-2:] == [True, False]
    assert len(under_way.done(ask())) == COPIES_MAX


def test_the_rest_are_those_not_done() -> None:
    under_way = UnderWay()
    under_way.add(ask("c1"), nobody)
    under_way.add(ask("c2"), print)
    under_way.done(ask("c1"))
    assert list(under_way.rest()) == [print]


def test_what_many_took_is_given_back() -> None:
    under_way = UnderWay()
    for n in range(100):
        under_way.add(ask(f"c{n}"), nobody)
    for n in range(100):
        under_way.done(ask(f"c{n}"))
    assert getsizeof(under_way._waiting) == getsizeof({})
