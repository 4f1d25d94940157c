"""Those who only watch: told in slices, so that players never wait for however many there are.

A few are told at once. Of more, each hears all that came up since they were last told, a few of
them at a time, and everyone again only after a moment. Sans I/O.
"""

from collections.abc import Callable
from typing import Final, Protocol

from server.meters import NOBODY_LISTENS, Meters
from server.wire import Codec

# So many are told at once, which takes half a millisecond.
FEW_MAX: Final = 128
# Beyond that: told at a time, some 20 µs each, and the pause before the next of them, in which the
# processor is free for whatever players do, here or in another process; and the pause before all
# are told again. A thousand hear of something within an eighth of a second.
SLICE: Final = 16
SLICE_MS: Final = 2
PACE_MS: Final = 50
# Passing signals kept for the next round; while so many wait, further ones are dropped
# and counted.
SIGNALS_MAX: Final = 64

# Calls back after so many milliseconds.
Later = Callable[[int, Callable[[], None]], object]
Encode = Callable[[Codec], bytes]
# A key, if only the newest of it matters, and the frames by codec.
Signal = tuple[str | None, dict[str, bytes]]


class Watcher(Protocol):
    """A connection, as far as the crowd needs it."""

    codec: Codec

    def must(self, frames: bytes) -> None:
        """Send without fail."""

    def newest(self, key: str, frames: bytes) -> None:
        """Send in place of an older one of this key."""

    def best_effort(self, frames: bytes) -> None:
        """Send if there is room."""


class Crowd:
    """The connections without a seat that watch one game on this node."""

    def __init__(self, later: Later | None = None, meters: Meters = NOBODY_LISTENS) -> None:
        self._later, self._meters = later, meters
        # Each with the number of frames that came up before they were last told.
        self._told: dict[Watcher, int] = {}
        # Frames that some have not been told yet, by codec; the first of them is number `_first`.
        self._frames: list[dict[str, bytes]] = []
        self._first = 0
        # Signals of the round under way, and of the next.
        self._said: list[Signal] = []
        self._signals: list[Signal] = []
        self._codecs: dict[str, Codec] = {}
        self._round: list[Watcher] = []
        self._is_waiting = False

    def __len__(self) -> int:
        return len(self._told)

    @property
    def _end(self) -> int:
        return self._first + len(self._frames)

    def enter(self, watcher: Watcher) -> None:
        """Tell them of what comes from now on; what came before they are told by whoever asks."""
        self._told[watcher] = self._end
        self._codecs.setdefault(watcher.codec.name, watcher.codec)

    def leave(self, watcher: Watcher) -> None:
        """Tell them what they have not heard yet, and no more."""
        if watcher in self._told:
            self._catch_up(watcher)
            del self._told[watcher]

    def tell(self, encode: Encode) -> None:
        """Something that all must hear; encoded once per codec."""
        if self._told:
            self._frames.append(self._encoded(encode))
            self._begin()

    def signal(self, encode: Encode, key: str | None) -> None:
        """Something in passing; with a key, only the newest of it matters."""
        if not self._told:
            return
        if key is not None:
            self._signals = [each for each in self._signals if each[0] != key]
        if len(self._signals) < SIGNALS_MAX:
            self._signals.append((key, self._encoded(encode)))
            self._begin()
        else:
            self._meters.conflated("too_many", len(self._told))

    def _encoded(self, encode: Encode) -> dict[str, bytes]:
        return {name: encode(codec) for name, codec in self._codecs.items()}

    def _begin(self) -> None:
        """Begin to tell everyone, unless that is under way, or due in a moment."""
        if self._is_waiting or self._round:
            return
        if self._later is None or len(self._told) <= FEW_MAX:
            self._begin_round()
            self._tell_slice(len(self._round))
        else:
            self._wait(0)

    def _wait(self, pause_ms: int) -> None:
        assert self._later is not None
        self._is_waiting = True
        self._later(pause_ms, self._go_on)

    def _go_on(self) -> None:
        self._is_waiting = False
        if not self._round:
            if self._first == self._end and not self._signals:
                return
            self._begin_round()
        self._tell_slice(SLICE)
        # Those who were told first may have missed something by now.
        self._wait(SLICE_MS if self._round else PACE_MS)

    def _begin_round(self) -> None:
        self._round = list(self._told)
        self._said, self._signals = self._signals, []

    def _tell_slice(self, count: int) -> None:
        for watcher in self._round[-count:]:
            if watcher in self._told:
                self._catch_up(watcher)
                self._signal(watcher)
        del self._round[-count:]
        if not self._round:
            self._forget_heard()

    def _signal(self, watcher: Watcher) -> None:
        for key, encoded in self._said:
            frames = encoded.get(watcher.codec.name)
            if frames is not None and key is None:
                watcher.best_effort(frames)
            elif frames is not None and key is not None:
                watcher.newest(key, frames)

    def _catch_up(self, watcher: Watcher) -> None:
        since = self._frames[self._told[watcher] - self._first :]
        if since:
            name = watcher.codec.name
            watcher.must(since[0][name] if len(since) == 1 else b"".join(x[name] for x in since))
            self._told[watcher] = self._end

    def _forget_heard(self) -> None:
        heard = min(self._told.values(), default=self._end)
        del self._frames[: heard - self._first]
        self._first = heard
