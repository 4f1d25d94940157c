"""What is to be seen in the valley, as this node last heard; and who watches it. Sans I/O.

The mirror is filled by the valley's own tick, or by the letters of the node that it ticks on.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from msgspec import Struct, field

from server.frames import frame
from server.meters import NOBODY_LISTENS, Meters
from server.valley.view import time_shown
from server.visitor import Visitor
from server.wire import HZ_MAX, Figure, Signal, TickSignal

# Of those who are gone it is known for so many turns; who has not been told by then is told all.
GONE_MAX: Final = 256
# Told in one go, some 10 us each; in between, others have their turn.
SLICE: Final = 32
# A watcher hears at least this often, though nothing has changed.
QUIET_BEATS: Final = 20


class Mirror:
    """Everybody in the valley, and when each changed last, in turns of this mirror's own."""

    def __init__(self, pace: int) -> None:
        self.pace = pace
        self.figures: dict[str, Figure] = {}
        self.tick = self.now_ms = 0
        self.turn = 0
        # Before this turn nothing is known of who has gone.
        self.first = 0
        self._changed: dict[str, int] = {}
        self._gone: dict[str, int] = {}

    def show(self, tick: int, now_ms: int, changed: Iterable[Figure], gone: Sequence[str]) -> None:
        """Take in what changed."""
        self.tick, self.now_ms = tick, now_ms
        self.turn += 1
        for each in changed:
            if self.figures.get(each.id) != each:
                self.figures[each.id] = each
                self._changed[each.id] = self.turn
                self._gone.pop(each.id, None)
        for id in gone:
            if self.figures.pop(id, None) is not None:
                del self._changed[id]
                self._gone[id] = self.turn
        while len(self._gone) > GONE_MAX:
            id = next(iter(self._gone))
            self.first = self._gone.pop(id)

    def show_all(self, tick: int, now_ms: int, figures: Sequence[Figure]) -> None:
        """Take in that these are there, and nobody else."""
        there = {each.id for each in figures}
        self.show(tick, now_ms, figures, [id for id in self.figures if id not in there])

    def signal(self, since: int) -> TickSignal | None:
        """What changed since that turn; None: nothing. Before the first turn: everything."""
        is_full = since <= self.first
        agents = [each for id, each in self.figures.items() if is_full or self._changed[id] > since]
        gone = [] if is_full else [id for id, turn in self._gone.items() if turn > since]
        if not is_full and not agents and not gone:
            return None
        return self._said(full=is_full, agents=tuple(agents), gone=tuple(gone))

    def nothing(self) -> TickSignal:
        """That time goes on."""
        return self._said(full=False, agents=(), gone=())

    def _said(self, *, full: bool, agents: tuple[Figure, ...], gone: tuple[str, ...]) -> TickSignal:
        now = time_shown(self.now_ms, self.pace)
        return TickSignal(tick=self.tick, now=now, full=full, agents=agents, gone=gone)


class Watch(Struct):
    """Those who are told equally often; False: is to be told everything first."""

    hz: int
    told: int = -1
    quiet: int = 0
    watchers: dict[Visitor, bool] = field(default_factory=dict)


class Watchers:
    """Those at this node who watch, at most `most`; whoever lags is left out for so long."""

    def __init__(self, mirror: Mirror, most: int, meters: Meters = NOBODY_LISTENS) -> None:
        self._mirror, self._most, self._meters = mirror, most, meters
        self._watches: dict[int, Watch] = {}
        self._beat = 0

    def __len__(self) -> int:
        return sum(len(each.watchers) for each in self._watches.values())

    def enter(self, visitor: Visitor, hz: int) -> bool:
        """Tell them from now on, everything first; False if too many watch already."""
        self.leave(visitor)
        if len(self) >= self._most:
            return False
        self._watches.setdefault(hz, Watch(hz)).watchers[visitor] = False
        return True

    def leave(self, visitor: Visitor) -> None:
        """Tell them no more."""
        for each in list(self._watches.values()):
            each.watchers.pop(visitor, None)
            if not each.watchers:
                del self._watches[each.hz]

    def pass_on(self, said: Signal) -> None:
        """Tell everybody something in passing."""
        frames: dict[str, bytes] = {}
        for watch in self._watches.values():
            for each in watch.watchers:
                if each.codec.name not in frames:
                    frames[each.codec.name] = frame(each.codec, said)
                each.best_effort(frames[each.codec.name])

    def tell(self) -> Iterator[None]:
        """Tell those who are due at this beat, of ten in a second, a few at a time."""
        self._beat += 1
        for watch in list(self._watches.values()):
            due, before = (beat * watch.hz // HZ_MAX for beat in (self._beat, self._beat - 1))
            if due != before:
                yield from self._tell(watch)

    def _tell(self, watch: Watch) -> Iterator[None]:
        news = Encoded(self._mirror, watch.told)
        everything = Encoded(self._mirror, -1)
        watch.told = self._mirror.turn
        watch.quiet = 0 if news.said is not None else watch.quiet + 1
        if watch.quiet * HZ_MAX >= QUIET_BEATS * watch.hz:
            news.said, watch.quiet = self._mirror.nothing(), 0
        for n, (visitor, is_told) in enumerate(list(watch.watchers.items()), start=1):
            if visitor not in watch.watchers:
                continue  # gone meanwhile
            if visitor.lagging:
                # Nothing waits for them: they are told all of it once they have caught up.
                self._meters.conflated("dropped")
                watch.watchers[visitor] = False
            elif not is_told:
                everything.send(visitor)
                watch.watchers[visitor] = True
            else:
                news.send(visitor)
            if n % SLICE == 0:
                yield


class Encoded:
    """A signal for many, made once and encoded once per codec."""

    def __init__(self, mirror: Mirror, since: int) -> None:
        self.said = mirror.signal(since)
        self._frames: dict[str, bytes] = {}

    def send(self, visitor: Visitor) -> None:
        """Send it, if there is anything to say."""
        if self.said is None:
            return
        name = visitor.codec.name
        if name not in self._frames:
            self._frames[name] = frame(visitor.codec, self.said)
        visitor.must(self._frames[name])
