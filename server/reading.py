"""Reading a game from its journal, however long it has become."""

from typing import Final

from game.events import Entry
from game.ids import GameId
from game.state import GameState
from persistence.ports import Journal, Kept
from server.room import fold

PAGE_MAX: Final = 5_000
# Entries read with a snapshot: a retry finds its answer again if its command is among them.
ENTRIES_READ: Final = 256


async def read_all(journal: Journal, game: GameId, after: int = 0) -> list[Entry]:
    """Every entry after this number; raises StorageUnavailable."""
    entries: list[Entry] = []
    while True:
        page = await journal.read(game, after + len(entries), PAGE_MAX)
        entries += page
        if len(page) < PAGE_MAX:
            return entries


async def read_game(
    journal: Journal, game: GameId, kept: Kept | None
) -> tuple[GameState | None, list[Entry]]:
    """The present state and the last entries; a snapshot that runs ahead is not believed."""
    after = max(0, kept.state.seq - ENTRIES_READ) if kept else 0
    entries = await read_all(journal, game, after)
    if kept is None:
        return fold(entries), entries
    if not entries or entries[-1].seq < kept.state.seq:
        return await read_game(journal, game, None)
    later = [entry for entry in entries if entry.seq > kept.state.seq]
    return fold(later, kept.state), entries
