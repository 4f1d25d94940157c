"""A game read from its journal as a room, with those who have watched it already."""

import logging
from collections.abc import Awaitable, Callable, Sequence

from game.events import Entry
from game.ids import GameId
from persistence.ports import Journal, Kept, StorageUnavailable
from server.fanout import Audience
from server.place import Place
from server.reading import read_game
from server.room import Room

log = logging.getLogger(__name__)


async def read_room(
    journal: Journal, game: GameId, kept: Kept | None
) -> tuple[Room, list[Entry]] | None:
    """The game as a room that knows the outcomes of its last commands, and its last entries."""
    state, entries = await read_game(journal, game, kept)
    if state is None:
        return None
    if kept is not None and kept.state.seq > state.seq:
        log.warning("game %s: its snapshot ran ahead of the journal", game)
    room = Room(game, state, entries[-1].at_ms if entries else 0)
    # Entries that begin within a command's don't tell its outcome.
    cut = entries[0].cause if entries and entries[0].seq > 1 else None
    room.recall(entry for entry in entries if entry.cause != cut)
    return room, entries


def heard(
    room: Room,
    audience: Audience | None,
    recent: Sequence[Entry],
    empty: Callable[[GameId, Sequence[Entry]], Audience],
) -> Audience:
    """Those who have watched already hear what they missed; without them, an empty house."""
    if audience is None:
        return empty(room.game, recent)
    assert room.state is not None
    audience.publish([each for each in recent if each.seq > audience.recent.last_seq], room.state)
    return audience


async def opened(game: GameId, opening: Awaitable[Place | None]) -> Place | None:
    """What comes of it; None where it failed, which is said in the log."""
    try:
        return await opening
    except StorageUnavailable as error:
        log.warning("game %s can't be reopened yet: %s", game, error)
    except Exception:
        log.exception("game %s can't be reopened", game)
    return None
