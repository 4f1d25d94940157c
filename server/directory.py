"""Which games are open here: opens, founds, supervises and closes them.

A game that another node plays is opened as a shadow, which forwards what it is asked.
"""

import asyncio
from collections.abc import Callable, Sequence
from functools import partial

from game.commands import MoveRoom
from game.ids import SYSTEM, GameId
from game.state import OVER
from persistence.ports import Games, Journal, Kept, OwnershipLost, Snapshots
from server.background_task import Background
from server.clock import Clock, later
from server.cluster.lost_time import LostTime
from server.cluster.owners import UNKNOWN, Holding, Owners
from server.fanout import Audience
from server.opening import heard, opened, read_room
from server.outcomes import Said, Unavailable
from server.place import Place, Told
from server.recent import ENTRIES_KEPT
from server.recorder import Recorder
from server.room import Post, Room
from server.room_task import Follower, RoomTask
from server.shadow import Forward, Shadow, follow, follow_all
from server.supervision_task import Supervision
from server.wire import Close

# Who plays which games now, once that is known.
Settled = asyncio.Future[dict[GameId, Holding]]


class Directory:
    """The rooms and shadows of this node."""

    def __init__(
        self,
        clock: Clock,
        journal: Journal,
        games: Games,
        snapshots: Snapshots,
        owners: Owners,
        recorder: Callable[[], Recorder],
    ) -> None:
        self._clock, self._journal, self._games = clock, journal, games
        self._snapshots, self.owners, self._recorder = snapshots, owners, recorder
        self.lost_time = LostTime(snapshots, owners.membership)
        self.followers: Sequence[Follower] = ()
        # How a shadow has something done by whoever plays the game.
        self.forward: Forward = lambda shadow, _posted, told: told(Unavailable(), shadow)
        # Told of every game that is shown or played here, or played elsewhere, from now on.
        self.placed: Callable[[Place], None] = lambda _place: None
        self._places: dict[GameId, RoomTask | Shadow] = {}
        self._codes: dict[str, GameId] = {}
        self._background: Background[GameId, Place | None] = Background()
        self.spawn, self.audience = self._background.spawn, partial(Audience, later=later(clock))
        # The one opening of a game under way, whoever wants it: two would make it two rooms.
        self._once = self._background.once
        self._supervision = Supervision(self._ended)
        self._closed = False

    @property
    def rooms(self) -> list[RoomTask]:
        """The games this node plays."""
        return [place for place in self._places.values() if isinstance(place, RoomTask)]

    @property
    def shadows(self) -> list[Shadow]:
        """The games this node only shows."""
        return [place for place in self._places.values() if isinstance(place, Shadow)]

    def open(
        self,
        game: GameId,
        kept: Kept | None = None,
        served_ms: int = 0,
        settled: Settled | None = None,
    ) -> "asyncio.Task[Place | None]":
        """Open a game, or play one that is shown, if nobody living plays it.

        It was last played at `served_ms`, as far as the caller knows, who may have `settled` this
        and other games, of those that are closed. The task raises StorageUnavailable.
        """
        return self._once(game, partial(self._open, game, kept, None, served_ms, settled))

    def is_closed(self, game: GameId) -> bool:
        """Whether it is neither played here nor about to be looked for."""
        return not isinstance(self._places.get(game), RoomTask) and game not in self._background

    async def find(self, game: GameId | None = None, code: str | None = None) -> Place | None:
        """The game by id or code, opened if need be; None where there is none."""
        if game is None and code is not None:
            game = self._codes.get(code.upper()) or await self._games.find(code.upper())
        if game is None or self._closed:
            return None
        if game in self._places:
            return self._places[game]
        return await asyncio.shield(self._once(game, partial(self._open_alone, game)))

    def is_given_up(self, game: GameId) -> bool:
        """Whether its room has died so often that it is left closed until somebody asks."""
        return self._supervision.has_given_up(game) and game not in self._places

    def here(self, game: GameId) -> Place | None:
        """The game, if it is open on this node already."""
        return self._places.get(game)

    def look_again(self, game: GameId) -> None:
        """Find out anew who plays a game that is shown here, and play it if nobody does."""
        if isinstance(self._places.get(game), Shadow) and not self._closed:
            self._once(game, partial(self._open, game, None))

    async def _open_alone(self, game: GameId) -> Place | None:
        return await self._open(game, (await self._snapshots.load([game])).get(game))

    def found(self, game: GameId, posted: Post, told: Told) -> None:
        """Play a game that does not exist yet; its founding post makes it one."""
        room = self._serve(Room(game), self.audience(game))
        if self._closed:
            room.close()
        self.spawn(self._found(room, posted, told))

    async def _found(self, room: RoomTask, posted: Post, told: Told) -> None:
        """Whoever hears of a game may ask any node for it: so its holder is known first."""
        await self.owners.keep([room.game])
        room.take(posted, partial(self._founded, told))

    def _founded(self, told: Told, said: Said, place: Place) -> None:
        assert isinstance(place, RoomTask)
        if place.room.state is None:
            place.close()
            self._places.pop(place.game, None)
            self.spawn(self.owners.release([place.game]))
        else:
            self._codes[place.state.code] = place.game
        told(said, place)

    async def _open(
        self,
        game: GameId,
        kept: Kept | None,
        audience: Audience | None = None,
        served_ms: int = 0,
        settled: Settled | None = None,
    ) -> Place | None:
        """Read a game from snapshot and journal, and play it, or show it if another node plays.

        What was lost since it was last played is given back.
        """
        place = self._places.get(game)
        if isinstance(place, RoomTask):
            return place
        # The lease comes before the reading: who holds it then is whose writing counts.
        holding = (await (settled or self.owners.settle([game])))[game]
        served_ms = await self.lost_time.played_until(game, holding, served_ms)
        if holding.holder == self.owners.node:
            # By the next try, if it can't be read now, nobody would know who held it before.
            self.lost_time.owe(game, served_ms)
        if isinstance(place, Shadow):
            return await self._light(place, holding, served_ms)
        found = await read_room(self._journal, game, kept)
        if found is None or self._closed:
            self.lost_time.settle(game)
            await self.owners.release([game])
            return None
        room, entries = found
        audience = heard(room, audience, entries[-ENTRIES_KEPT:], self.audience)
        assert room.state is not None
        self._codes[room.state.code] = game
        if holding.holder != self.owners.node:
            return self.show(room, audience, holding.holder)
        return self._play(room, audience, served_ms)

    async def _light(self, shadow: Shadow, holding: Holding, served_ms: int) -> Place:
        """Play what was only shown, if it has fallen to this node."""
        if holding.holder != self.owners.node:
            # While Redis is away, whoever was known to play it plays on.
            if holding.holder not in (UNKNOWN, shadow.owner):
                shadow.owner = holding.holder
                self.placed(shadow)
            return shadow
        await shadow.follow()
        shadow.close()
        return self._play(shadow.room, shadow.audience, served_ms)

    def show(self, room: Room, audience: Audience, owner: str) -> Shadow:
        """Show a game that is played elsewhere."""
        self.lost_time.settle(room.game)
        shadow = Shadow(room, audience, self._journal, owner, self.forward)
        shadow.moved = self.placed
        self._places[room.game] = shadow
        self.placed(shadow)
        return shadow

    def _play(self, room: Room, audience: Audience, served_ms: int) -> RoomTask:
        """Play a game on; the first that is written says so, and gives lost time back."""
        self.lost_time.settle(room.game)
        served = self._serve(room, audience)
        if served.state.phase not in OVER:
            # Whoever held it before and does not know yet that it is dead can't write any more.
            served.post(SYSTEM, MoveRoom(to=self.owners.node))
        served.give_back(self._clock.now_ms() - max(room.at_ms, served_ms), "restart")
        return served

    def _serve(self, room: Room, audience: Audience) -> RoomTask:
        task = RoomTask(
            room, audience, self._journal, self._clock, self._recorder(), self.followers
        )
        self._places[room.game] = task
        self._supervision.serve(task)
        self.placed(task)
        return task

    def _ended(self, room: RoomTask, error: BaseException | None) -> None:
        """A room's task is over: by request, by another owner, or by a bug that is its own."""
        # One that is handed over keeps its place, where it says that it has gone, until it is.
        if self._places.get(room.game) is room and (error is not None or room.heir is None):
            del self._places[room.game]
        if error is None or self._closed or room.room.state is None:
            return
        if not isinstance(error, OwnershipLost) and self._supervision.gives_up(room.game):
            room.audience.hang_up_all(Close.GOING_AWAY, "this game broke; come back to it")
            return
        self._come_back(room)

    def _come_back(self, room: RoomTask) -> None:
        """Open a game again, begun here and now, before anybody else may ask for it."""
        self.lost_time.owe(room.game, room.kept_ms)
        opening = partial(self._open, room.game, None, room.audience)
        self.spawn(self._reopen(room, self._once(room.game, opening)))

    async def _reopen(self, room: RoomTask, opening: "asyncio.Task[Place | None]") -> None:
        """Play or show a game again for those who watch it."""
        place = await opened(room.game, opening)
        if not self._closed and (place is None or place.audience is not room.audience):
            # Or opened by somebody else meanwhile: whoever watched the old room comes anew.
            room.audience.hang_up_all(Close.GOING_AWAY, "come back to this game")

    def hint(self, game: GameId, seq: int) -> None:
        """Another node may have written: read on, if the game is shown here."""
        place = self._places.get(game)
        if isinstance(place, RoomTask):
            place.hint(seq)
        elif place is not None and seq > place.room.seq:
            self.spawn(follow(place, seq))

    async def catch_up(self) -> None:
        """Hints may have been missed: read on everywhere; raises StorageUnavailable."""
        await follow_all(self.shadows)

    async def sweep(self) -> None:
        """Close what nobody needs: games that are over and unwatched, shadows without watchers."""
        # A hint may be lost, and with the last one of a game nothing else would come.
        await self.catch_up()
        for game, place in list(self._places.items()):
            over = place.room.state is not None and place.state.phase in OVER
            needed = place.audience.everywhere or (isinstance(place, RoomTask) and not over)
            if needed or self._places.get(game) is not place or game in self._background:
                continue
            del self._places[game]
            self._codes.pop(place.state.code, None)
            self._supervision.forget(game)
            place.close()
            if isinstance(place, RoomTask):
                await self.owners.release([game])

    def reopen(self, game: GameId) -> None:
        """The journal of a game that is over was rewritten: what is open here shows the old one."""
        place = self._places.get(game)
        if place is None or place.room.state is None or place.state.phase not in OVER:
            return
        del self._places[game]
        place.audience.hang_up_all(Close.GOING_AWAY, "come back to this game")
        place.close()

    async def hand_over(self, room: RoomTask, heir: str) -> bool:
        """End a room after its turn, and show it as the heir's from then on; False if it stays."""
        room.close(heir)
        await self._supervision.ended(room)
        if self._places.get(room.game) is not room or self._closed:
            return False
        is_passed = await self.owners.pass_on(room.game, heir)
        self._places.pop(room.game, None)
        if is_passed:
            self.show(room.room, room.audience, heir)
        else:
            self._come_back(room)
        return is_passed

    async def close(self) -> None:
        """Let every room finish its turn.

        The leases stay: by them whoever plays on finds until when this run kept everybody's time.
        """
        self._closed = True
        for room in self.rooms:
            room.close()
        await self._supervision.end()
