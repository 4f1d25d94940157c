"""Committed events to those who watch a game: redact once per kind of viewer, encode once per view.

Keeps the last entries for whoever resumes. Knows connections only as something to send to.
"""

from collections import deque
from collections.abc import Container, Iterable, Sequence
from typing import Final, Protocol

from game.events import ChatSent, Entry, PlayerJoined, PlayerLeft
from game.ids import Actor, GameId, PlayerId
from game.muting import hidden_from
from game.redact import owner, redact
from game.state import GameState
from game.views import EventView, Skipped
from server.frames import frame
from server.wire import AnySignal, Close, Codec, GoodbyeSignal, PresenceSignal

ENTRIES_KEPT: Final = 256
# A game that has to be opened anew is there again by then.
RETURN_MS: Final = 1_000


class Listener(Protocol):
    """A connection, as far as the fan-out needs it."""

    codec: Codec

    def must(self, frames: bytes) -> None:
        """Send without fail."""

    def newest(self, key: str, frames: bytes) -> None:
        """Send in place of an older one of this key."""

    def best_effort(self, frames: bytes) -> None:
        """Send if there is room."""

    def hang_up(self, code: Close, reason: str) -> None:
        """End the connection."""


class Audience:
    """Everyone who watches one game on this node, and the entries they may still ask for."""

    def __init__(self, game: GameId, entries: Iterable[Entry] = ()) -> None:
        self.game = game
        # In order of arrival, with the person behind each; `_players` holds the connection that
        # has a person's seat, and sees what only they may see.
        self._listeners: dict[Listener, Actor] = {}
        self._players: dict[Actor, Listener] = {}
        self._recent = deque(entries, maxlen=ENTRIES_KEPT)

    def __len__(self) -> int:
        return len(self._listeners)

    def __contains__(self, listener: Listener) -> bool:
        return listener in self._listeners

    @property
    def last_seq(self) -> int:
        """The number of the last entry published; 0 before any."""
        return self._recent[-1].seq if self._recent else 0

    @property
    def present(self) -> tuple[Actor, ...]:
        """The people who hold their seat's connection here."""
        return tuple(self._players)

    @property
    def watching(self) -> tuple[Actor, ...]:
        """Everyone here, seated or not; a person with two connections twice."""
        return tuple(self._listeners.values())

    def attach(self, listener: Listener, actor: Actor, *, seated: bool) -> bool:
        """Let a connection watch, through its person's eyes if seated; True if they just came.

        The newest connection holds the seat: an older one of the same person is closed.
        """
        self._listeners[listener] = actor
        if not seated:
            return False
        before = self._players.get(actor)
        self._players[actor] = listener
        if before is not None and before is not listener:
            del self._listeners[before]
            before.hang_up(Close.SEAT_TAKEN, "signed in elsewhere with the same seat")
        return before is None

    def detach(self, listener: Listener) -> bool:
        """Let a connection go; True if a seated person is away now."""
        actor = self._listeners.pop(listener, None)
        if actor is None or self._players.get(actor) is not listener:
            return False
        del self._players[actor]
        return True

    def listener(self, actor: Actor) -> Listener | None:
        """The connection that holds this person's seat here."""
        return self._players.get(actor)

    def eyes(self, listener: Listener, state: GameState) -> PlayerId | None:
        """The player this connection looks as; None for spectators."""
        actor = self._listeners.get(listener)
        if actor is None or self._players.get(actor) is not listener:
            return None
        return state.players.get(actor)

    def hang_up_all(self, code: Close, reason: str) -> None:
        """End every connection that watches; whoever is to come back is told when."""
        for listener in list(self._listeners):
            if code is Close.GOING_AWAY:
                goodbye = GoodbyeSignal(retry_after_ms=RETURN_MS)
                listener.must(frame(listener.codec, goodbye))
            listener.hang_up(code, reason)

    def publish(self, entries: Sequence[Entry], state: GameState) -> None:
        """Send what was committed to everyone, each as they may see it."""
        self._recent.extend(entries)
        # Whoever was removed hears that, and nothing after it.
        first = 0
        for at, entry in enumerate(entries, start=1):
            if isinstance(entry.event, PlayerLeft) and entry.event.reason == "kicked":
                self._tell(entries[first:at], state)
                self._part_from_kicked(state)
                first = at
        self._tell(entries[first:], state)

    def _tell(self, entries: Sequence[Entry], state: GameState) -> None:
        if not self._listeners or not entries:
            return
        owners = [owner(entry.event) for entry in entries]
        said = [entry.event.player for entry in entries if isinstance(entry.event, ChatSent)]
        # All who own none of these events, and hide nobody who speaks, see the same bytes.
        shared: dict[str, bytes] = {}
        for listener in list(self._listeners):
            player = self.eyes(listener, state)
            codec = listener.codec
            hidden = hidden_from(state, player) if said else ()
            owns = player is not None and player in owners
            if owns or any(speaker in hidden for speaker in said):
                listener.must(self._encoded(entries, player, codec, hidden))
                continue
            if codec.name not in shared:
                shared[codec.name] = self._encoded(entries, None, codec)
            listener.must(shared[codec.name])

    def _part_from_kicked(self, state: GameState) -> None:
        """Let every connection go whose person was removed, with a seat or without."""
        for listener, actor in list(self._listeners.items()):
            if actor in state.kicked:
                self.detach(listener)

    def _encoded(
        self,
        entries: Sequence[Entry],
        viewer: PlayerId | None,
        codec: Codec,
        hidden: Container[PlayerId] = (),
    ) -> bytes:
        return b"".join(frame(codec, self.view(entry, viewer, hidden)) for entry in entries)

    def view(
        self, entry: Entry, viewer: PlayerId | None, hidden: Container[PlayerId] = ()
    ) -> EventView | Skipped:
        """An entry as this viewer may see it; only its number where they may not.

        `hidden` is what `hidden_from` says of the viewer now.
        """
        shown = redact(self.game, entry, viewer, hidden)
        return shown or Skipped(game=self.game, seq=entry.seq)

    def who_sat(self, player: PlayerId) -> Actor | None:
        """Who took this seat, by the entries kept: the state forgets seats freed in the lobby."""
        for entry in self._recent:
            if isinstance(entry.event, PlayerJoined) and entry.event.player == player:
                return entry.event.user
        return None

    def since(self, seq: int, last: int) -> list[Entry] | None:
        """The entries after `seq`, none if it is `last`; None where they are no longer kept."""
        if seq >= last:
            return []
        if not self._recent or self._recent[0].seq > seq + 1:
            return None
        return [entry for entry in self._recent if entry.seq > seq]

    def signal(self, said: AnySignal, key: str | None = None) -> None:
        """Tell everyone in passing; with a key, only the newest of it matters."""
        encoded: dict[str, bytes] = {}
        for listener in list(self._listeners):
            codec = listener.codec
            if codec.name not in encoded:
                encoded[codec.name] = frame(codec, said)
            if key is None:
                listener.best_effort(encoded[codec.name])
            else:
                listener.newest(f"{self.game} {key}", encoded[codec.name])

    def presence(self, actor: Actor, state: GameState, *, connected: bool) -> None:
        """Tell everyone that a seated person's connection came or went."""
        player = state.players.get(actor)
        if player is not None:
            said = PresenceSignal(game=self.game, player=player, connected=connected)
            self.signal(said, f"presence {player}")
