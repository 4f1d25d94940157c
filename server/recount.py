"""Recounts all honours from the journals alone, and compares or replaces what is kept. Sans I/O.

Left out are people who were erased: their words and numbers are gone, what others owe them stays.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from game.ids import Actor
from game.outcomes import outcome
from persistence.ledger import COLUMNS, Ledger
from persistence.ports import Books, Earned, Journal, Known, Tables
from server.reading import read_all

Say = Callable[[str], None]
Row = tuple[object, ...]


async def check(books: Books, journal: Journal, say: Say) -> int:
    """Say every difference between the tables and the journals; 1 if there is one.

    A game that is counted while this looks may seem to differ: look again when all is quiet.
    """
    games = await books.games()
    counted = [each for each in games if each.number is not None]
    erased = await books.erased()
    kept = await books.tables()
    fresh = (await _recount(journal, counted, kept, erased)).tables()
    found = 0
    for line in (*_uncounted(games), *_differences(_without(kept, erased), fresh)):
        found += 1
        say(line)
    say(f"{len(counted)} games recounted, {found} differences")
    return 1 if found else 0


async def rebuild(books: Books, journal: Journal, say: Say) -> int:
    """Make all honours again from the journals, in one transaction; 0.

    Counting waits meanwhile, on every node, so that nodes may serve: a game that ends now shows
    its podium without achievements, and they follow. Numbers stay where a journal or row has one.
    """
    counted = 0

    async def made() -> Ledger:
        nonlocal counted
        games = [each for each in await books.games() if each.number is not None or each.is_over]
        counted = len(games)
        return await _recount(journal, games, await books.tables(), await books.erased())

    await books.replace(made)
    say(f"{counted} games counted again")
    return 0


async def _recount(
    journal: Journal, games: Sequence[Known], kept: Tables, erased: Sequence[Actor]
) -> Ledger:
    """Count these in their order; of what is kept only that which no game brought."""
    ledger = Ledger()
    for user, earned in _accounts_own(kept):
        ledger.keep(user, earned)
    for each in games:
        played = outcome(each.game, await read_all(journal, each.game))
        assert played is not None, f"{each.game} is said to be played to its end"
        number = each.number
        if number is not None and number <= ledger.last_number:
            number = None  # two games claim it: the later one shows up as a difference
        ledger.count(played, number)
    for user in erased:
        ledger.forget(user)
    return ledger


def _accounts_own(kept: Tables) -> Iterator[tuple[Actor, Earned]]:
    for (user, code), (game, at_ms) in kept["player_achievements"].items():
        if game is None:
            assert isinstance(at_ms, int)
            yield Actor(user), Earned(code, at_ms, None)


def _without(kept: Tables, erased: Sequence[Actor]) -> Tables:
    """The tables without the rows of these people."""
    gone = dict.fromkeys(erased)
    return {
        table: {key: row for key, row in rows.items() if key[0] not in gone}
        for table, rows in kept.items()
    }


def _uncounted(games: Sequence[Known]) -> Iterator[str]:
    for each in games:
        if each.number is None and each.is_over:
            yield f"game {each.game} is over and was never counted"


def _differences(kept: Tables, fresh: Tables) -> Iterator[str]:
    for table in COLUMNS:
        yield from _rows(table, kept[table], fresh[table])


def _rows(
    table: str, kept: Mapping[tuple[str, ...], Row], fresh: Mapping[tuple[str, ...], Row]
) -> Iterator[str]:
    names = COLUMNS[table][1]
    for key in sorted({**kept, **fresh}):
        where = f"{table} {' '.join(key)}".rstrip()
        if key not in kept:
            yield f"{where}: is missing"
        elif key not in fresh:
            yield f"{where}: should not be there"
        else:
            for name, there, due in zip(names, kept[key], fresh[key], strict=True):
                if there != due:
                    yield f"{where}: {name} is {there}, and should be {due}"
