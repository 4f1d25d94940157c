"""Games that change nodes: inherited from the dead, handed over by who goes, evened out."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Final

from msgspec.structs import replace

from game.ids import GameId
from game.state import OVER
from persistence.ports import Games, Kept, Snapshots, StorageUnavailable
from server.clock import Clock
from server.cluster.letters import AnyLetter, Take
from server.cluster.mailbox import Mailbox
from server.cluster.membership import heirs_of
from server.cluster.owners import Holding
from server.directory import Directory
from server.room_task import RoomTask

# Rooms opened at the same time: all of them ask for their journals in one question.
OPENED_AT_ONCE: Final = 64
# Rooms closed at the same time.
AT_ONCE: Final = 16
# Beyond this many times its fair share and some more a node gives rooms away by itself.
SHARE_MAX: Final = 1.5
SHARE_SLACK: Final = 8
# So many at a time, so that nobody is flooded.
GIVEN_MAX: Final = 32

log = logging.getLogger(__name__)


class Moves:
    """Beats for one node, and moves its games."""

    def __init__(
        self, directory: Directory, games: Games, snapshots: Snapshots, mail: Mailbox, clock: Clock
    ) -> None:
        self._directory, self._games, self._snapshots = directory, games, snapshots
        self._owners, self._mail, self._clock = directory.owners, mail, clock
        self._membership = directory.owners.membership
        # Whether this node can't play, while others can.
        self.is_disabled: Callable[[], bool] = lambda: False
        self.gone: Callable[[str], None] = lambda _node: None
        self._namesakes: dict[str, None] = {}
        self._has_closed = False
        self._is_opening = False

    # ------------------------------------------------------------ living

    async def join(self, listeners: Callable[[], Awaitable[int]]) -> None:
        """Be one of those who live; what this node last noted is read before it notes anew.

        `listeners` tells how many nodes listen to the database: while Redis is away, only that
        tells whether others play. Raises StorageUnavailable.
        """
        await self._directory.lost_time.recall()
        await self._membership.join()
        if not self._membership.is_known and await listeners() > 1:
            log.warning("Redis is away, and other nodes are there: nothing is played here yet")
            self._membership.expect_company()

    async def open(self) -> None:
        """Open every live game that falls to this node; raises StorageUnavailable."""
        self._is_opening = True
        try:
            live = await self._games.live()
            opened = await self._open(await self._owners.inherited(live))
        finally:
            self._is_opening = False
        log.info("%d games reopened, %d are played elsewhere", opened, len(live) - opened)

    async def beat(self) -> None:
        """Say that this node lives; bury who has lapsed, and inherit their games."""
        if self.is_disabled() and any(each.is_open for each in self._membership.others):
            # Without a database nothing can be played here: by its silence its rooms go to others.
            return
        before = [each.node for each in self._membership.others]
        beat = await self._membership.beat()
        if beat is None:
            return
        if beat.is_buried:
            log.warning("this node was given up for dead: its games are looked for anew")
            for room in self._directory.rooms:
                room.overtake()
            await self._membership.beat(rejoin=True)
        elif beat.is_new:
            # All was forgotten, perhaps: say again what is played here.
            self._directory.spawn(self.renew())
        for node in beat.lapsed:
            if await self._membership.bury(node):
                log.warning("node %s lives no more", node)
        self._note_namesakes()
        vanished = [node for node in before if not self._membership.lives(node)]
        for node in vanished:
            self.gone(node)
        if vanished:
            # Not waited for: whoever takes long to open many games must go on beating.
            self._directory.spawn(self._inherit())

    async def _inherit(self) -> None:
        try:
            await self.adopt()
        except StorageUnavailable as error:
            log.warning("games that fell to this node wait for the database: %s", error)

    def _note_namesakes(self) -> None:
        for each in self._membership.others:
            if each.name == self._membership.name and each.node not in self._namesakes:
                self._namesakes[each.node] = None
                log.error("two nodes are called %s: give each its own GENIUS_NODE", each.name)

    async def pulse(self) -> None:
        """Note until when nobody lost time here, for whoever plays these games after this node."""
        if not self._has_closed:
            # Time that a room still owes would be forgotten if this node now died.
            kept = [room.kept_ms for room in self._directory.rooms]
            await self._directory.lost_time.note(kept, self._clock.now_ms())

    async def close(self) -> None:
        """Close what is left here; what comes after this moment is lost time."""
        rooms, now_ms = self._directory.rooms, self._clock.now_ms()
        self._has_closed = True
        await self._directory.close()
        await self._directory.lost_time.note([room.kept_ms for room in rooms], now_ms)

    async def renew(self) -> None:
        """Hold on to the rooms played here; one that another node holds is let go."""
        rooms = [room for room in self._directory.rooms if room.room.state is not None]
        holders = await self._owners.keep([room.game for room in rooms])
        for room in rooms:
            if holders[room.game] != self._owners.node:
                room.overtake()

    # ------------------------------------------------------------ inheriting

    async def adopt(self, *, everything: bool = False) -> None:
        """Play the live games that nobody plays and that fall to this node, or simply all."""
        if self._membership.is_patient:
            # Redis has forgotten who plays what, and is just being told again.
            return
        if everything and self._is_opening:
            # All of it is being opened just now: done twice, all would be read twice.
            return
        live = await self._games.live()
        if everything:
            found = await self._owners.orphans(live)
        else:
            found = await self._owners.inherited(live)
        await self._open([game for game in found if not self._is_settled(game)])

    def _is_settled(self, game: GameId) -> bool:
        """Whether it is played here, or has died so often that it is left until it is asked for."""
        is_played = isinstance(self._directory.here(game), RoomTask)
        return is_played or self._directory.is_given_up(game)

    async def _open(self, games: Sequence[GameId], served_ms: int = 0) -> int:
        """Open these; one that can't be is left alone, but without a database none can."""
        unseen = [game for game in games if self._directory.here(game) is None]
        kept = await self._snapshots.load(unseen)
        lots = [games[n : n + OPENED_AT_ONCE] for n in range(0, len(games), OPENED_AT_ONCE)]
        left = iter(lots)

        async def lane() -> int:
            return sum([await self._open_lot(lot, kept, served_ms) for lot in left])

        if len(lots) <= 1:
            return await lane()
        # Of two lots one is read by the databases while the other is folded here. Where one fails,
        # so does the other, or it opens the rest.
        results = await asyncio.gather(lane(), lane(), return_exceptions=True)
        for each in results:
            if isinstance(each, BaseException):
                raise each
        return sum(each for each in results if isinstance(each, int))

    async def _open_lot(
        self, games: Sequence[GameId], kept: Mapping[GameId, Kept], served_ms: int
    ) -> int:
        # Those that are being opened already have asked by themselves who held them, and
        # whoever asks a second time is told that it is this node.
        closed = [game for game in games if self._directory.is_closed(game)]
        settled = asyncio.create_task(self._settle(closed))
        openings = [
            self._directory.open(game, kept.get(game), served_ms, settled) for game in games
        ]
        results = await asyncio.gather(*openings, return_exceptions=True)
        opened = 0
        for game, result in zip(games, results, strict=True):
            if isinstance(result, StorageUnavailable):
                raise result
            if isinstance(result, Exception):
                log.error("game %s can't be reopened", game, exc_info=result)
            opened += isinstance(result, RoomTask)
        # What they owe would be forgotten if this node died before it next says until when
        # nobody lost time.
        await self.pulse()
        return opened

    async def _settle(self, games: Sequence[GameId]) -> dict[GameId, Holding]:
        return await self._directory.lost_time.dated(await self._owners.settle(games))

    def take(self, letter: Take) -> None:
        """Another node has handed a game over to this one."""
        self._directory.spawn(self._take(letter))

    async def _take(self, letter: Take) -> None:
        if not self._membership.is_open:
            heir = self._membership.heir(letter.game, without_me=True)
            if heir is not None and await self._owners.pass_on(letter.game, heir):
                self._mail.send(heir, replace(letter, sender=self._mail.node))
                return
        self._directory.lost_time.owe(letter.game, letter.kept_ms)
        if self._has_closed:
            # Nobody plays it until another run does, which has to know since when.
            await self._directory.lost_time.note([], self._clock.now_ms())
            return
        try:
            await self._open([letter.game], letter.kept_ms)
        except StorageUnavailable as error:
            log.warning("game %s can't be taken over yet: %s", letter.game, error)

    def unheard(self, to: str, letters: Sequence[AnyLetter]) -> None:
        """Nobody received these: a game that was handed over there is nobody's."""
        for letter in letters:
            if isinstance(letter, Take):
                self._directory.lost_time.owe(letter.game, letter.kept_ms)
                self._directory.spawn(self._take_back(letter, to))

    async def _take_back(self, letter: Take, heir: str) -> None:
        """Hand it to somebody else, or play on here."""
        await self._membership.look()
        node = self._membership.node
        other = node if self._membership.is_open else self._membership.heir(letter.game)
        if other is None or not await self._owners.pass_on(letter.game, other, holder=heir):
            return
        if other == node:
            await self._take(letter)
        else:
            self._mail.send(other, letter)
            self._directory.lost_time.settle(letter.game)

    # ------------------------------------------------------------ handing over

    async def hand_over(self, room: RoomTask, heir: str) -> bool:
        """Close a room after its turn, and let another node play on; False if it stays."""
        if room.room.state is None or room.state.phase in OVER:
            return False
        kept_ms = room.kept_ms
        if not await self._directory.hand_over(room, heir):
            return False
        self._mail.send(heir, Take(sender=self._mail.node, game=room.game, kept_ms=kept_ms))
        return True

    async def give_all_away(self) -> int:
        """Hand every live room over to its heir among the other nodes; how many went."""
        given = 0
        rooms = self._directory.rooms
        await self._membership.look()
        for first in range(0, len(rooms), AT_ONCE):
            heirs = [
                (room, heir)
                for room in rooms[first : first + AT_ONCE]
                if (heir := self._membership.heir(room.game, without_me=True)) is not None
            ]
            given += await self._hand_over_all(heirs)
        return given

    async def _hand_over_all(self, heirs: Iterable[tuple[RoomTask, str]]) -> int:
        moving = [self.hand_over(room, heir) for room, heir in heirs]
        done = await asyncio.gather(*moving, return_exceptions=True)
        for each in done:
            if isinstance(each, Exception):
                # One that can't be handed over must not keep the others.
                log.error("a game can't be handed over", exc_info=each)
        return sum(each is True for each in done)

    async def even_out(self) -> None:
        """Give rooms away if this node bears far more than its share."""
        await self.rebalance(SHARE_MAX, SHARE_SLACK)

    async def rebalance(self, share: float = 1.0, slack: int = 0) -> int:
        """Give away what is beyond `share` times a fair share and `slack`; how many went."""
        rooms = [room for room in self._directory.rooms if room.room.state is not None]
        if len(rooms) <= slack:
            # Never too many, whatever others bear: nobody need be asked.
            return 0
        await self._membership.look()
        others = [each for each in self._membership.others if each.is_open]
        if not others:
            return 0
        fair = (sum(each.rooms for each in others) + len(rooms)) / (len(others) + 1)
        if len(rooms) <= share * fair + slack:
            return 0
        heirs = heirs_of(others, fair, min(GIVEN_MAX, len(rooms) - int(fair)))
        # Those first whose people are elsewhere anyway.
        rooms.sort(key=lambda room: len(room.audience))
        return await self._hand_over_all(zip(rooms, heirs, strict=False))
