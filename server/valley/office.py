"""What clients ask of the valley: to walk there, to watch, to go somewhere. Sans I/O.

It knows who of this node is there; what comes of it, the valley decides at its next tick.
"""

from collections.abc import Callable, Iterable
from typing import Final

from msgspec.structs import replace

from agents.world.body import Body
from agents.world.map import Map
from game.ids import Actor
from game.texts import clean_name, name_key
from persistence.ports import StoredCharacter, Valley
from server import wire
from server.answers import unavailable
from server.valley.folk import Walker
from server.valley.life import Plan
from server.valley.mirror import Mirror, Watchers
from server.valley.view import figure, map_shown, time_shown
from server.visitor import Visitor
from server.wire import Fault, error_reply

# Where a character is first seen.
GATE: Final = "station"
CLOSED: Final = "the valley is closed on this server"
ASLEEP: Final = "the valley is not awake yet"
FULL: Final = "too many are in the valley"
CROWDED: Final = "too many watch the valley here"


class Clerk:
    """Serves this node's visitors; `names` are those of the machine players."""

    def __init__(
        self,
        map: Map,
        mirror: Mirror,
        watchers: Watchers,
        valley: Valley,
        names: Iterable[str],
        now_ms: Callable[[], int],
        plan: Plan,
    ) -> None:
        self._map, self._shown = map, map_shown(map)
        self._mirror, self._watchers = mirror, watchers
        self._valley, self._now_ms, self._plan = valley, now_ms, plan
        self.keep_names(names)
        # Whose characters walk, by person; and through which connections.
        self.walkers: dict[Actor, Walker] = {}
        self._for: dict[Visitor, Actor] = {}
        # Where those stand who have gone, or were renamed: to be written.
        self._due: dict[Actor, StoredCharacter] = {}
        # Somebody came, went, said where to, or watches.
        self.is_changed = True

    def keep_names(self, names: Iterable[str]) -> None:
        """What machine players are called: nobody walks there by one of these."""
        self._taken = {name_key(name) for name in names}

    async def serve(self, visitor: Visitor, command: wire.WorldCommand) -> None:
        """Answer; raises StorageUnavailable."""
        match command:
            case wire.UnwatchValley():
                self._watchers.leave(visitor)
                self.is_changed = True
            case wire.LeaveValley():
                self._part(visitor)
            case _ if not self._plan.is_open:
                visitor.reply(error_reply(command.id, Fault.UNAVAILABLE, CLOSED))
                return
            case _ if not self._mirror.turn:
                visitor.reply(unavailable(command.id, ASLEEP))
                return
            case wire.MoveInValley():
                refusal = self._move(visitor, command)
                if refusal is not None:
                    visitor.reply(refusal)
                    return
            case wire.WatchValley():
                self._watch(visitor, command)
                return
            case wire.JoinValley():
                await self._join(visitor, command)
                return
        visitor.reply(wire.Reply(re=command.id))

    def _watch(self, visitor: Visitor, command: wire.WatchValley) -> None:
        if visitor.gone:
            return
        if not self._watchers.enter(visitor, command.hz):
            visitor.reply(unavailable(command.id, CROWDED))
            return
        self.is_changed = True
        mirror = self._mirror
        now = time_shown(mirror.now_ms, mirror.pace)
        visitor.reply(wire.ValleyReply(re=command.id, map=self._shown, tick=mirror.tick, now=now))

    async def _join(self, visitor: Visitor, command: wire.JoinValley) -> None:
        named = command.character_name
        name = clean_name(visitor.name if named is None else named)
        if name is None:
            visitor.reply(error_reply(command.id, "name.invalid"))
            return
        if name_key(name) in self._taken:
            visitor.reply(error_reply(command.id, "name.taken", "a machine player is called that"))
            return
        user = visitor.actor
        kept = self._due.get(user) or await self._valley.character(user)
        if visitor.gone or visitor.actor != user:
            return
        known = self.walkers.get(user)
        if known is None and len(self.walkers) >= self._plan.walkers_max:
            visitor.reply(unavailable(command.id, FULL))
            return
        place = kept.place if kept is not None and kept.place in self._map.spots else self._gate
        walker = known or Walker(user, name, place, None, self._now_ms())
        self.walkers[user] = walker = replace(walker, name=name)
        self._for[visitor] = user
        self.is_changed = True
        there = self._mirror.figures.get(user) or self._newcomer(walker)
        character = replace(there, name=name)
        self._note(character)
        mirror = self._mirror
        now = time_shown(mirror.now_ms, mirror.pace)
        visitor.reply(
            wire.JoinedValley(
                re=command.id, character=character, map=self._shown, tick=mirror.tick, now=now
            )
        )

    @property
    def _gate(self) -> str:
        return GATE if GATE in self._map.spots else min(self._map.spots)

    def _newcomer(self, walker: Walker) -> wire.Figure:
        """How one looks who is there from the next tick on."""
        x, y = self._map.spots[walker.start]
        body = Body(id=walker.user, x=x, y=y, place=walker.start, is_steered=True)
        return figure(body, walker.name)

    def _move(self, visitor: Visitor, command: wire.MoveInValley) -> wire.ErrorReply | None:
        user = self._for.get(visitor)
        if user is None:
            return error_reply(command.id, Fault.CONFLICT, "walk there first: world.join")
        if command.to not in self._map.spots:
            return error_reply(command.id, Fault.NOT_FOUND, "there is no such place")
        walker = self.walkers[user]
        asked_ms = max(self._now_ms(), walker.asked_ms + 1)
        self.walkers[user] = replace(walker, to=command.to, asked_ms=asked_ms)
        self.is_changed = True
        return None

    def depart(self, visitor: Visitor) -> None:
        """A connection ended: it watches no more, and walks no more unless by another one."""
        self._watchers.leave(visitor)
        self._part(visitor)

    def _part(self, visitor: Visitor) -> None:
        user = self._for.pop(visitor, None)
        if user is None or user in self._for.values():
            return
        del self.walkers[user]
        self.is_changed = True
        there = self._mirror.figures.get(user)
        if there is not None:
            self._note(there)

    def _note(self, there: wire.Figure) -> None:
        self._due[Actor(there.id)] = StoredCharacter(
            Actor(there.id), there.name, there.place, there.x, there.y
        )

    async def settle(self) -> None:
        """Write down where people's characters stand; raises StorageUnavailable."""
        if not self._due:
            return
        due, self._due = self._due, {}
        try:
            await self._valley.settle(list(due.values()))
        except BaseException:
            self._due = {**due, **self._due}
            raise
