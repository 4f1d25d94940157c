"""Reading a whole game from its journal, however long it has become."""

from typing import Final

from game.events import Entry
from game.ids import GameId
from persistence.ports import Journal

PAGE_MAX: Final = 5_000


async def read_all(journal: Journal, game: GameId, after: int = 0) -> list[Entry]:
    """Every entry after this number; raises StorageUnavailable."""
    entries: list[Entry] = []
    while True:
        page = await journal.read(game, after + len(entries), PAGE_MAX)
        entries += page
        if len(page) < PAGE_MAX:
            return entries
