"""What machine players saw becomes what they remember and feel: off the rooms' path, and once.

The journal is where it is read from, so that what was not saved before a crash is found again; the
cursor that is written with the memories says from where.
"""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from typing import Final

from msgspec.structs import replace

from agents.memories import Memory
from agents.persona import Persona
from agents.relationships import Stir
from agents.sightings import Witness
from agents.stirring import Polls, stirs, tallied
from agents.witness import witness
from game.digest import ENDINGS
from game.events import Entry, GameCreated, PlayerJoined, PlayerLeft, RoundCompleted
from game.ids import AGENT_PREFIX, GameId, agent_actor
from game.redact import EVERYTHING, redact
from game.views import Skipped
from persistence.ports import Cursor, Journal, Memories, StorageUnavailable
from server.clock import Clock
from server.minds.meaning_task import Meaning
from server.reading import read_all
from server.room_task import RoomTask

# After these there is something to remember; what else is said meanwhile comes with it.
OCCASIONS: Final = (RoundCompleted, PlayerJoined, PlayerLeft, *ENDINGS)
RETRY_MS: Final = 5_000
# Games of earlier runs that are caught up with in one go.
BEHIND_MAX: Final = 100

log = logging.getLogger(__name__)


class Watched:
    """One game as its agents have seen it, and up to where that is saved."""

    def __init__(
        self, seats: Sequence[str], cursors: dict[str, int], game: GameId, began_ms: int = 0
    ) -> None:
        self.seq, self.is_over, self.began_ms = 0, False, began_ms
        # In a mode with masks: what it keeps of the evening would tell who sits there.
        self.is_veiled = False
        self.cursors = cursors
        self.minds = {slug: Witness(game=game, agent=slug) for slug in seats}
        self.batches: dict[str, list[Memory]] = {slug: [] for slug in seats}
        self.stirs: dict[str, list[Stir]] = {slug: [] for slug in seats}
        # What its history will show once it is over; nobody learns of it before.
        self.polls = Polls()

    def see(self, game: GameId, entries: Sequence[Entry]) -> None:
        """Show every agent what it may see of these; what it has saved already is not kept."""
        for entry in entries:
            self.polls = tallied(self.polls, redact(game, entry, EVERYTHING))
            for slug, mind in self.minds.items():
                # Whoever has just sat down sees that through their own eyes.
                viewer = mind.me
                if isinstance(entry.event, PlayerJoined) and entry.event.user == agent_actor(slug):
                    # Behind a mask one is known to nobody but oneself.
                    viewer = entry.event.player
                view = redact(game, entry, viewer) or Skipped(game=game, seq=entry.seq)
                self.minds[slug], found = witness(mind, view)
                if entry.seq > self.cursors.get(slug, 0):
                    self.batches[slug] += found
                    self.stirs[slug] += stirs(mind, view, self.polls)
            if isinstance(entry.event, GameCreated):
                self.is_veiled = entry.event.mode == "turing"
            self.seq = entry.seq
            self.is_over = self.is_over or isinstance(entry.event, ENDINGS)


