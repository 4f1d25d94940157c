"""Committed events to those who watch a game: redact once per kind of viewer, encode once per view.

Keeps the last entries for whoever resumes. Knows connections only as something to send to.
"""

from collections.abc import Container, Iterable, Sequence
from secrets import token_hex
from typing import Final

from game.events import ChatSent, Entry, PlayerLeft
from game.ids import Actor, GameId, PlayerId
from game.modes.turing import is_veiled
from game.muting import hidden_from, mutes
from game.redact import owner, redact
from game.state import GameState
from game.views import EventView, Skipped
from server.crowd import Crowd, Later
from server.frames import frame
from server.listener import Listener
from server.meters import NOBODY_LISTENS, Meters
from server.recent import Recent
from server.tie import NOWHERE, Elsewhere, Tie
from server.wire import AnySignal, Close, Codec, GoodbyeSignal, PresenceSignal

# A game that has to be opened anew is there again by then.
RETURN_MS: Final = 1_000
CLAIM_BYTES: Final = 8
# Passing signals of one turn of the event loop; beyond, further ones are dropped, and counted.
PASSING_MAX: Final = 512
SEAT_TAKEN: Final = "signed in elsewhere with the same seat"


class Audience:
    """Everyone who watches one game on this node, and the entries they may still ask for."""

    def __init__(
        self,
        game: GameId,
        entries: Iterable[Entry] = (),
        later: Later | None = None,
        meters: Meters = NOBODY_LISTENS,
    ) -> None:
        self.game = game
        # In order of arrival, with the person behind each; `_players` holds the connection that
        # has a person's seat, and sees what only they may see.
        self._listeners: dict[Listener, Actor] = {}
        self._players: dict[Actor, Listener] = {}
        # All others, who see the same.
        self._crowd = Crowd(later, meters)
        self._later, self._meters = later, meters
        self._passing: list[AnySignal] = []
        # The mark of each coming to a seat, no two alike on any node.
        self._claims: dict[Actor, str] = {}
        self.elsewhere = NOWHERE
        # None while no other node has to do with the game.
        self.tie: Tie | None = None
        self.recent = Recent(entries)

    def __len__(self) -> int:
        return len(self._listeners)

    def __contains__(self, listener: Listener) -> bool:
        return listener in self._listeners

    @property
    def present(self) -> tuple[Actor, ...]:
        """The people who hold their seat's connection, here or elsewhere."""
        here = self._players
        return (*here, *(actor for actor in self.elsewhere.present if actor not in here))

    @property
    def claims(self) -> tuple[tuple[Actor, str], ...]:
        """Those who hold their seat's connection here, with the mark by which they came to it."""
        return tuple(self._claims.items())

    @property
    def everywhere(self) -> int:
        """How many connections watch on all nodes, as far as is known where it is played."""
        return len(self._listeners) + self.elsewhere.connections

    def is_watched_here(self, actor: Actor) -> bool:
        """Whether a connection of this person watches here, seated or not."""
        return actor in self._listeners.values()

    def is_led(self, host: Actor) -> bool:
        """Whether whoever leads the game watches it, seated or not, on any node."""
        elsewhere = self.elsewhere
        led = host in elsewhere.present or host in elsewhere.hosts
        return led or self.is_watched_here(host)

    def attach(self, listener: Listener, actor: Actor, *, seated: bool) -> bool:
        """Let a connection watch, through its person's eyes if seated; True if they just came.

        The newest connection holds the seat: an older one of the same person is closed.
        """
        self._listeners[listener] = actor
        if seated:
            self._crowd.leave(listener)
        elif self._players.get(actor) is not listener:
            self._crowd.enter(listener)
        came = seated and self._seat(listener, actor)
        if self.tie is not None:
            self.tie.moved()
        return came

    def _seat(self, listener: Listener, actor: Actor) -> bool:
        before = self._players.get(actor)
        if before is listener:
            return False
        self._players[actor] = listener
        self._claims[actor] = token_hex(CLAIM_BYTES)
        if before is not None:
            del self._listeners[before]
            before.hang_up(Close.SEAT_TAKEN, SEAT_TAKEN)
        return before is None and actor not in self.elsewhere.present

    def detach(self, listener: Listener) -> bool:
        """Let a connection go; True if a seated person is away now."""
        actor = self._listeners.pop(listener, None)
        if actor is None:
            return False
        self._crowd.leave(listener)
        went = self._players.get(actor) is listener and self._stand_up(actor)
        if self.tie is not None:
            self.tie.moved()
        return went

    def _stand_up(self, actor: Actor) -> bool:
        del self._players[actor], self._claims[actor]
        return actor not in self.elsewhere.present

    def unseat(self, actor: Actor, claim: str) -> bool:
        """Somebody has come to the seat elsewhere since that claim: hang up on the older.

        True if, as far as is known here, they are away now.
        """
        if self._claims.get(actor) != claim:
            return False
        listener = self._players[actor]
        del self._listeners[listener]
        went = self._stand_up(actor)
        listener.hang_up(Close.SEAT_TAKEN, SEAT_TAKEN)
        if self.tie is not None:
            self.tie.moved()
        return went

    def hear_of(self, elsewhere: Elsewhere, state: GameState) -> None:
        """Others watch elsewhere now: tell of the seated among them who came or went by that."""
        before, self.elsewhere = self.present, elsewhere
        after = self.present
        for actor in after:
            if actor not in before:
                self.presence(actor, state, connected=True)
        for actor in before:
            if actor not in after:
                self.presence(actor, state, connected=False)

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
        self.recent.note(entries)
        # Whoever has left, or was removed, hears that, and nothing after it.
        first = 0
        for at, entry in enumerate(entries, start=1):
            if isinstance(entry.event, PlayerLeft):
                self._tell(entries[first:at], state)
                self._part_from_left(state)
                first = at
        self._tell(entries[first:], state)

    def _tell(self, entries: Sequence[Entry], state: GameState) -> None:
        if not self._listeners or not entries:
            return
        # Entries concern one person apart, or nobody; all others see the same bytes.
        owners = [one for entry in entries if (one := owner(entry.event)) is not None]
        hiders = _hiders(entries, state)
        shared: dict[str, bytes] = {}

        def encode(codec: Codec) -> bytes:
            if codec.name not in shared:
                shared[codec.name] = self._encoded(entries, None, codec)
            return shared[codec.name]

        for actor, listener in list(self._players.items()):
            player = state.players.get(actor) if owners or hiders else None
            if player is not None and (player in owners or actor in hiders):
                hidden = hidden_from(state, player)
                listener.must(self._encoded(entries, player, listener.codec, hidden))
            else:
                listener.must(encode(listener.codec))
        self._crowd.tell(encode)

    def _part_from_left(self, state: GameState) -> None:
        """Let go whose person was removed, with a seat or without, and who has no seat any more."""
        for listener, actor in list(self._listeners.items()):
            is_seatless = self._players.get(actor) is listener and state.seat_of(actor) is None
            if is_seatless or actor in state.kicked:
                self.detach(listener)

    def _encoded(
        self,
        entries: Sequence[Entry],
        viewer: PlayerId | None,
        codec: Codec,
        hidden: Container[PlayerId] = (),
    ) -> bytes:
        return b"".join([frame(codec, self.view(entry, viewer, hidden)) for entry in entries])

    def view(
        self, entry: Entry, viewer: PlayerId | None, hidden: Container[PlayerId] = ()
    ) -> EventView | Skipped:
        """An entry as this viewer may see it; only its number where they may not.

        `hidden` is what `hidden_from` says of the viewer now.
        """
        shown = redact(self.game, entry, viewer, hidden)
        return shown or Skipped(game=self.game, seq=entry.seq)

    def signal(self, said: AnySignal, key: str | None = None) -> None:
        """Tell everyone in passing, on every node; with a key, only the newest of it matters."""
        self.show(said, key)
        if self.tie is not None:
            self.tie.hand_on(said, key)

    def show(self, said: AnySignal, key: str | None = None) -> None:
        """As `signal`, but here only.

        Without a key it waits for the end of the loop's turn: what a room says in one turn is
        joined once for all, since a write costs more than all the rest of a delivery.
        """
        if key is not None or self._later is None:
            self._show((said,), key)
        elif len(self._passing) < PASSING_MAX:
            if not self._passing:
                self._later(0, self._pass_on)
            self._passing.append(said)
        else:
            self._meters.conflated("too_many", len(self._listeners))

    def _pass_on(self) -> None:
        said, self._passing = self._passing, []
        self._show(said, None)

    def _show(self, said: Sequence[AnySignal], key: str | None) -> None:
        encoded: dict[str, bytes] = {}

        def encode(codec: Codec) -> bytes:
            if codec.name not in encoded:
                encoded[codec.name] = b"".join([frame(codec, each) for each in said])
            return encoded[codec.name]

        if key is not None:
            key = f"{self.game} {key}"
        codec, frames = None, b""
        for listener in list(self._players.values()):
            if listener.codec is not codec:
                codec = listener.codec
                frames = encode(codec)
            if key is None:
                listener.best_effort(frames)
            else:
                listener.newest(key, frames)
        self._crowd.signal(encode, key)

    def presence(self, actor: Actor, state: GameState, *, connected: bool) -> None:
        """Tell everyone here that a seated person's connection came or went; not behind masks.

        Machines never go. The other nodes find that out by themselves, from who is where.
        """
        player = state.players.get(actor)
        if player is not None and not is_veiled(state):
            said = PresenceSignal(game=self.game, player=player, connected=connected)
            self.show(said, f"presence {player}")


def _hiders(entries: Sequence[Entry], state: GameState) -> list[Actor]:
    """Those who hide somebody who speaks in these entries."""
    hidden = mutes(state).hidden
    if not hidden:
        return []
    said = [entry.event.player for entry in entries if isinstance(entry.event, ChatSent)]
    return [actor for actor, mine in hidden.items() if any(player in mine for player in said)]
