"""The book of signals: newest first, bounded, and silent about games that are still played."""

from agents.neurons.signals import Signal, signal
from game.ids import GameId
from server.minds.signal_book import KEPT_MAX, SHOWN_MS, UNSTORED_MAX, SignalBook

GAME, OTHER = GameId("g1"), GameId("g2")
NOW = 1_764_000_000_000


def said(at: int = NOW, content: str = "x") -> Signal:
    return signal(at, "L4", "L3", content)


def contents(book: SignalBook, *, admin: bool, now_ms: int = NOW) -> list[str]:
    return [each.signal.content for each in book.seen("goat", now_ms, may_see_all=admin)]


def test_a_live_game_is_for_admins_until_it_is_over() -> None:
    book = SignalBook()
    book.note("goat", GAME, 0, [said(content="secret")])
    book.note("goat", None, 0, [said(NOW + 1, "in the valley")])
    assert contents(book, admin=True) == ["in the valley", "secret"]
    assert contents(book, admin=False) == ["in the valley"]
    assert book.seen("fox", NOW, may_see_all=True) == []
    book.over(GAME)
    book.gone(GAME)
    assert contents(book, admin=False) == ["in the valley", "secret"]


def test_of_a_game_that_goes_on_elsewhere_nothing_is_kept() -> None:
    book = SignalBook()
    book.note("goat", GAME, 0, [said(content="secret")])
    book.note("goat", OTHER, 0, [said(content="other")])
    book.gone(GAME)
    assert contents(book, admin=True) == ["other"]


def test_only_the_last_minutes_and_the_last_few_are_shown() -> None:
    book = SignalBook()
    book.note("goat", GAME, 0, [said(NOW + each, str(each)) for each in range(KEPT_MAX + 9)])
    assert contents(book, admin=True)[0] == str(KEPT_MAX + 8)
    assert len(contents(book, admin=True)) == KEPT_MAX
    assert contents(book, admin=True, now_ms=NOW + KEPT_MAX + 9 + SHOWN_MS) == []


def test_what_waits_to_be_stored_is_bounded_and_the_loss_is_counted() -> None:
    book = SignalBook()
    book.note("goat", GAME, 0, [said()] * (UNSTORED_MAX + 3))
    assert (len(book.unstored), book.lost) == (UNSTORED_MAX, 3)


def test_ids_are_the_same_whenever_they_are_minted_again() -> None:
    books = [SignalBook(), SignalBook()]
    for book in books:
        book.note("goat", GAME, 5, [said(), said()])
    assert books[0].unstored == books[1].unstored
    assert len({each.id for each in books[0].unstored}) == 2