class Remembrance:
    """One game at a time, since nobody waits for it.

    At most one mark for each game that is open here waits: however much happens, it is in the
    journal. `bound` is how many memories an agent may have.
    """

    def __init__(
        self,
        memories: Memories,
        journal: Journal,
        clock: Clock,
        cast: Mapping[str, Persona],
        bound: int,
        meaning: Meaning,
    ) -> None:
        self._memories, self._journal, self._clock = memories, journal, clock
        self._meaning = meaning
        self._cast, self._bound = cast, bound
        self._due: dict[GameId, None] = {}
        # Those that are served here, with whether a machine player ever sat there.
        self._open: dict[GameId, bool] = {}
        self._watched: dict[GameId, Watched] = {}
        # How many memories an agent had when they were counted, and what had been written then.
        self._counted: dict[str, tuple[int, int]] = {}
        self._is_behind = True
        self._wake = asyncio.Event()

    def opened(self, room: RoomTask) -> None:
        """What happened while nobody looked is remembered now."""
        self._open[room.game] = _has_machines(room)
        if self._open[room.game]:
            self._mark(room.game)

    def committed(self, room: RoomTask, entries: Sequence[Entry]) -> None:
        """Something worth remembering may have happened."""
        if any(isinstance(entry.event, OCCASIONS) for entry in entries):
            self._open[room.game] = self._open.get(room.game, False) or _has_machines(room)
            if self._open[room.game]:
                self._mark(room.game)

    def closed(self, game: GameId) -> None:
        """The last of it: what was said after the podium."""
        if self._open.pop(game, False):
            self._mark(game)

    def look_again(self) -> None:
        """A node has died, perhaps before it had saved everything."""
        self._is_behind = True
        self._wake.set()

    def _mark(self, game: GameId) -> None:
        self._due[game] = None
        self._wake.set()

    async def run(self) -> None:
        """Save what is due, and what earlier runs left; wait for the database if need be."""
        while True:
            try:
                await self.save_all()
            except StorageUnavailable as error:
                log.warning("remembering waits for the database: %s", error)
                # One that died may have forgotten what it was given last, of games that are closed.
                self._is_behind = True
                rested = asyncio.Event()
                self._clock.call_at(self._clock.now_ms() + RETRY_MS, rested.set)
                await rested.wait()
                continue
            await self._wake.wait()
            self._wake.clear()

    async def save_all(self) -> None:
        """What earlier runs left, then whatever is due; raises StorageUnavailable."""
        before: list[GameId] = []
        while self._is_behind:
            self._is_behind = False
            found = await self._memories.behind(BEHIND_MAX)
            self._due.update((game, None) for game in found if game not in self._open)
            # What stays behind can't be read, and is not tried for ever.
            self._is_behind = self._is_behind or (len(found) == BEHIND_MAX and found != before)
            before = found
            await self._save_due()
        await self._save_due()

    async def _save_due(self) -> None:
        while self._due:
            game = next(iter(self._due))
            # Before reading: what is committed from here on marks it anew.
            del self._due[game]
            try:
                is_saved = await self._remember(game)
            except StorageUnavailable:
                self._mark(game)
                raise
            except Exception:
                # One that can't be read holds up no other.
                log.exception("what happened in game %s can't be remembered", game)
            else:
                if not is_saved:
                    self._mark(game)

    async def _remember(self, game: GameId) -> bool:
        """Read on and save what each agent saw; False if another node was faster: begin anew."""
        is_closed = game not in self._open
        watched = await self._read_on(game, self._watched.pop(game, None))
        is_done = watched.is_over and is_closed
        if watched.is_veiled and not watched.is_over:
            # Until the masks fall it is kept in mind only; it is all in the journal.
            if game in self._open:
                self._watched[game] = watched
            return True
        for slug in watched.minds:
            if not await self._save(game, watched, slug, is_done=is_done):
                return False
        if game in self._open:
            self._watched[game] = watched
        return True

    async def _read_on(self, game: GameId, watched: Watched | None) -> Watched:
        entries = await read_all(self._journal, game, watched.seq if watched else 0)
        found = self._seats(entries)
        if watched is None or any(slug not in watched.minds for slug in found):
            if watched is not None:
                # Somebody new: they too are to know who was there before them.
                entries = await read_all(self._journal, game)
                found = self._seats(entries)
            began_ms = entries[0].at_ms if entries else 0
            watched = Watched(found, await self._memories.cursors(game), game, began_ms)
        for slug, mind in watched.minds.items():
            told = await self._memories.recalled(slug, watched.began_ms)
            watched.minds[slug] = replace(mind, recalled=tuple(told))
        watched.see(game, entries)
        return watched

    def _seats(self, entries: Sequence[Entry]) -> list[str]:
        """The agents that ever came, in order, as far as they are known here."""
        users = [entry.event.user for entry in entries if isinstance(entry.event, PlayerJoined)]
        slugs = [each.removeprefix(AGENT_PREFIX) for each in users if each.startswith(AGENT_PREFIX)]
        return [slug for slug in dict.fromkeys(slugs) if slug in self._cast]

    async def _save(self, game: GameId, watched: Watched, slug: str, *, is_done: bool) -> bool:
        """Save one agent's batch; False if its cursor was moved by another node."""
        after, batch = watched.cursors.get(slug, 0), watched.batches[slug]
        moved = watched.stirs[slug]
        if not batch and not moved and not is_done:
            return True
        cursor = Cursor(game=game, after=after, seq=max(after, watched.seq), is_done=is_done)
        saved = await self._memories.save(slug, cursor, await self._meaning.embedded(batch), moved)
        if not saved.is_written:
            return False
        watched.cursors[slug], watched.batches[slug] = cursor.seq, []
        watched.stirs[slug] = []
        await self._forget(slug, saved.written)
        return True

    async def _forget(self, slug: str, written: int) -> None:
        """Keep to the bound; counted only where so much has been written that it may be passed."""
        held, then = self._counted.get(slug, (self._bound + 1, written))
        if held + written - then <= self._bound:
            return
        held = await self._memories.count(slug)
        if held > self._bound:
            held = await self._memories.compact(slug, self._clock.now_ms(), self._bound)
        self._counted[slug] = held, written


def _has_machines(room: RoomTask) -> bool:
    return any(seat.is_ai for seat in room.state.seats.values())
