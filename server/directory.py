"""Which games live here: opens, founds, supervises, renews and closes them.

A game that another node serves is opened as a shadow, to be watched only.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from typing import Any, Final

from game.ids import GameId
from game.state import OVER
from persistence.ports import (
    Games,
    Journal,
    Kept,
    Leases,
    OwnershipLost,
    Snapshots,
    StorageUnavailable,
)
from server import logs
from server.clock import Clock
from server.fanout import ENTRIES_KEPT, Audience
from server.outcomes import Said
from server.reading import read_game
from server.recorder import Recorder
from server.room import Post, Room
from server.room_task import Follower, RoomTask, Told
from server.shadow import Shadow
from server.wire import Close

TURN_S_MAX: Final = 4.0
OPENED_AT_ONCE: Final = 16
# A room that dies this often is left closed until somebody asks for it again.
DEATHS_MAX: Final = 3

log = logging.getLogger(__name__)

Place = RoomTask | Shadow
Opening = Callable[[], Coroutine[Any, Any, Place | None]]


class Directory:
    """The rooms and shadows of this node."""

    def __init__(
        self,
        node: str,
        clock: Clock,
        journal: Journal,
        games: Games,
        snapshots: Snapshots,
        leases: Leases,
        recorder: Callable[[], Recorder],
    ) -> None:
        self.node = node
        self._clock, self._journal, self._games = clock, journal, games
        self._snapshots, self._leases, self._recorder = snapshots, leases, recorder
        self.followers: Sequence[Follower] = ()
        self._places: dict[GameId, Place] = {}
        self._codes: dict[str, GameId] = {}
        self._opening: dict[GameId, asyncio.Task[Place | None]] = {}
        self._serving: dict[GameId, asyncio.Task[None]] = {}
        self._deaths: dict[GameId, int] = {}
        self._background: set[asyncio.Task[None]] = set()
        # When this node was last known to live, before this start.
        self._alive_ms: int | None = None
        self._closed = False

    @property
    def rooms(self) -> list[RoomTask]:
        """The games this node serves."""
        return [place for place in self._places.values() if isinstance(place, RoomTask)]

    @property
    def shadows(self) -> list[Shadow]:
        """The games this node only shows."""
        return [place for place in self._places.values() if isinstance(place, Shadow)]

    async def start(self) -> None:
        """Reopen every live game that no other node serves; raises StorageUnavailable."""
        self._alive_ms = await self._snapshots.last_pulse(self.node)
        live = await self._games.live()
        holders = await self._leases.acquire(live, self.node)
        mine = [game for game in live if holders[game] == self.node]
        kept = await self._snapshots.load(mine)
        for first in range(0, len(mine), OPENED_AT_ONCE):
            some = mine[first : first + OPENED_AT_ONCE]
            openings = (partial(self._open, game, kept.get(game)) for game in some)
            opened = await asyncio.gather(*map(self._once, some, openings), return_exceptions=True)
            self._examine(some, opened)
        log.info("%d games reopened, %d are served elsewhere", len(mine), len(live) - len(mine))

    def _examine(self, games: Sequence[GameId], opened: Sequence[object]) -> None:
        """A game that can't be opened stays closed, alone; without a database none can."""
        for game, result in zip(games, opened, strict=True):
            if isinstance(result, StorageUnavailable):
                raise result
            if isinstance(result, Exception):
                log.error("game %s can't be reopened", game, exc_info=result)

    async def find(self, game: GameId | None = None, code: str | None = None) -> Place | None:
        """The game by id or code, opened if need be; None where there is none."""
        if game is None and code is not None:
            game = self._codes.get(code.upper()) or await self._games.find(code.upper())
        if game is None or self._closed:
            return None
        if game in self._places:
            return self._places[game]
        return await asyncio.shield(self._once(game, partial(self._open_alone, game)))

    def _once(self, game: GameId, opening: Opening) -> "asyncio.Task[Place | None]":
        """The one opening of a game under way, whoever wants it: two would make it two rooms."""
        task = self._opening.get(game)
        if task is None:
            task = self._opening[game] = asyncio.create_task(opening())
            task.add_done_callback(partial(self._opened, game))
        return task

    def _opened(self, game: GameId, opening: "asyncio.Task[Place | None]") -> None:
        del self._opening[game]
        if not opening.cancelled():
            # Looked at here, since whoever asked may have gone.
            opening.exception()

    def here(self, game: GameId) -> Place | None:
        """The game, if it is open on this node already."""
        return self._places.get(game)

    async def _open_alone(self, game: GameId) -> Place | None:
        return await self._open(game, (await self._snapshots.load([game])).get(game))

    def found(self, game: GameId, posted: Post, told: Told) -> None:
        """Serve a game that does not exist yet; its founding post makes it one."""
        room = self._serve(Room(game), Audience(game))
        if self._closed:
            room.close()
        room.take(posted, partial(self._founded, told))

    def _founded(self, told: Told, said: Said, room: RoomTask) -> None:
        if room.room.state is None:
            room.close()
            self._places.pop(room.game, None)
        else:
            self._codes[room.state.code] = room.game
            self._spawn(self._leases.renew([room.game], self.node))
        told(said, room)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    async def _open(
        self,
        game: GameId,
        kept: Kept | None,
        audience: Audience | None = None,
        served_ms: int = 0,
    ) -> Place | None:
        """Read a game from snapshot and journal, and serve it, or show it if another node does.

        It was last served at `served_ms`, as far as the caller knows: what was lost since is
        given back.
        """
        if game in self._places:
            return self._places[game]
        # The lease comes before the reading: what is read afterwards can't be overtaken.
        holder = (await self._leases.acquire([game], self.node))[game]
        state, entries = await read_game(self._journal, game, kept)
        if kept is not None and state is not None and kept.state.seq > state.seq:
            log.warning("game %s: its snapshot ran ahead of the journal", game)
        if state is None or self._closed:
            await self._leases.release([game], self.node)
            return None
        at_ms = entries[-1].at_ms if entries else 0
        room = Room(game, state, at_ms)
        # Entries that begin within a command's don't tell its outcome.
        cut = entries[0].cause if entries and entries[0].seq > 1 else None
        room.recall(entry for entry in entries if entry.cause != cut)
        recent = entries[-ENTRIES_KEPT:]
        if audience is None:
            audience = Audience(game, recent)
        else:
            audience.publish([each for each in recent if each.seq > audience.last_seq], state)
        self._codes[state.code] = game
        if holder != self.node:
            shadow = Shadow(room, audience, self._journal, holder)
            self._places[game] = shadow
            return shadow
        served = self._serve(room, audience)
        lost_ms = self._clock.now_ms() - max(at_ms, served_ms, self._alive_ms or 0)
        served.give_back(lost_ms, "restart")
        return served

    def _serve(self, room: Room, audience: Audience) -> RoomTask:
        task = RoomTask(
            room, audience, self._journal, self._clock, self._recorder(), self.followers
        )
        self._places[room.game] = task
        running = self._serving[room.game] = asyncio.create_task(
            logs.of_game(room.game, task.run), name=f"room {room.game}"
        )
        running.add_done_callback(partial(self._ended, task))
        return task

    def _ended(self, room: RoomTask, running: "asyncio.Task[None]") -> None:
        """A room's task is over: by request, by another owner, or by a bug that is its own."""
        if self._serving.get(room.game) is running:
            del self._serving[room.game]
        if self._places.get(room.game) is room:
            del self._places[room.game]
        error = None if running.cancelled() else running.exception()
        if error is None or self._closed or room.room.state is None:
            return
        if not isinstance(error, OwnershipLost):
            self._deaths[room.game] = self._deaths.get(room.game, 0) + 1
            if self._deaths[room.game] >= DEATHS_MAX:
                room.audience.hang_up_all(Close.GOING_AWAY, "this game broke; come back to it")
                return
        # Begun here and now, before anybody else may ask for the game.
        served_ms = self._clock.now_ms()
        opening = partial(self._open, room.game, None, room.audience, served_ms)
        self._spawn(self._reopen(room, self._once(room.game, opening)))

    async def _reopen(self, room: RoomTask, opening: "asyncio.Task[Place | None]") -> None:
        """Serve or show a game again for those who watch it."""
        try:
            place = await opening
            assert place is not None or self._closed
            if place is not None and place.audience is not room.audience:
                # Opened by somebody else meanwhile: whoever watched the old room comes anew.
                room.audience.hang_up_all(Close.GOING_AWAY, "come back to this game")
        except Exception:
            log.exception("game %s can't be reopened", room.game)
            room.audience.hang_up_all(Close.GOING_AWAY, "come back to this game")

    def hint(self, game: GameId, seq: int) -> None:
        """Another node may have written: read on, if the game is shown here."""
        place = self._places.get(game)
        if isinstance(place, RoomTask):
            place.hint(seq)
        elif place is not None and seq > place.room.seq:
            self._spawn(place.follow(seq))

    async def catch_up(self) -> None:
        """Hints may have been missed: read on everywhere."""
        for shadow in self.shadows:
            await shadow.follow()

    async def renew(self) -> None:
        """Hold on to the rooms served here, and note that this node lives."""
        holders = await self._leases.acquire([room.game for room in self.rooms], self.node)
        for room in self.rooms:
            if holders.get(room.game, self.node) != self.node:
                room.overtake()
        # Time that a room still owes would be forgotten if this node now died.
        kept_ms = min((room.kept_ms for room in self.rooms), default=self._clock.now_ms())
        await self._snapshots.pulse(self.node, kept_ms)

    async def sweep(self) -> None:
        """Close what nobody needs: games that are over and unwatched, shadows without watchers."""
        # A hint may be lost, and with the last one of a game nothing else would come.
        await self.catch_up()
        for game, place in list(self._places.items()):
            over = place.room.state is not None and place.state.phase in OVER
            needed = len(place.audience) or (isinstance(place, RoomTask) and not over)
            if needed or self._places.get(game) is not place:
                continue
            del self._places[game]
            self._codes.pop(place.state.code, None)
            self._deaths.pop(game, None)
            if isinstance(place, RoomTask):
                place.close()
                await self._leases.release([game], self.node)

    def reopen(self, game: GameId) -> None:
        """The journal of a game that is over was rewritten: what is open here shows the old one."""
        place = self._places.get(game)
        if place is None or place.room.state is None or place.state.phase not in OVER:
            return
        del self._places[game]
        place.audience.hang_up_all(Close.GOING_AWAY, "come back to this game")
        if isinstance(place, RoomTask):
            place.close()

    async def close(self) -> None:
        """Let every room finish its turn, and give the leases back."""
        self._closed = True
        served = [room.game for room in self.rooms]
        for room in self.rooms:
            room.close()
        serving = list(self._serving.values())
        # A room that still waits for a database that is away has nothing to finish.
        for each in (await asyncio.wait(serving, timeout=TURN_S_MAX))[1] if serving else ():
            each.cancel()
        await self._leases.release(served, self.node)
        await self._snapshots.pulse(self.node, self._clock.now_ms())
